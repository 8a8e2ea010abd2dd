import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("State")
struct StateTests {
  static let size = Size(columns: 120, rows: 36)

  @Test("the first list opens the newest job that runs")
  func opensActive() {
    var state = DashboardState(size: Self.size)
    _ = state.update(.jobsListed(severalJobs), now: afternoon)
    #expect(state.screen == .monitor)
    #expect(state.live.job?.name == "eager-lynx-7710")
  }

  @Test("without a running job the list stays, and a later job does not take the screen")
  func staysOnJobs() {
    var state = DashboardState(size: Self.size)
    let over = severalJobs.filter(\.status.isOver)
    _ = state.update(.jobsListed(over), now: afternoon)
    #expect(state.screen == .jobs)
    _ = state.update(.jobsListed(severalJobs), now: afternoon)
    #expect(state.screen == .jobs)
  }

  @Test("a key pressed before the first list keeps the operator where he is")
  func keyFirst() {
    var state = DashboardState(size: Self.size)
    state.press("?")
    _ = state.update(.jobsListed(severalJobs), now: afternoon)
    #expect(state.screen == .jobs)
  }

  @Test("the selection stays with its job while the list changes")
  func selectionByName() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("j j j")
    #expect(state.selectedJob?.name == "gentle-crane-3307")
    var more = severalJobs
    more.append(
      JobSummary(
        name: "new-one-0001", deploymentName: "d", status: .notStarted, createdAt: afternoon,
        inputPath: "/in"))
    _ = state.update(.jobsListed(more.shuffled()), now: afternoon)
    #expect(state.shownJobs.first?.name == "new-one-0001")
    #expect(state.selectedJob?.name == "gentle-crane-3307")
    more.removeAll { $0.name == "gentle-crane-3307" }
    _ = state.update(.jobsListed(more), now: afternoon)
    #expect(state.selectedJob?.name == "quiet-marten-1188")
  }

  @Test("subscriptions follow what is on screen")
  func subscriptions() {
    var state = DashboardState(size: Self.size)
    #expect(state.subscriptions == [.jobs(every: .seconds(2))])
    _ = state.update(.jobsListed(severalJobs), now: afternoon)
    #expect(state.subscriptions == [.watch(job: "eager-lynx-7710")])
    state.press("Esc")
    #expect(
      state.subscriptions == [.jobs(every: .seconds(1)), .watch(job: "eager-lynx-7710")])
    let attached = DashboardState(size: Self.size, attachedTo: "a-b-1")
    #expect(attached.subscriptions == [.watch(job: "a-b-1")])
  }

  @Test("nothing ticks when nothing moves; a clock ticks on the second, a spinner four times")
  func ticks() {
    let now = afternoon.addingTimeInterval(0.4)
    #expect(DashboardState.jobs([], size: Self.size).nextTick(after: now) == nil)
    #expect(
      DashboardState.monitor(.over(.completed), size: Self.size).nextTick(after: now) == nil)
    var steady = JobSnapshot.running
    steady.workers.removeLast()
    let running = DashboardState.monitor(steady, size: Self.size).nextTick(after: now)
    #expect(abs((running ?? 0) - 0.6) < 0.001)
    let starting = DashboardState.monitor(.preparing, size: Self.size).nextTick(after: now)
    #expect(abs((starting ?? 0) - 0.1) < 0.001)
    // The youngest job is 1000 s old: its minutes change in 20 s.
    var old = severalJobs[4]
    old.createdAt = .before(1000)
    let ages = DashboardState.jobs([old], size: Self.size).nextTick(after: afternoon)
    #expect(abs((ages ?? 0) - 20) < 0.001)
  }

  @Test("a failed list is told and keeps the rows; the next good one takes the notice back")
  func listFails() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    _ = state.update(.jobsUnavailable(reason: "disk on fire"), now: afternoon)
    #expect(state.notice?.text == "Could not read the jobs: disk on fire")
    #expect(state.shownJobs.count == severalJobs.count)
    _ = state.update(.jobsListed(severalJobs), now: afternoon)
    #expect(state.notice == nil)
  }

  @Test("news of a job no longer watched changes nothing")
  func otherJob() {
    var state = DashboardState.monitor(.running, size: Self.size)
    let before = state
    var news = WatchNews()
    news.absorb(.snapshot(.preparing))
    _ = state.update(.watched(job: "someone-else-0001", news), now: afternoon)
    #expect(state == before)
  }

  /// A status and what the shell is told on leaving.
  static let farewells: [(JobStatus, String?)] = [
    (.running, "brave-otter-4821 goes on: 62 %. Come back with: batchdeck"),
    (.paused, "brave-otter-4821 stays paused: 62 %. Come back with: batchdeck"),
    (.completed, nil), (.failed, nil), (.interrupted, nil), (.canceled, nil),
  ]

  @Test("leaving tells of a job that goes on", arguments: farewells)
  func farewell(status: JobStatus, line: String?) {
    var snapshot = JobSnapshot.running
    snapshot.status = status
    #expect(DashboardState.monitor(snapshot, size: Self.size).farewell == line)
  }

  @Test("leaving tells nothing of a job that ended since the last list")
  func staleFarewell() {
    var state = DashboardState.jobs([severalJobs[0]], size: Self.size)
    state.press("Enter")
    var news = WatchNews()
    news.absorb(.snapshot(.over(.completed)))
    _ = state.update(.watched(job: "brave-otter-4821", news), now: afternoon)
    #expect(state.farewell == nil)
    _ = state.update(.jobsListed(severalJobs), now: afternoon)
    #expect(
      state.farewell == "eager-lynx-7710 goes on: 0 %. Come back with: batchdeck")
  }

  @Test("a job that ended is not watched, and watched anew when it is resumed or opened again")
  func resumed() {
    var state = DashboardState.monitor(.over(.interrupted), size: Self.size)
    #expect(state.subscriptions == [])
    state.press("Esc")
    _ = state.update(.jobsListed(severalJobs.filter(\.status.isOver)), now: afternoon)
    #expect(state.subscriptions == [.jobs(every: .seconds(2))])
    _ = state.update(.jobsListed([severalJobs[0]]), now: afternoon)
    #expect(
      state.subscriptions == [.jobs(every: .seconds(1)), .watch(job: "brave-otter-4821")])
    var again = DashboardState.monitor(.over(.completed), size: Self.size)
    again.watch("brave-otter-4821")
    #expect(again.subscriptions == [.watch(job: "brave-otter-4821")])
  }

  @Test("a job took as long in the list as in its monitor, without the time between its runners")
  func took() {
    var snapshot = JobSnapshot.over(.completed)
    (snapshot.createdAt, snapshot.endedAt) = (.before(90_000), .before(30))
    snapshot.progress.elapsedSeconds = 12.34
    let list = DashboardState.jobs([JobSummary(snapshot)], size: Self.size)
    #expect(list.view(.unicode).text.contains(" 12.3 s"))
    let monitor = DashboardState.monitor(snapshot, size: Self.size)
    #expect(monitor.view(.unicode).text.contains("completed in 12.3 s"))
  }

  @Test("paths in the operator's home are short, and others as they are")
  func home() {
    var context = ViewContext.unicode
    context.home = "/home/ann"
    let paths = ["/home/ann/scans", "/home/ann", "/home/anna/scans", "scans", "/"]
    #expect(paths.map(context.path) == ["~/scans", "~", "/home/anna/scans", "scans", "/"])
    context.home = "/"
    #expect(context.path("/scans") == "/scans")
    context.home = "/data"
    let state = DashboardState.monitor(.running, size: Self.size)
    #expect(state.view(context).text.contains(" ~/scoring/2026-11 "))
  }

  @Test("what comes from outside is neutralised on screen")
  func neutralised() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("Tab G z")
    let screen = state.view(.unicode).text
    #expect(screen.contains("\\x1B[2J.jpg"))
    #expect(!screen.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }
}

@Suite("Sample history")
struct SampleHistoryTests {
  @Test("repeated and older samples are dropped, and the oldest beyond capacity")
  func bounds() {
    var history = SampleHistory(samples(100))
    history.append(contentsOf: samples(100))
    #expect(history.samples.count == 100)
    history = SampleHistory()
    history.append(contentsOf: samples(SampleHistory.capacity + 1000))
    #expect(history.samples.count == SampleHistory.capacity)
    #expect(history.samples.first?.at == .before(Double(SampleHistory.capacity)))
    #expect(history.last?.at == .before(1))
  }

  @Test("a second that sampling skipped is no gap in the graph")
  func skippedSecond() {
    let start = Date(timeIntervalSince1970: 1_000)
    let history = SampleHistory(
      [0.99, 2.01, 3.01].map {
        JobSample(
          at: start.addingTimeInterval($0), filesPerSecond: $0.rounded(), rssBytes: 0, filesDone: 0)
      })
    let buckets = history.series(\.filesPerSecond)
      .buckets(5, seconds: 5, until: start.addingTimeInterval(3.5))
    #expect(buckets == [nil, 1, 1, 2, 3])
  }

  @Test("buckets hold averages, and nil where nothing was sampled")
  func buckets() {
    let start = Date(timeIntervalSince1970: 1000)
    let history = SampleHistory(
      [0, 1, 2, 3, 8, 9].map {
        JobSample(
          at: start.addingTimeInterval(Double($0)), filesPerSecond: Double($0), rssBytes: 0,
          filesDone: 0)
      })
    let buckets = history.series(\.filesPerSecond)
      .buckets(5, seconds: 10, until: start.addingTimeInterval(9))
    #expect(buckets == [0.5, 2.5, nil, nil, 8.5])
  }

  @Test("old columns keep their value when a second passes")
  func steadyBuckets() {
    let all = samples(120)
    var before = SampleHistory()
    before.append(contentsOf: Array(all.prefix(115)))
    let after = SampleHistory(all)
    func columns(_ history: SampleHistory, _ end: Date) -> [Double?] {
      history.series(\.filesPerSecond).buckets(10, seconds: 100, until: end)
    }
    let ends = (all[110].at, all[119].at)
    let (old, new) = (columns(before, ends.0), columns(after, ends.1))
    let isShifted = Array(old.dropFirst().dropLast()) == Array(new.dropLast(2))
    #expect(isShifted || Array(old.dropLast()) == Array(new.dropLast()))
  }
}

@Suite("List cursor")
struct ListCursorTests {
  @Test("until moved it follows the first row")
  func follows() {
    var cursor = ListCursor<String>()
    cursor.settle(in: ["b", "c"], visible: 2)
    cursor.settle(in: ["a", "b", "c"], visible: 2)
    #expect(cursor.index(in: ["a", "b", "c"]) == 0)
    cursor.move(by: 1, in: ["a", "b", "c"])
    cursor.settle(in: ["z", "a", "b", "c"], visible: 2)
    #expect(cursor.index(in: ["z", "a", "b", "c"]) == 2)
    #expect(cursor.offset == 1)
    cursor.followFirst()
    cursor.settle(in: ["y", "z", "a", "b", "c"], visible: 2)
    #expect(cursor.index(in: ["y", "z", "a", "b", "c"]) == 0)
  }

  @Test("when its row leaves, the neighbour is selected")
  func neighbour() {
    var cursor = ListCursor<Int>()
    cursor.select(3, in: [1, 2, 3, 4, 5])
    cursor.settle(in: [1, 2, 3, 5], visible: 9)
    #expect(cursor.pinned == 5)
    cursor.settle(in: [1, 2], visible: 9)
    #expect(cursor.pinned == 2)
    cursor.settle(in: [], visible: 9)
    #expect(cursor.index(in: []) == nil)
  }
}

@Suite("Words and numbers")
struct FormatTests {
  @Test(
    "sizes are short",
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "0.98 KiB"), (40_960, "40.0 KiB"),
      (1_023_487, "999 KiB"), (1_023_488, "0.98 MiB"), (2_480_343_613, "2.31 GiB"),
      (Int.max, "8 192 PiB"),
    ])
  func bytes(count: Int, text: String) {
    #expect(Format.bytes(count) == text)
  }

  @Test(
    "rates have three digits",
    arguments: [
      (0, "0"), (0.517, "0.52"), (9.994, "9.99"), (9.996, "10.0"), (91.25, "91.3"),
      (99.96, "100"), (531.4, "531"), (12_345, "12 345"), (-1, "0"), (.nan, "0"),
      (.infinity, "0"),
    ])
  func decimal(value: Double, text: String) {
    #expect(Format.decimal(value) == text)
  }

  @Test(
    "a speed is told by the second, a very slow one by the hour",
    arguments: [
      (0.0, "0/s"), (531.4, "531/s"), (0.01, "0.01/s"), (0.0099, "35.6/h"), (5 / 1129, "15.9/h"),
      (-1, "0/s"), (.nan, "0/s"),
    ])
  func rate(perSecond: Double, text: String) {
    #expect(Format.rate(perSecond) == text)
  }

  @Test(
    "percent rounds down, so that 100 means all",
    arguments: [(0.9999, "99 %", "99.9 %"), (1, "100 %", "100.0 %"), (.nan, "0 %", "0.0 %")])
  func percent(fraction: Double, coarse: String, fine: String) {
    #expect(Format.percent(fraction) == coarse)
    #expect(Format.finePercent(fraction) == fine)
  }

  @Test(
    "times",
    arguments: [
      (0.0, "00:00:00"), (708, "00:11:48"), (359_999, "99:59:59"), (360_000, "4 d 04:00"),
      (-5, "00:00:00"), (.infinity, "99 d"),
    ])
  func duration(seconds: Double, text: String) {
    #expect(Format.duration(seconds) == text)
  }

  @Test(
    "a time that was taken has tenths as long as these count",
    arguments: [
      (0.0, "0.0 s"), (0.042, "0.04 s"), (0.42, "0.4 s"), (12.34, "12.3 s"), (59.96, "00:00:59"),
      (64, "00:01:04"),
    ])
  func shortDuration(seconds: Double, text: String) {
    #expect(Format.shortDuration(seconds) == text)
  }

  @Test("one is no plural, and few bytes are told once")
  func plurals() {
    #expect([0, 1, 2000].map { Format.count($0, "file") } == ["0 files", "1 file", "2 000 files"])
    #expect([1, 2, 3].map(Format.times) == ["once", "twice", "3 times"])
    #expect([210, 2048].map(Format.exactBytes) == ["210 B", "2.00 KiB (2 048 bytes)"])
  }

  @Test(
    "ages", arguments: [(3.0, "just now"), (61, "1 min ago"), (7200, "2 h ago"), (3e5, "3 d ago")])
  func ago(seconds: Double, text: String) {
    #expect(Format.ago(seconds) == text)
  }

  @Test("a filter has terms that must all match, and terms that must not")
  func filter() {
    var filter = JobFilter()
    func names(_ text: String) -> [String] {
      filter.field = TextField(text)
      return severalJobs.filter(filter.matches).map(\.name)
    }
    #expect(names("OCR completed") == ["quiet-marten-1188"])
    #expect(names("ocr !completed !paused") == ["swift-badger-9021"])
    #expect(names("!") == severalJobs.map(\.name))
    #expect(names("  ") == severalJobs.map(\.name))
    #expect(names("nothing-like-it") == [])
  }

  @Test("an arrow in an event is of ASCII where all is")
  func arrows() {
    var snapshot = JobSnapshot.running
    snapshot.recentEvents = [
      JobEvent(at: afternoon, kind: .operatorAction, message: "workers 3 → 4")
    ]
    let state = DashboardState.monitor(snapshot, size: Size(columns: 120, rows: 36))
    #expect(state.view(.unicode).text.contains("workers 3 → 4"))
    #expect(state.view(.ascii).text.contains("workers 3 -> 4"))
  }
}

import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Worker screen")
struct WorkerTests {
  static let size = Size(columns: 120, rows: 36)
  static let job = "brave-otter-4821"

  @Test("Enter on a worker opens it, Esc goes back to it")
  func opens() {
    var state = DashboardState.worker(size: Self.size)
    #expect(state.screen == .worker)
    #expect(state.shownWorker?.id == 1)
    state.press("Esc")
    #expect(state.screen == .monitor)
    #expect(state.monitor.workers.pinned == 1)
  }

  @Test("it asks for the logs of its processes and follows the one written to last")
  func questions() {
    let state = DashboardState.worker(size: Self.size)
    let query = LogQuery(
      job: Self.job, name: "user/stderr/localhost/process001.stderr.txt", start: nil,
      length: 32 * 1024)
    #expect(
      state.subscriptions == [
        .watch(job: Self.job), .answer(.logFiles(job: Self.job, worker: 1), every: .seconds(2)),
        .answer(.log(query), every: .milliseconds(500)),
      ])
  }

  @Test("of a worker that is gone no rate is told, and its memory is said to be kept no longer")
  func stopped() {
    var snapshot = JobSnapshot.over(.completed)
    snapshot.workers = JobSnapshot.running.workers.map { worker in
      var worker = worker
      (worker.state, worker.pid) = (.stopped, nil)
      return worker
    }
    var state = DashboardState.monitor(snapshot, size: Self.size)
    state.press("j Enter")
    let screen = state.view(.unicode).text
    #expect(screen.contains("not kept after the job"))
    #expect(!screen.contains("over before it was measured"))
    #expect(screen.contains("rate –"))
  }

  @Test("of a mini-batch larger than they are now all digits are in sight")
  func largeMiniBatch() {
    var snapshot = JobSnapshot.running
    snapshot.settings.miniBatchSize = 5
    (snapshot.workers[0].fileIndex, snapshot.workers[0].fileCount) = (60_000, 1_000_000)
    let state = DashboardState.monitor(snapshot, size: Self.size)
    #expect(state.view(.unicode).text.contains("60 000 of 1 000 000"))
  }

  @Test("the stack is asked for once for each s")
  func stack() {
    var state = DashboardState.worker(size: Self.size)
    let question = { Question.stack(job: Self.job, worker: 1, number: $0) }
    state.press("s")
    #expect(state.subscriptions.contains(.answer(question(1), every: nil)))
    state.press("s")
    #expect(!state.subscriptions.contains(.answer(question(1), every: nil)))
    _ = state.update(.answered(question(1), .stack("old")), now: afternoon)
    #expect(state.worker.stack == nil)
    _ = state.update(.answered(question(2), .stack("new")), now: afternoon)
    #expect(state.worker.stack == "new")
    _ = state.update(.unanswered(question(2), reason: "Worker 1 has no process"), now: afternoon)
    #expect(state.view(.unicode).text.contains("Worker 1 has no process"))
  }

  /// Keys, and the order they end in.
  static let orders: [(String, [Effect])] = [
    ("X Enter", []), ("X Esc", []), ("X X", []), ("X y", [.order(job: job, .stopWorker(1))]),
    ("S Enter", []), ("S y", [.order(job: job, .skipMiniBatch(ofWorker: 1))]),
    ("S j Enter", [.order(job: job, .skipMiniBatch(ofWorker: 1))]),
  ]

  @Test("stopping and skipping ask, and No is what Enter takes", arguments: orders)
  func asks(keys: String, effects: [Effect]) {
    var state = DashboardState.worker(size: Self.size)
    #expect(state.press(keys) == effects)
  }

  @Test("the question stays, without an answer, when the worker is in another mini-batch")
  func moot() {
    var state = DashboardState.worker(size: Self.size)
    state.press("S")
    #expect(state.overlay != nil)
    var snapshot = JobSnapshot.running
    snapshot.workers[1].miniBatch = 9999
    var news = WatchNews()
    news.absorb(.snapshot(snapshot))
    _ = state.update(.watched(job: Self.job, news), now: afternoon)
    #expect(state.view(.unicode).text.contains("That mini-batch is over"))
    #expect(state.press("y") == [])
    state.press("Esc")
    #expect(state.overlay == nil)
    #expect(state.screen == .worker)
  }

  @Test("between two mini-batches S says so")
  func between() {
    var snapshot = JobSnapshot.running
    snapshot.workers[1].miniBatch = nil
    var state = DashboardState.worker(of: snapshot, size: Self.size)
    state.press("S")
    #expect(state.overlay == nil)
    #expect(
      state.notice?.text == "Worker 1 is between mini-batches; there is nothing to skip now.")
  }

  @Test("of a stack the script's threads come first, and our own frames are one line")
  func folds() {
    var state = DashboardState.worker(size: Self.size)
    state.press("s")
    let text = """
      Thread 0x01 (most recent call first):
        File "/usr/lib/python3.11/threading.py", line 324 in wait
        File "/c/worker-1f/batchdeck_worker/status_page.py", line 9 in watch

      Current thread 0x02 (most recent call first):
        File "/usr/lib/python3/dist-packages/PIL/Image.py", line 1 in open
        File "/home/op/deploy/score.py", line 22 in load
        File "/c/worker-1f/batchdeck_worker/mini_batch.py", line 88 in score
        File "/c/worker-1f/batchdeck_worker/worker.py", line 40 in main
        File "/c/worker-1f/batch_worker.py", line 12 in <module>
      """
    _ = state.update(
      .answered(.stack(job: Self.job, worker: 1, number: 1), .stack(text)), now: afternoon)
    #expect(
      state.worker.lines == [
        "Current thread 0x02 (most recent call first):",
        #"  File "/usr/lib/python3/dist-packages/PIL/Image.py", line 1 in open"#,
        #"  File "/home/op/deploy/score.py", line 22 in load"#,
        "  (3 frames of BatchDeck itself)", "Thread 0x01 (most recent call first):",
        #"  File "/usr/lib/python3.11/threading.py", line 324 in wait"#,
        "  (1 frame of BatchDeck itself)",
      ])
  }

  @Test("n goes to the next worker and round")
  func next() {
    var state = DashboardState.worker(size: Self.size)
    state.press("n")
    #expect(state.worker.slot == 2)
    #expect(state.worker.log == nil)
    state.press("N N N")
    #expect(state.worker.slot == 5)
  }

  @Test("a log is read from its end, and scrolls back as far as it was read")
  func scrolls() {
    var state = DashboardState.worker(size: Self.size)
    #expect(state.view(.unicode).text.contains("premature end"))
    state.press("g")
    let top = state.view(.unicode).text
    #expect(top.contains("14:31:11 INFO scored batch 1"))
    #expect(!top.contains("premature end"))
    #expect(!top.contains("cut in the mid"))
    state.press("G")
    #expect(state.worker.scroll == 0)
  }

  @Test("memory of each worker is kept once a second, ten minutes at most")
  func memory() {
    let state = DashboardState.worker(size: Self.size)
    let series = state.live.job?.workerMemory.series(ofWorker: 1)
    #expect(series?.points.count == 30)
    #expect(state.live.job?.workerMemory.series(ofWorker: 3).last?.value == nil)
    #expect(state.live.job?.workerMemory.series(ofWorker: 99).peak == 0)
  }
}

@Suite("Workers panel")
struct WorkersPanelTests {
  static let size = Size(columns: 120, rows: 36)

  private func row(_ id: Int, of snapshot: JobSnapshot) -> String? {
    DashboardState.monitor(snapshot, size: Self.size).view(.unicode).text
      .split(separator: "\n").map { String($0.dropFirst(2).drop { $0 == " " }) }
      .first { $0.hasPrefix("\(id)  ") && !$0.contains("[") }
  }

  @Test("the bar of a mini-batch is not full while its last file is in work")
  func lastFile() throws {
    var snapshot = JobSnapshot.running
    (snapshot.workers[1].fileIndex, snapshot.workers[1].fileCount) = (1, 1)
    #expect(try #require(row(1, of: snapshot)).contains("█") == false)
    (snapshot.workers[1].fileIndex, snapshot.workers[1].fileCount) = (2, 2)
    #expect(try #require(row(1, of: snapshot)).contains("██████▌"))
  }

  @Test("slots of workers that were wanted once are not listed")
  func spareSlots() {
    var snapshot = JobSnapshot.running
    snapshot.settings.workers = 3
    for slot in [1, 3, 4] {
      snapshot.workers[slot].state = .stopped
      snapshot.workers[slot].pid = nil
    }
    let state = DashboardState.monitor(snapshot, size: Self.size)
    #expect(state.live.job?.snapshot?.workers.map(\.id) == [0, 1, 2, 5])
    #expect(row(1, of: snapshot)?.contains("stopped") == true)
  }

  @Test("a worker that begins when another has loaded the model says so")
  func waits() {
    var snapshot = JobSnapshot.running
    snapshot.inForce = JobSnapshot.InForce(
      workers: 1, workersLeaving: 0, workersAdmitted: 2, miniBatchSize: 64)
    snapshot.workers = [
      .init(id: 0, pid: 4712, state: .initializing, incarnation: 1),
      .init(id: 1, state: .stopped, incarnation: 1), .init(id: 2, state: .stopped),
    ]
    #expect(row(1, of: snapshot)?.contains("waits") == true)
    #expect(row(1, of: snapshot)?.contains("for the model") == true)
    #expect(row(2, of: snapshot)?.contains("stopped") == true)
    snapshot.workers[0].state = .running
    #expect(row(1, of: snapshot)?.contains("stopped") == true)
  }
}

@Suite("Log lines")
struct LogLineTests {
  /// Where a window begins, its text, and the lines: offset and text.
  static let windows: [(Int, String, [String])] = [
    (0, "", []), (0, "a\nb\n", ["0 a", "2 b"]), (0, "a\nb", ["0 a", "2 b"]),
    (10, "rest\nb\n", ["15 b"]), (10, "no end", ["10 no end"]), (10, "no\n", ["10 no"]),
    (0, "10 %\r20 %\r30 %\r\nx", ["0 30 %", "16 x"]), (0, "\n\n", ["0 ", "1 "]),
  ]

  @Test("a window is cut into whole lines", arguments: windows)
  func cuts(start: Int, text: String, expected: [String]) {
    let window = LogWindow(start: start, bytes: Array(text.utf8), fileSize: 99)
    #expect(LogLine.lines(of: window).map { "\($0.offset) \($0.text)" } == expected)
  }

  @Test("a line without end costs no more than its pieces")
  func longLines() {
    let bytes = [UInt8](repeating: 0x61, count: 3 * LogLine.longest + 1)
    let lines = LogLine.lines(of: LogWindow(start: 0, bytes: bytes, fileSize: bytes.count))
    #expect(lines.map(\.text.count) == [4096, 4096, 4096, 1])
  }

  @Test(
    "lines tell how serious they are",
    arguments: [
      ("2026-11-22 ERROR x", LogLine.Level.error), ("Traceback (most recent call last):", .error),
      ("ValueError: no", .error), ("W1 WARNING: x", .warning), ("DeprecationWarning: x", .warning),
      ("all is well", .plain),
    ])
  func levels(text: String, level: LogLine.Level) {
    #expect(LogLine(offset: 0, bytes: Array(text.utf8)[...]).level == level)
  }
}

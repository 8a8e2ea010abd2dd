import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Keys")
struct KeyTests {
  static let size = Size(columns: 120, rows: 36)

  @Test("Enter opens the selected job, Esc comes back to it")
  func openAndBack() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("j j Enter")
    #expect(state.screen == .monitor)
    #expect(state.live.job?.name == "calm-heron-0193")
    state.press("Esc")
    #expect(state.screen == .jobs)
    #expect(state.selectedJob?.name == "calm-heron-0193")
  }

  @Test("a key that means nothing says so once, and not in place of other news")
  func unbound() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("Ctrl-B Alt-x")
    _ = state.update(.input(.paste("v")), now: afternoon)
    #expect(state.notice == nil)
    state.press("v")
    #expect(state.notice?.text == "There is no such key here; ? lists the keys.")
    _ = state.update(.tick, now: afternoon.addingTimeInterval(5))
    #expect(state.notice == nil)
    state.press("x v")
    #expect(state.notice == nil, "a dialog names its keys")
    var form = DashboardState.launch(size: Self.size)
    form.press("F9")
    #expect(form.notice?.text == "There is no such key here; F1 lists the keys.")
    // What works on this screen at other times is no unknown key.
    var over = DashboardState.monitor(.over(.completed), size: Self.size)
    over.press("+")
    #expect(over.notice?.text == "+ has nothing to act on now; ? lists the keys.")
    var told = DashboardState.jobs(severalJobs, size: Self.size)
    _ = told.update(.jobsUnavailable(reason: "locked"), now: afternoon)
    told.press("v")
    #expect(told.notice?.text == "Could not read the jobs: locked")
  }

  @Test("what is said of a key is of the last one")
  func unboundAgain() {
    var over = DashboardState.monitor(.over(.completed), size: Self.size)
    over.press("+")
    #expect(over.notice?.text == "+ has nothing to act on now; ? lists the keys.")
    over.press("v")
    #expect(over.notice?.text == "There is no such key here; ? lists the keys.")
    over.press("b")
    #expect(over.notice?.text == "b has nothing to act on now; ? lists the keys.")
  }

  /// A digit on the list of jobs and where it leads.
  static let fromList: [(String, Screen)] = [("2", .monitor), ("3", .failures), ("4", .logs)]

  @Test("from the list the digits lead to the job under the cursor", arguments: fromList)
  func goesToSelected(key: String, screen: Screen) {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("j j Enter 1 j")
    #expect(state.selectedJob?.name == "gentle-crane-3307")
    state.press(key)
    #expect(state.screen == screen)
    #expect(state.live.job?.name == "gentle-crane-3307")
    state.press("1")
    #expect(state.selectedJob?.name == "gentle-crane-3307")
  }

  @Test("both halves of the first line speak of one job")
  func firstLine() throws {
    func line(_ state: DashboardState) -> Substring? {
      state.view(.unicode).text.split(separator: "\n").first
    }
    var state = DashboardState.monitor(.over(.completed), size: Self.size)
    _ = state.update(.jobsListed(severalJobs), now: afternoon)
    #expect(line(state)?.contains("Failures 37") == true)
    state.press("1 j j j")
    var first = try #require(line(state))
    #expect(first.contains("Failures 1 001") && first.contains("gentle-crane-3307"))
    // Elsewhere the job that runs is told of, and the count is not of another.
    state.press("5")
    first = try #require(line(state))
    #expect(first.contains("eager-lynx-7710") && !first.contains("Failures 37"))
  }

  @Test("what is said of a key goes with the next one that does something, and with the screen")
  func unboundIsOver() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("v")
    #expect(state.notice != nil)
    state.press("j")
    #expect(state.notice == nil)
    state.press("v 1")
    #expect(state.screen == .jobs && state.notice == nil)
    var form = DashboardState.launch(size: Self.size)
    form.press("F9")
    #expect(form.notice != nil)
    form.press("a")
    #expect(form.notice == nil)
    var readOnly = DashboardState.monitor(.running, size: Self.size)
    readOnly.isReadOnly = true
    readOnly.press("x")
    #expect(readOnly.notice?.text.contains("read-only") == true)
    readOnly.press("Tab")
    #expect(readOnly.notice == nil)
    var tuned = DashboardState.monitor(.running, size: Self.size)
    for _ in 0..<6 { tuned.press("-") }
    #expect(tuned.notice?.text.hasPrefix("A job has at least one worker") == true)
    tuned.press("j")
    #expect(tuned.notice == nil)
    // News of other things is not over.
    _ = readOnly.update(.jobsUnavailable(reason: "locked"), now: afternoon)
    readOnly.press("j 1")
    #expect(readOnly.notice?.text == "Could not read the jobs: locked")
  }

  @Test("q goes up a level and leaves at the top; Ctrl-C leaves from everywhere")
  func quits() {
    var state = DashboardState.failures(of: .over(.completed), size: Self.size)
    #expect(state.press("q") == [])
    #expect(state.screen == .monitor)
    #expect(state.press("q") == [])
    #expect(state.screen == .jobs)
    #expect(state.press("q") == [.quit(.asked)])
    for var state in [
      DashboardState.jobs(severalJobs, size: Self.size),
      .monitor(.running, size: Self.size), .launch(size: Self.size),
    ] {
      #expect(state.press("Ctrl-C") == [.quit(.asked)])
    }
  }

  /// Keys after `q` on the list of jobs while one runs, and what they ask for.
  static let partings: [(String, [Effect])] = [
    ("Esc", []), ("n", []), ("Enter", []), ("x", []), ("k Enter", []),
    ("q", [.quit(.asked)]), ("y", [.quit(.asked)]), ("j Enter", [.quit(.asked)]),
    ("s", [.order(job: "brave-otter-4821", .cancel(now: false))]),
    ("j j j Enter", [.order(job: "brave-otter-4821", .cancel(now: false))]),
  ]

  @Test("leaving while a job runs asks, and staying is what Enter takes", arguments: partings)
  func parts(keys: String, effects: [Effect]) {
    var state = DashboardState.monitor(.running, size: Self.size)
    #expect(state.press("Esc q") == [])
    #expect(state.overlay == .leave(.stay))
    #expect(state.press(keys) == effects)
  }

  @Test("whoever stops a job and leaves, leaves when the runner has taken it, and not before")
  func stopsAndLeaves() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("Esc q s")
    let answer = { (failure: String?) in
      Message.orderAnswered(job: "brave-otter-4821", .cancel(now: false), failure: failure)
    }
    var refused = state
    #expect(refused.update(answer("no runner answers"), now: afternoon) == [])
    #expect(refused.notice?.text == "Could not cancel brave-otter-4821: no runner answers")
    #expect(state.update(answer(nil), now: afternoon) == [.quit(.asked)])
    #expect(state.farewell == "brave-otter-4821 stops when the running mini-batches are done.")
  }

  @Test("of several running jobs none is stopped by leaving")
  func severalGoOn() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    #expect(state.activeJobs.count > 1)
    state.press("q")
    #expect(state.press("s") == [])
    #expect(state.press("q") == [.quit(.asked)])
  }

  @Test("q closes an overlay, Ctrl-C leaves even then")
  func quitsFromOverlay() {
    var state = DashboardState.monitor(.running, size: Self.size)
    #expect(state.press("? q") == [])
    #expect(state.overlay == nil)
    #expect(state.press("? Ctrl-C") == [.quit(.asked)])
  }

  /// Keys after `x`, and what they ask for.
  static let answers: [(String, [Effect])] = [
    ("Enter", []), ("Esc", []), ("n", []), ("x", []), ("q", []), ("Space", []),
    ("y", [.order(job: "brave-otter-4821", .cancel(now: false))]),
    ("a", [.order(job: "brave-otter-4821", .cancel(now: true))]),
    ("j Enter", [.order(job: "brave-otter-4821", .cancel(now: false))]),
    ("j j j Enter", [.order(job: "brave-otter-4821", .cancel(now: true))]),
    ("j k Enter", []),
  ]

  @Test("cancelling asks, and No is what Enter takes", arguments: answers)
  func cancels(keys: String, effects: [Effect]) {
    var state = DashboardState.monitor(.running, size: Self.size)
    #expect(state.press("x") == [])
    #expect(state.press(keys) == effects)
  }

  @Test("a job that is over cannot be cancelled", arguments: JobStatus.allCases.filter(\.isOver))
  func cannotCancel(status: JobStatus) {
    var state = DashboardState.monitor(.over(status), size: Self.size)
    state.press("x")
    #expect(state.overlay == nil)
  }

  @Test("when the job ends by itself the question says so, and its keys reach nothing else")
  func questionWithdrawn() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("x")
    var news = WatchNews()
    news.absorb(.snapshot(.over(.completed)))
    _ = state.update(.watched(job: "brave-otter-4821", news), now: afternoon)
    #expect(state.view(.unicode).text.contains("is over; there is nothing to cancel any more."))
    let before = state
    #expect(state.press("y a j") == [])
    #expect(state == before)
    #expect(state.press("Enter") == [])
    #expect(state.overlay == nil && state.screen == .monitor)
  }

  @Test("a failed cancel is told until Esc, an accepted one for five seconds")
  func cancelAnswers() {
    var state = DashboardState.monitor(.running, size: Self.size)
    _ = state.update(
      .orderAnswered(job: "brave-otter-4821", .cancel(now: false), failure: "no runner answers"),
      now: afternoon)
    #expect(state.notice?.text == "Could not cancel brave-otter-4821: no runner answers")
    _ = state.update(.tick, now: afternoon.addingTimeInterval(3600))
    #expect(state.notice != nil)
    state.press("Esc")
    #expect(state.notice == nil)
    #expect(state.screen == .monitor)

    _ = state.update(
      .orderAnswered(job: "brave-otter-4821", .cancel(now: true), failure: nil), now: afternoon)
    #expect(state.notice?.text == "brave-otter-4821 stops now.")
    _ = state.update(.tick, now: afternoon.addingTimeInterval(4.9))
    #expect(state.notice != nil)
    _ = state.update(.tick, now: afternoon.addingTimeInterval(5))
    #expect(state.notice == nil)
  }

  /// Keys of the copy menu in the monitor, and what goes to the clipboard.
  static let jobCopies: [(String, String)] = [
    ("n", "brave-otter-4821"), ("i", "/data/scoring/2026-11"),
    ("o", "/home/op/.local/share/batchdeck/jobs/brave-otter-4821/outputs/score"),
    ("c", "batchdeck job show -n brave-otter-4821"),
    ("a", "batchdeck run '/deploy/my deployment.yml' --input /data/scoring/2026-11"),
  ]

  @Test("y copies what names a job, in the monitor and in the list", arguments: jobCopies)
  func copiesJob(keys: String, text: String) {
    var snapshot = JobSnapshot.running
    snapshot.settings.invocation = ["run", "/deploy/my deployment.yml"]
    var state = DashboardState.monitor(snapshot, size: Self.size)
    #expect(state.press("y \(keys)") == [.copy(text)])
    _ = state.update(.jobsListed(severalJobs), now: afternoon)
    state.press("Esc")
    #expect(state.selectedJob?.name == "brave-otter-4821")
    #expect(state.press("y \(keys)") == [.copy(text)])
  }

  @Test("of a job that was not looked at, the list copies what it knows")
  func copiesListed() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("j j")
    #expect(state.press("y o a c") == [.copy("batchdeck job show -n calm-heron-0193")])
    var empty = DashboardState.jobs([], size: Self.size)
    empty.press("y")
    #expect(empty.overlay == nil)
  }

  @Test("with the failures in focus the monitor copies the selected one")
  func copiesFailure() {
    var state = DashboardState.monitor(.running, size: Self.size)
    #expect(
      state.press("Tab j y p") == [.copy("/data/scoring/2026-11/img/val/0619/77c2b0d14f.png")])
  }

  @Test("a filter that nothing matches says which")
  func filtersAll() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("/ z e b r a Enter")
    #expect(state.view(.unicode).text.contains("No job matches /zebra."))
  }

  @Test("a filter narrows while it is typed; keys are text then")
  func filters() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("/ o c r")
    #expect(state.shownJobs.map(\.deploymentName) == ["ocr", "ocr", "ocr"])
    #expect(state.press("q ?") == [])
    #expect(state.jobs.filter.text == "ocrq?")
    state.press("Backspace Backspace Enter")
    #expect(!state.jobs.filter.isEditing)
    #expect(state.shownJobs.count == 3)
    state.press("Esc")
    #expect(state.shownJobs.count == severalJobs.count)
    state.press("/ x Ctrl-U Enter")
    #expect(state.shownJobs.count == severalJobs.count)
  }

  @Test("pasted text goes into the filter or nowhere, and is never run as keys")
  func pastes() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    let before = state
    #expect(state.update(.input(.paste("q")), now: afternoon) == [])
    #expect(state == before)
    state.press("/")
    #expect(state.update(.input(.paste("ot\nter")), now: afternoon) == [])
    #expect(state.jobs.filter.text == "ot ter")
  }

  @Test("Tab goes round the panels, Shift-Tab the other way")
  func panels() {
    var state = DashboardState.monitor(.running, size: Self.size)
    var seen: [Panel] = []
    for _ in Panel.allCases {
      state.press("Tab")
      seen.append(state.monitor.focus)
    }
    #expect(seen == [.failures, .events, .throughput, .memory, .workers])
    state.press("Shift-Tab")
    #expect(state.monitor.focus == .memory)
  }

  @Test("Enter on a failed file opens its card, n goes to the next")
  func failureCard() {
    var state = DashboardState.monitor(.running, size: Self.size)
    let paths = JobSnapshot.running.recentFailures.map(\.path)
    state.press("Tab j Enter")
    #expect(state.overlay == .failure(path: paths[1], scroll: 0))
    state.press("n")
    #expect(state.overlay == .failure(path: paths[2], scroll: 0))
    state.press("N N N N")
    #expect(state.overlay == .failure(path: paths[0], scroll: 0))
    #expect(state.selectedFailure?.path == paths[0])
  }

  @Test("a card scrolls as far as its text, no further")
  func cardScrolls() {
    var state = DashboardState.monitor(.running, size: Size(columns: 60, rows: 16))
    state.press("Tab Enter G")
    guard case .failure(_, let bottom) = state.overlay else {
      Issue.record("no card is open")
      return
    }
    #expect(bottom > 0)
    state.press("j PgDn")
    #expect(state.overlay == .failure(path: "img/val/0622/f3d1a2c9e0.jpg", scroll: bottom))
    #expect(state.view(.unicode).text.contains("OSError: image file is truncated"))
    state.press("g k")
    #expect(state.overlay == .failure(path: "img/val/0622/f3d1a2c9e0.jpg", scroll: 0))
  }

  @Test("a card stays on its file while new ones arrive, and closes when it leaves the list")
  func cardKeepsFile() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("Tab Enter")
    var snapshot = JobSnapshot.running
    let first = snapshot.recentFailures[0]
    snapshot.recentFailures.insert(
      FailedFile(
        path: "new.jpg", sizeBytes: 1, attempts: 1, errorClass: "E", message: "m",
        failedAt: afternoon), at: 0)
    var news = WatchNews()
    news.absorb(.snapshot(snapshot))
    _ = state.update(.watched(job: snapshot.name, news), now: afternoon)
    #expect(state.overlay == .failure(path: first.path, scroll: 0))
    #expect(state.selectedFailure?.path == first.path)

    snapshot.recentFailures = []
    news = WatchNews()
    news.absorb(.snapshot(snapshot))
    _ = state.update(.watched(job: snapshot.name, news), now: afternoon)
    #expect(state.overlay == nil)
  }

  @Test("Z freezes what is shown while recording goes on")
  func freezes() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("Z")
    var later = JobSnapshot.running
    later.progress.filesFailed = 99
    var news = WatchNews()
    news.absorb(.snapshot(later))
    news.absorb(.sample(samples(1)[0]))
    let historyBefore = state.live.job?.history
    _ = state.update(.watched(job: later.name, news), now: afternoon)
    #expect(state.facts.job?.snapshot?.progress.filesFailed == 37)
    #expect(state.live.job?.snapshot?.progress.filesFailed == 99)
    #expect(state.live.job?.history == historyBefore)  // the sample was known already
    #expect(state.nextTick(after: afternoon) == nil)
    state.press("Z")
    #expect(state.facts.job?.snapshot?.progress.filesFailed == 99)
  }

  @Test("z gives a panel the window, Esc takes it back before it goes up")
  func zooms() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("Tab z")
    #expect(MonitorLayout(state).panels.keys.map { $0 } == [.failures])
    state.press("Esc")
    #expect(state.screen == .monitor)
    #expect(MonitorLayout(state).panels.count == 5)
    state.press("Esc")
    #expect(state.screen == .jobs)
  }

  @Test("Ctrl-L redraws and Ctrl-Z suspends, wherever", arguments: ["", "?", "x", "Tab Enter"])
  func terminalKeys(before: String) {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press(before)
    #expect(state.press("Ctrl-L") == [.redrawAll])
    #expect(state.press("Ctrl-Z") == [.suspend])
  }

  @Test("signals and a lost terminal end the dashboard")
  func signals() {
    var state = DashboardState.jobs([], size: Self.size)
    #expect(
      state.update(.input(.terminate(signal: 15)), now: afternoon) == [.quit(.signal(15))])
    #expect(state.update(.input(.hangup), now: afternoon) == [.quit(.signal(1))])
  }
}

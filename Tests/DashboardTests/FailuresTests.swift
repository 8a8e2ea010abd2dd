import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Failures screen")
struct FailuresTests {
  static let size = Size(columns: 120, rows: 36)
  static let job = "brave-otter-4821"

  @Test("it asks for classes and the first page, and again while the job can change them")
  func questions() throws {
    var state = DashboardState.monitor(.running, size: Self.size)
    #expect(state.subscriptions == [.watch(job: Self.job)])
    state.press("3")
    let first = FailureQuery(job: Self.job, offset: 0, limit: 512)
    #expect(
      state.subscriptions == [
        .watch(job: Self.job), .answer(.failureClasses(job: Self.job), every: .seconds(2)),
        .answer(.failures(first), every: .seconds(2)),
      ])
    let over = DashboardState.failures(of: .failed, size: Self.size)
    #expect(over.subscriptions.contains(.answer(.failures(first), every: nil)))
  }

  @Test("the detail takes the rows that few files leave, and begins with a place in a file")
  func detail() {
    var state = DashboardState.failures(size: Self.size)
    let rows = state.view(.unicode).text.split(separator: "\n")
    let error = rows.firstIndex { $0.contains("error  image file is truncated") } ?? 0
    #expect(rows[error + 1].contains(" File \"/home/op/deploy/score.py\", line 41, in run"))
    #expect(FailuresLayout(state).detail.height > 16)
    state = .failures(size: Self.size, total: 1_000_000)
    #expect(FailuresLayout(state).detail.height == 8)
  }

  @Test("a million failed files are one page in memory, wherever the operator goes")
  func bounded() {
    var state = DashboardState.failures(size: Self.size, total: 1_000_000)
    #expect(state.failures.list.rows.count == 512)
    state.press("G")
    #expect(state.failures.list.selection == 999_999)
    #expect(state.failures.list.selected == nil)
    #expect(state.failureQuery?.offset ?? 0 > 999_000)
    state.answerFailures(total: 1_000_000)
    #expect(state.failures.list.selected?.path == "img/1.jpg")
    #expect(state.failures.list.rows.count <= 512)
  }

  @Test("an answer to an older question is no answer")
  func stale() {
    var state = DashboardState.failures(size: Self.size, total: 1_000_000)
    let old = FailureQuery(job: Self.job, offset: 0, limit: 512)
    state.press("G")
    let before = state
    _ = state.update(
      .answered(.failures(old), .failures(manyFailures(old, total: 5))), now: afternoon)
    #expect(state == before)
  }

  @Test("the selection stays with its file while new ones arrive at the head")
  func grows() {
    var state = DashboardState.failures(size: Self.size, total: 1000)
    state.press("j j j")
    #expect(state.failures.list.selected?.path == "img/997.jpg")
    state.answerFailures(total: 1010)
    #expect(state.failures.list.selected?.path == "img/997.jpg")
  }

  @Test("a class and a filter make other questions")
  func narrows() {
    var state = DashboardState.failures(size: Self.size)
    state.press("Tab j j")
    #expect(state.failureQuery?.errorClass == "ValueError")
    #expect(state.failures.list.total == nil)
    state.press("Enter / t r u")
    #expect(state.failureQuery?.text == "tru")
    state.press("Enter Esc")
    #expect(state.failureQuery?.text == "")
    #expect(state.failureQuery?.errorClass == "ValueError")
    state.press("Esc")
    #expect(state.screen == .monitor)
  }

  @Test("retrying asks, and No is what Enter takes", arguments: ["Enter", "Esc", "n", "q", "R"])
  func retryAsks(keys: String) {
    var state = DashboardState.failures(of: .failed, size: Self.size)
    #expect(state.press("R") == [])
    #expect(state.press(keys) == [])
  }

  @Test("yes retries, and the job is watched again")
  func retries() {
    var state = DashboardState.failures(of: .failed, size: Self.size)
    #expect(state.press("R y") == [.order(job: Self.job, .retryFailed)])
    #expect(!state.subscriptions.contains(.watch(job: Self.job)))
    _ = state.update(.orderAnswered(job: Self.job, .retryFailed, failure: nil), now: afternoon)
    #expect(state.subscriptions.contains(.watch(job: Self.job)))
    #expect(state.notice?.command == "batchdeck job retry-failed -n brave-otter-4821")
  }

  @Test("a retried job that is over before it was seen running is asked for its failures anew")
  func retriesAtOnce() {
    var state = DashboardState.failures(of: .failed, size: Self.size)
    let classes = Question.failureClasses(job: Self.job)
    #expect(state.subscriptions.contains(.answer(classes, every: nil)))
    let order = JobOrder.retryFiles(["img/1.jpg"])
    _ = state.update(.orderAnswered(job: Self.job, order, failure: nil), now: afternoon)
    #expect(state.subscriptions.contains(.answer(classes, every: .seconds(2))))
    var news = WatchNews()
    if let snapshot = state.live.job?.snapshot { news.absorb(.snapshot(snapshot)) }
    news.absorb(.ended)
    _ = state.update(.watched(job: Self.job, news), now: afternoon)
    #expect(state.subscriptions.contains(.answer(classes, every: nil)))
  }

  @Test("the command of a retried file fits beside what is said of it, however long the job's name")
  func retryCommand() {
    var state = DashboardState.failures(of: .failed, size: Self.size)
    let order = JobOrder.retryFiles(["0028-bad.txt"])
    let job = "patient_kestrel_9999"
    _ = state.update(.orderAnswered(job: job, order, failure: nil), now: afternoon)
    #expect(state.view(.unicode).text.contains(order.commandLine(job: job)))
  }

  @Test("a running job's failed files cannot be retried yet")
  func cannotRetry() {
    var state = DashboardState.failures(size: Self.size)
    state.press("R")
    #expect(state.overlay == nil)
  }

  @Test("export asks for a file")
  func exports() {
    var state = DashboardState.failures(size: Self.size)
    state.press("E")
    #expect(state.field?.text == "failures-brave-otter-4821.json")
    #expect(
      state.press("Ctrl-U a Space b Enter") == [
        .order(job: Self.job, .exportFailures(path: "a b"))
      ])
    #expect(
      JobOrder.exportFailures(path: "a b").commandLine(job: "j")
        == "batchdeck job failures -n j --export 'a b'")
  }

  /// Keys of the copy menu, and what goes to the clipboard.
  static let copied: [(String, String)] = [
    ("p", "/data/scoring/2026-11/img/val/0622/f3d1a2c9e0.jpg"),
    ("e", "OSError: image file is truncated (41 bytes not processed)"),
    (
      "c",
      "batchdeck batch-endpoint invoke -n images -d resnet50-onnx"
        + " --input /data/scoring/2026-11/img/val/0622/f3d1a2c9e0.jpg --workers 1"
    ),
    ("j Enter", "OSError: image file is truncated (41 bytes not processed)"),
  ]

  @Test("y copies", arguments: copied)
  func copies(keys: String, text: String) {
    var state = DashboardState.failures(size: Self.size)
    state.press("y")
    #expect(state.press(keys) == [.copy(text)])
    #expect(state.overlay == nil)
    var card = DashboardState.failures(size: Self.size)
    card.press("Enter y")
    #expect(card.press(keys) == [.copy(text)])
  }

  @Test("what could not be read is told instead of the list")
  func unreadable() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("3")
    _ = state.update(
      .unanswered(.failureClasses(job: Self.job), reason: "the ledger is locked\u{1B}[2J"),
      now: afternoon)
    let screen = state.view(.unicode).text
    #expect(screen.contains("Could not read the failed files: the ledger is locked"))
    #expect(!screen.contains("\u{1B}"))
  }

  @Test("marked files are retried alone, after a question")
  func retriesMarked() {
    var state = DashboardState.failures(of: .failed, size: Self.size)
    state.press("r")
    #expect(state.overlay == nil)
    state.press("Space Space")
    let files = state.failures.list.rows.map(\.path)
    #expect(state.failures.marked == [files[0], files[1]])
    state.press("k Space")
    #expect(state.failures.marked.count == 1)
    #expect(state.view(.unicode).text.contains("1 marked"))
    let marked = state.failures.marked.sorted()
    #expect(state.press("r Enter") == [])
    #expect(state.press("r y") == [.order(job: Self.job, .retryFiles(marked))])
    _ = state.update(
      .orderAnswered(job: Self.job, .retryFiles(marked), failure: nil), now: afternoon)
    #expect(state.failures.marked.isEmpty)
    #expect(state.subscriptions.contains(.watch(job: Self.job)))
    #expect(
      JobOrder.retryFiles(["a b", "c"]).commandLine(job: "j")
        == "batchdeck job retry-failed -n j --file 'a b' --file c")
  }

  @Test("a search that goes on is asked for soon, and finds more at the end of the list")
  func searching() throws {
    var state = DashboardState.failures(of: .failed, size: Self.size)
    state.press("/ i m g Enter")
    let query = try #require(state.failureQuery)
    var page = manyFailures(query, total: 600)
    page.searched = 0.25
    _ = state.update(.answered(.failures(query), .failures(page)), now: afternoon)
    #expect(state.view(.unicode).text.contains("searched 25 %"))
    #expect(state.subscriptions.contains(.answer(.failures(query), every: .milliseconds(20))))
    state.press("j j")
    let selected = state.failures.list.selected
    page.total = 700
    page.searched = nil
    _ = state.update(.answered(.failures(query), .failures(page)), now: afternoon)
    #expect(state.failures.list.selected == selected)
    #expect(state.failures.list.total == 700)
    #expect(state.subscriptions.contains(.answer(.failures(query), every: nil)))
  }

  @Test("a class is told whole where there is room")
  func longClasses() {
    var snapshot = JobSnapshot.running
    snapshot.recentFailures[0].errorClass = "UnidentifiedImageError"
    let wide = DashboardState.monitor(snapshot, size: Size(columns: 160, rows: 40))
    #expect(wide.view(.unicode).text.contains(" UnidentifiedImageError "))
    let narrow = DashboardState.monitor(snapshot, size: Size(columns: 80, rows: 24))
    #expect(!narrow.view(.unicode).text.contains(" UnidentifiedImageError "))
  }

  @Test("a search without a match so far does not say that there is none")
  func searchingInVain() throws {
    var state = DashboardState.failures(size: Self.size)
    state.press("/ z Enter")
    let query = try #require(state.failureQuery)
    for (searched, remark) in [(0.5, "no match so far"), (nil, "no failed file matches")] {
      let page = FailurePage(total: 0, files: [], searched: searched)
      _ = state.update(.answered(.failures(query), .failures(page)), now: afternoon)
      #expect(state.view(.unicode).text.contains(remark))
    }
  }

  @Test("the reproducing command names what was run, wherever it is typed")
  func reproduces() throws {
    var snapshot = JobSnapshot.running
    snapshot.settings.invocation = ["run", "/my deploy/d.yml", "--set", "a=b c"]
    let state = DashboardState.failures(of: snapshot, size: Self.size)
    let failure = try #require(state.failures.list.selected)
    #expect(
      state.reproduction(of: failure)
        == "batchdeck run '/my deploy/d.yml' --set 'a=b c' --input "
        + "/data/scoring/2026-11/img/val/0622/f3d1a2c9e0.jpg --workers 1")
  }

  /// Words, and how a shell must be told them.
  static let words: [(String, String)] = [
    ("a/b-c_1.jpg", "a/b-c_1.jpg"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#),
    ("a;rm -rf x", "'a;rm -rf x'"), ("$(x)`y`", "'$(x)`y`'"), ("日本", "'日本'"),
    ("a\u{1B}[2J'\\\n", #"$'a\u001b[2J\'\\\u000a'"#),
  ]

  @Test("paths are quoted for a shell, and carry no control into it", arguments: words)
  func quotes(text: String, word: String) {
    #expect(ShellWord.quoted(text) == word)
  }

  @Test("a file whose name is no UTF-8 is named as the job can be told of it")
  func oddNames() {
    let state = DashboardState.failures(of: .failed, size: Self.size)
    let failure = JobSnapshot.running.recentFailures[3]
    #expect(
      state.reproduction(of: failure)
        == "batchdeck job retry-failed -n brave-otter-4821 "
        + #"--file $'img/val/0605/bad\\xE9name\u001b[2J.jpg'"#)
  }
}

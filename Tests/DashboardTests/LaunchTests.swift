import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

extension DashboardState {
  /// The launch form, filled in and looked at.
  static func launch(
    size: Size, problems: [LaunchProblem] = [],
    facts: [String] = ["deployment resnet50: 6 workers, mini-batch 64"]
  ) -> DashboardState {
    var state = DashboardState.jobs(severalJobs, size: size)
    state.press("6")
    _ = state.update(.input(.paste("deploy/deployment.yml")), now: afternoon)
    state.press("Down")
    _ = state.update(.input(.paste("/data/my scans")), now: afternoon)
    state.press("Down Down 6 Down 3 2")
    _ = state.update(
      .answered(
        .launchReview(state.launch.request),
        .launchReview(LaunchReview(problems: problems, facts: facts))), now: afternoon)
    return state
  }
}

@Suite("Launch form")
struct LaunchTests {
  static let size = Size(columns: 120, rows: 36)

  @Test("fields are a request, and the request is a command")
  func request() {
    let request = DashboardState.launch(size: Self.size).launch.request
    #expect(request.manifest == "deploy/deployment.yml")
    #expect(request.workers == 6)
    #expect(
      request.commandLine
        == "batchdeck run deploy/deployment.yml --input '/data/my scans' --workers 6"
        + " --mini-batch-size 32 --detach")
  }

  @Test("what is written is looked at once it is enough, and again when it changes")
  func review() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("6 d Down")
    #expect(!state.subscriptions.contains { $0.isReview })
    state.press("i")
    #expect(state.subscriptions.contains(.answer(.launchReview(state.launch.request), every: nil)))
    let first = state.launch.request
    state.press("n")
    _ = state.update(
      .answered(.launchReview(first), .launchReview(LaunchReview(problems: [], facts: []))),
      now: afternoon)
    #expect(!state.launch.canStart)
    #expect(state.subscriptions.contains(.answer(.launchReview(state.launch.request), every: nil)))
  }

  @Test("how it is run, and by which Python, is asked for in the form too")
  func settings() {
    var state = DashboardState.launch(size: Self.size)
    state.press("Down Down 6 0 Down 0 Down - 1 Down Down")
    _ = state.update(.input(.paste("/opt/my python/bin/python3")), now: afternoon)
    #expect(
      state.launch.request.commandLine
        == "batchdeck run deploy/deployment.yml --input '/data/my scans' --workers 6"
        + " --mini-batch-size 32 --timeout 60 --max-retries 0 --error-threshold -1"
        + " --python '/opt/my python/bin/python3' --detach")
    #expect(state.launch.problems.isEmpty)
  }

  @Test(
    "every field has a line, or half of one, to itself",
    arguments: ScreenTests.sizes + [Size(columns: 80, rows: 19)])
  func places(size: Size) {
    var found: [LaunchField: Set<Int>] = [:]
    for y in 1..<size.rows - 2 {
      for x in stride(from: 2, to: size.columns, by: 7) {
        var state = DashboardState.launch(size: size)
        state.launch.focus = .manifest
        _ = state.update(
          .input(.mouse(MouseEvent(kind: .press, button: .left, x: x, y: y))), now: afternoon)
        if let field = state.launch.focus { found[field, default: []].insert(y) }
      }
    }
    // What hits nothing leaves the first field its focus.
    found[.manifest] = nil
    #expect(Set(found.keys) == Set(LaunchField.allCases).subtracting([.manifest]))
    #expect(found.values.allSatisfy { $0.count == 1 })
  }

  /// Text in the fields for workers, mini-batch and memory, and the field it is wrong in.
  static let slipped: [(String, LaunchField?)] = [
    ("Down Down 6 Down 8 Down 2 g", nil), ("Down Down 0", .workers),
    ("Down Down Down x", .miniBatchSize),
    ("Down Down Down Down 2 q", .memoryLimit), ("Down Down Down Down 0", .memoryLimit),
    ("Down Down Down Down Down 0", .timeout), ("Down Down Down Down Down Down - 1", .retries),
    ("Down Down Down Down Down Down 0 Down - 1", nil),
    ("Down Down Down Down Down Down Down - 2", .failures),
  ]

  @Test("a slip is told before anybody is asked", arguments: slipped)
  func slips(keys: String, field: LaunchField?) {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("6 d Down i")
    state.press(keys)
    #expect(state.launch.problems.map(\.field) == (field.map { [$0] } ?? []))
  }

  /// What is written in a field of the form, and what is said to it.
  static let words: [(LaunchField, String, String)] = [
    (.workers, "0", "workers: 0 is too few; it must be at least 1."),
    (.workers, "1.5", "workers: \"1.5\" is no whole number; it must be at least 1."),
    (
      .workers, "99999999999",
      "workers: 99 999 999 999 is too many; it must be at most 2 147 483 647."
    ),
    (
      .memoryLimit, "1m",
      "memory limit: 1.00 MiB leaves no room for Python itself; give at least 16MiB."
    ),
  ]

  @Test("a slip is called what it is", arguments: words)
  func slipWords(field: LaunchField, text: String, words: String) {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("6")
    while state.launch.focus != field { state.press("Down") }
    _ = state.update(.input(.paste(text)), now: afternoon)
    #expect(state.view(.unicode).text.contains(words))
  }

  @Test("a job starts when nothing is wrong, once, and is then watched")
  func starts() {
    var state = DashboardState.launch(size: Self.size)
    let request = state.launch.request
    #expect(state.press("F5") == [.launch(request)])
    #expect(state.press("F5 Enter") == [])
    _ = state.update(.launched(request, job: "new-one-0001"), now: afternoon)
    #expect(state.screen == .monitor)
    #expect(state.live.job?.name == "new-one-0001")
    #expect(state.notice?.command == request.commandLine)
  }

  @Test("Enter goes from field to field and starts at the end")
  func enter() {
    var state = DashboardState.launch(size: Self.size)
    state.press("Enter Enter Enter Enter Enter Enter Enter")
    #expect(state.launch.focus == nil)
    #expect(state.press("Enter") == [.launch(state.launch.request)])
  }

  @Test("what is wrong keeps it from starting, and F5 goes there")
  func refused() {
    var state = DashboardState.launch(
      size: Self.size, problems: [LaunchProblem(.input, "there is no /data/my scans.")])
    #expect(state.press("F5") == [])
    #expect(state.launch.focus == .input)
    #expect(state.notice?.text == "input: there is no /data/my scans.")
  }

  @Test("a failed start is told, and the form is as it was")
  func fails() {
    var state = DashboardState.launch(size: Self.size)
    state.press("F5")
    _ = state.update(.launchFailed(reason: "python3 is missing"), now: afternoon)
    #expect(state.notice?.text == "Could not start the job: python3 is missing")
    #expect(state.launch.canStart)
  }

  @Test("letters and digits are text; Esc leaves and keeps what is written")
  func text() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("6 q 1 ? x Esc")
    #expect(state.screen == .jobs)
    state.press("6")
    #expect(state.launch.request.manifest == "q1?x")
  }

  @Test("L launches with the selected model")
  func fromModel() {
    var state = DashboardState.models(size: Self.size)
    state.press("L")
    #expect(state.screen == .launch)
    #expect(state.launch.request.model == "resnet50-onnx:3")
  }
}

@Suite("Launch: counting, completing, trying")
struct LaunchForecastTests {
  static let size = Size(columns: 120, rows: 36)
  static let input = LaunchInput(path: "/data/my scans", isTopLevelOnly: false)
  static let precedent = LaunchPrecedent(
    job: "calm-heron-2210", filesPerSecond: 50, workers: 2, memoryBytes: 1 << 30)

  /// The form, with the input that the review has found.
  static func looking(size: Size = size) -> DashboardState {
    var state = DashboardState.launch(size: size)
    var review = LaunchReview(problems: [], facts: ["deployment resnet50: 6 workers"])
    (review.input, review.workers, review.precedent) = (input, 6, precedent)
    _ = state.update(
      .answered(.launchReview(state.launch.request), .launchReview(review)), now: afternoon)
    return state
  }

  static func count(_ files: Int, isWhole: Bool, _ state: inout DashboardState) {
    var count = InputCount()
    (count.files, count.bytes, count.isWhole) = (files, files << 10, isWhole)
    _ = state.update(.answered(.inputCount(input), .inputCount(count)), now: afternoon)
  }

  /// One of eight files failed.
  static let run = DryRun(
    files: 8, seconds: 1.25, rows: 7, head: ["a.png,3"], failed: 1,
    failures: [
      FailedFile(
        path: "b.png", sizeBytes: 1, attempts: 1, errorClass: "OSError", message: "truncated",
        failedAt: afternoon)
    ], memoryBytes: 80 << 20, problem: nil)

  /// The form with all that can be known before the start.
  static func tried(size: Size) -> DashboardState {
    var state = looking(size: size)
    count(90_000, isWhole: true, &state)
    state.press("F6")
    if let trial = state.launch.trial {
      _ = state.update(.answered(.dryRun(trial), .dryRun(run)), now: afternoon)
    }
    return state
  }

  @Test("the input is counted while one writes, and Esc stops that before it leaves")
  func counts() {
    var state = Self.looking()
    let asks = Subscription.answer(.inputCount(Self.input), every: nil)
    #expect(state.subscriptions.contains(asks))
    Self.count(40_960, isWhole: false, &state)
    #expect(state.view(.unicode).text.contains("40 960 files, 40.0 MiB so far; Esc stops"))
    state.press("0")
    #expect(state.subscriptions.contains(asks), "a number does not change the input")
    state.press("Esc")
    #expect(state.screen == .launch)
    #expect(!state.subscriptions.contains(asks))
    #expect(state.view(.unicode).text.contains("at least 40 960 files"))
    state.press("Esc")
    #expect(state.screen == .jobs)
  }

  @Test("a whole count and an earlier job are a forecast")
  func forecasts() {
    var state = Self.looking()
    #expect(state.launch.forecast == nil)
    Self.count(90_000, isWhole: true, &state)
    #expect(!state.subscriptions.contains(.answer(.inputCount(Self.input), every: nil)))
    #expect(
      state.launch.forecast
        == "about 00:10:00 and 3.00 GiB of memory with 6 workers, going by calm-heron-2210: "
        + "50.0/s with 2 workers")
  }

  @Test("a count of another input counts for nothing")
  func staleCount() {
    var state = Self.looking()
    Self.count(7, isWhole: true, &state)
    state.press("Up Up Up x")
    #expect(state.launch.inputCount == nil)
  }

  /// A field by the Tabs that lead to it, what is written there, what that may become, and what Tab
  /// makes of it; nil where it goes to the next field.
  static let completed: [(Int, String, [String], String?)] = [
    (0, "d", ["demo-data/", "demo-old/"], "demo-"), (0, "demo-", ["demo-data/", "demo-old/"], nil),
    (0, "demo-data/", ["demo-data/deploy/"], "demo-data/deploy/"), (0, "q", [], nil),
    (0, "", ["a/", "deployment.yml", "z/"], "deployment.yml"), (0, "", ["a.yml", "b.yml"], nil),
    (0, "a/", ["a/deployment.yml", "a/code/"], "a/deployment.yml"), (0, "", ["a/"], nil),
    (1, "", ["a/"], nil), (1, "i", ["input/"], "input/"),
    (1, "input/", ["input/a/"], nil), (2, "res", ["resnet50-onnx:3"], "resnet50-onnx:3"),
  ]

  @Test(
    "Tab completes as far as it is certain, else goes to the next field", arguments: completed,
    [false, true])
  func completes(
    field: (tabs: Int, text: String, found: [String], result: String?), isLate: Bool
  ) throws {
    let (tabs, text, found, result) = field
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("6")
    for _ in 0..<tabs { state.press("Down") }
    _ = state.update(.input(.paste(text)), now: afternoon)
    let focus = try #require(state.launch.focus)
    let subjects: [LaunchField: PathQuery.Subject] = [
      .manifest: .manifest, .input: .input, .model: .model,
    ]
    let query = PathQuery(try #require(subjects[focus]), text: text)
    #expect(state.subscriptions.contains(.answer(.completions(query), every: nil)))
    var other = query
    other.text += "x"
    _ = state.update(.answered(.completions(query), .completions(found)), now: afternoon)
    _ = state.update(.answered(.completions(other), .completions(["no"])), now: afternoon)
    #expect(state.launch.completions == found, "an answer to another text")
    if isLate, !text.isEmpty { state.press("Tab") }
    _ = state.update(.answered(.completions(query), .completions(found)), now: afternoon)
    if !isLate || text.isEmpty { state.press("Tab") }
    #expect(state.launch.fields[focus]?.text == result ?? text)
    #expect((state.launch.focus == focus) == (result != nil))
  }

  // Answers of one frame come in any order; a late one for "d" or "de" took the place of the newest,
  // which nobody asked for again.
  @Test("an answer to what was written before takes nothing away")
  func lateAnswers() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("6 d e")
    for text in ["de", "d", ""] {
      let query = PathQuery(.manifest, text: text)
      _ = state.update(
        .answered(.completions(query), .completions([text + "mo.yml"])), now: afternoon)
    }
    #expect(state.launch.completions == ["demo.yml"])
    state.press("Tab")
    #expect(state.launch.request.manifest == "demo.yml")
  }

  @Test("a review or a count of what was written before takes nothing away")
  func lateReviews() {
    var state = Self.looking()
    Self.count(90_000, isWhole: true, &state)
    let before = state
    var request = state.launch.request
    request.input = "/data/my"
    _ = state.update(
      .answered(.launchReview(request), .launchReview(LaunchReview(problems: [], facts: []))),
      now: afternoon)
    let input = LaunchInput(path: "/data/my", isTopLevelOnly: false)
    _ = state.update(.answered(.inputCount(input), .inputCount(InputCount())), now: afternoon)
    #expect(state == before)
    #expect(state.launch.canStart)
  }

  @Test("what a path may become is in sight")
  func choices() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("6 d")
    _ = state.update(
      .answered(
        .completions(PathQuery(.manifest, text: "d")),
        .completions(["demo-data/", "demo-old/"])), now: afternoon)
    #expect(state.view(.unicode).text.contains("Tab: demo-data/  demo-old/"))
  }

  @Test("F6 tries a handful of files and tells what came of them")
  func tries() throws {
    var state = Self.looking()
    #expect(state.press("F6") == [])
    let trial = try #require(state.launch.trial)
    #expect(trial.request == state.launch.request)
    #expect(state.subscriptions.contains(.answer(.dryRun(trial), every: nil)))
    state.press("F5")
    #expect(state.launch.starting == nil, "one thing at a time")
    _ = state.update(.answered(.dryRun(trial), .dryRun(Self.run)), now: afternoon)
    #expect(state.launch.trial == nil)
    let screen = state.view(.unicode).text
    #expect(screen.contains("dry run: 7 of 8 files scored, 7 rows, 1 failed, in 1.3 s, 80.0 MiB"))
    #expect(screen.contains("b.png: OSError: truncated"))
    #expect(screen.contains("a.png,3"))
    state.press("0")
    #expect(!state.view(.unicode).text.contains("dry run:"))
  }

  @Test("Esc stops a dry run, and a late result is none")
  func stopsTrying() throws {
    var state = Self.looking()
    state.press("F6")
    let trial = try #require(state.launch.trial)
    state.press("Esc")
    #expect(state.screen == .launch)
    #expect(!state.subscriptions.contains(.answer(.dryRun(trial), every: nil)))
    let before = state
    _ = state.update(.unanswered(.dryRun(trial), reason: "stopped"), now: afternoon)
    #expect(state == before)
  }

  @Test("a dry run that cannot begin says why")
  func failsTrying() throws {
    var state = Self.looking()
    state.press("F6")
    let trial = try #require(state.launch.trial)
    _ = state.update(.unanswered(.dryRun(trial), reason: "python3 is missing"), now: afternoon)
    #expect(state.view(.unicode).text.contains("dry run: python3 is missing"))
    state.press("F6")
    #expect(state.launch.trial != nil)
    #expect(state.launch.trial != trial)
  }
}

extension Subscription {
  fileprivate var isReview: Bool {
    if case .answer(.launchReview, _) = self { true } else { false }
  }
}

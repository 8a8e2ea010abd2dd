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
    state.press("Tab")
    _ = state.update(.input(.paste("/data/my scans")), now: afternoon)
    state.press("Tab Tab 6 Tab 3 2")
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
    state.press("6 d Tab")
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

  /// Text in the fields for workers, mini-batch and memory, and the field it is wrong in.
  static let slipped: [(String, LaunchField?)] = [
    ("Tab Tab 6 Tab 8 Tab 2 g", nil), ("Tab Tab 0", .workers), ("Tab Tab Tab x", .miniBatchSize),
    ("Tab Tab Tab Tab 2 q", .memoryLimit), ("Tab Tab Tab Tab 0", .memoryLimit),
  ]

  @Test("a slip is told before anybody is asked", arguments: slipped)
  func slips(keys: String, field: LaunchField?) {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("6 d Tab i")
    state.press(keys)
    #expect(state.launch.problems.map(\.field) == (field.map { [$0] } ?? []))
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
    state.press("Enter Enter Enter")
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

extension Subscription {
  fileprivate var isReview: Bool {
    if case .answer(.launchReview, _) = self { true } else { false }
  }
}

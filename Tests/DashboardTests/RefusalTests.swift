import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Refusals do not outlive their cause")
struct RefusalTests {
  static let size = Size(columns: 120, rows: 36)

  private func answer(
    _ problems: [LaunchProblem], look: Int, _ state: inout DashboardState
  ) {
    _ = state.update(
      .answered(
        .launchReview(state.launch.request, look: look),
        .launchReview(LaunchReview(problems: problems, facts: []))), now: afternoon)
  }

  @Test(
    "F5 and F6 on a refused launch look again, and the refusal goes with its cause",
    arguments: ["F5", "F6"])
  func looksAgain(key: String) {
    let problem = LaunchProblem(.manifest, "d.yml:18:20: mini_batch_size is \"abc\".")
    var state = DashboardState.launch(size: Self.size, problems: [problem])
    #expect(state.press(key) == [])
    let question = Question.launchReview(state.launch.request, look: 1)
    #expect(state.subscriptions.contains(.answer(question, every: nil)))
    answer([problem], look: 1, &state)
    #expect(state.notice?.text.contains("mini_batch_size") == true)
    state.press(key)
    answer([], look: 2, &state)
    #expect(state.notice == nil)
    #expect(state.press("F5") == [.launch(state.launch.request)])
  }

  @Test("opening the launch form looks again")
  func reopened() {
    var state = DashboardState.launch(
      size: Self.size, problems: [LaunchProblem(.input, "there is no /data.")])
    state.press("Esc 6")
    let question = Question.launchReview(state.launch.request, look: 1)
    #expect(state.subscriptions.contains(.answer(question, every: nil)))
  }

  @Test("a registration that failed is tried again with F5")
  func registersAgain() {
    var state = DashboardState.registration(size: Self.size)
    let draft = state.registration.draft
    state.press("F5")
    _ = state.update(
      .modelOrderAnswered(.register(draft), made: nil, failure: "zz/pipe is no file."),
      now: afternoon)
    #expect(state.view(.unicode).text.contains("zz/pipe is no file."))
    #expect(state.press("F5") == [.model(.register(draft))])
    #expect(!state.view(.unicode).text.contains("zz/pipe is no file."))
  }
}

@Suite("Errors are whole")
struct LongErrorTests {
  /// 200 characters whose last words tell the cause.
  static let reason =
    "/tmp/" + String(repeating: "deep/", count: 30) + "runner.lock: cannot be opened: no room"

  @Test(
    "a notice takes the lines it needs", arguments: [(60, 16), (80, 24), (160, 40)].map(Size.init))
  func notice(size: Size) {
    var state = DashboardState.jobs(severalJobs, size: size)
    _ = state.update(.jobsUnavailable(reason: Self.reason), now: afternoon)
    #expect(state.view(.unicode).text.contains("no room"))
    #expect(state.view(.unicode).text.contains("? help"))
  }

  @Test("why a job, its failed files or its logs cannot be read is told whole")
  func reasons() {
    let size = Size(columns: 80, rows: 24)
    var state = DashboardState(size: size, attachedTo: "brave-otter-4821")
    var news = WatchNews()
    news.absorb(.disconnected(reason: Self.reason))
    _ = state.update(.watched(job: "brave-otter-4821", news), now: afternoon)
    #expect(state.view(.unicode).text.contains("no room"))
    state.press("4")
    _ = state.update(
      .answered(.logFiles(job: "brave-otter-4821", worker: nil), .logFiles([])), now: afternoon)
    #expect(state.view(.unicode).text.contains("no room"))
    state.press("3")
    if let query = state.failureQuery {
      _ = state.update(.unanswered(.failures(query), reason: Self.reason), now: afternoon)
    }
    #expect(state.view(.unicode).text.contains("no room"))
  }

  @Test("a command that is cut says so")
  func commands() {
    var state = DashboardState.jobs(severalJobs, size: Size(columns: 80, rows: 24))
    state.press("6")
    _ = state.update(.input(.paste(Self.reason)), now: afternoon)
    let lines = state.view(.unicode).text.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix(" $ batchdeck run") && $0.hasSuffix("…") })
  }
}

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

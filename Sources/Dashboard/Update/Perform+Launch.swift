import Foundation
import TerminalUI

// What the launch form does.

extension DashboardState {
  var launchQuestions: [Question] {
    (launch.isUnderReview || launch.canStart
      ? [.launchReview(launch.request, look: launch.look)] : [])
      + (launch.inputToCount.map { [.inputCount($0)] } ?? [])
      + (launch.pathQuery.map { [.completions($0)] } ?? [])
      + (launch.trial.map { [.dryRun($0)] } ?? [])
  }

  /// A real job over a handful of files, of which nothing is left.
  mutating func startTrial(now: Date) {
    guard isFitToStart(now: now) else { return }
    launch.startTrial()
  }

  mutating func stepField(by delta: Int) {
    let fields = LaunchField.allCases
    let index = launch.focus.flatMap { fields.firstIndex(of: $0) } ?? fields.count
    let next = (index + delta + fields.count + 1) % (fields.count + 1)
    launch.focus = next == fields.count ? nil : fields[next]
  }

  mutating func start(now: Date) -> [Effect] {
    guard isFitToStart(now: now) else { return [] }
    launch.stopTrial()
    launch.starting = launch.request
    return [.launch(launch.request)]
  }

  /// Says what is wrong where something is.
  private mutating func isFitToStart(now: Date) -> Bool {
    guard launch.canStart else {
      if let problem = launch.problems.first {
        launch.focus = problem.field
        reply("\(problem.field.label): \(problem.message)", now: now)
        // Its cause may be gone: with the next look the form says so, and the next key starts.
        launch.lookAgain()
      } else if launch.starting == nil {
        reply("Still looking at the deployment.", now: now)
      }
      return false
    }
    return true
  }

  /// From a model: with it.
  mutating func launchModel() {
    guard let model = modelInQuestion else { return }
    overlay = nil
    launch.fill(.model, model.id)
    launch.focus = .manifest
    screen = .launch
  }

  mutating func launched(_ request: LaunchRequest, job: String, now: Date) {
    launch.starting = nil
    notice = Notice(
      text: "\(job) has started", role: .ok, expiresAt: now.addingTimeInterval(5),
      command: request.commandLine)
    // Whoever looks at something else by now is not taken away from it.
    if screen == .launch, overlay == nil { watch(job) }
  }

  mutating func launchFailed(reason: String) {
    launch.starting = nil
    notice = Notice(text: "Could not start the job: \(reason)", role: .error)
  }
}

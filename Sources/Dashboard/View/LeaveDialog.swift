import BatchEndpoints
import TerminalUI

/// "Leave?" while jobs run: what becomes of them.
enum LeaveDialog {
  static func draw(
    _ choice: LeaveChoice, _ state: DashboardState, on surface: inout Surface,
    _ context: ViewContext
  ) {
    dialog(choice, state)
      .draw(on: &surface, in: ConfirmDialog.area(of: state), glyphs: context.glyphs)
  }

  static func choice(atX x: Int, y: Int, in state: DashboardState) -> LeaveChoice? {
    dialog(.stay, state).choice(atX: x, y: y, in: ConfirmDialog.area(of: state))
      .map { state.leaveChoices[$0] }
  }

  private static func dialog(_ choice: LeaveChoice, _ state: DashboardState) -> Dialog {
    let jobs = state.activeJobs
    let others = jobs.count - 1
    let who = "\(jobs.first ?? "")\(progress(state))"
    let line =
      switch others {
      case ..<1: "\(who) goes on without the dashboard."
      default:
        "\(who) and \(Format.count(others, "more job")) go on without the dashboard."
      }
    return Dialog(
      title: "Leave?", lines: [line, "Come back with: batchdeck"],
      choices: state.leaveChoices.map { Dialog.Choice(key: $0.key, label: $0.label) },
      selected: state.leaveChoices.firstIndex(of: choice) ?? 0)
  }

  private static func progress(_ state: DashboardState) -> String {
    if let snapshot = state.live.job?.snapshot, snapshot.status.isActive {
      return " (\(Format.percent(snapshot.progress.fraction)))"
    }
    return state.live.newestActive.map { " (\(Format.percent($0.fraction)))" } ?? ""
  }
}

extension LeaveChoice {
  fileprivate var key: String {
    switch self {
    case .stay: "Esc"
    case .leave: "q"
    case .stop: "s"
    }
  }

  fileprivate var label: String {
    switch self {
    case .stay: "stay here"
    case .leave: "leave"
    case .stop: "stop it after the running mini-batches, and leave"
    }
  }
}

import BatchEndpoints
import TerminalUI

/// "Cancel this job?", with No marked.
enum CancelDialog {
  static func draw(
    job: String, choice: CancelChoice, _ state: DashboardState, on surface: inout Surface,
    _ context: ViewContext
  ) {
    dialog(job: job, choice: choice, state)
      .draw(on: &surface, in: area(of: state), glyphs: context.glyphs)
  }

  static func choice(atX x: Int, y: Int, job: String, in state: DashboardState) -> CancelChoice? {
    dialog(job: job, choice: .keep, state).choice(atX: x, y: y, in: area(of: state))
      .map { CancelChoice.allCases[$0] }
  }

  private static func area(of state: DashboardState) -> Rect {
    Rect(state.size).split(bottom: 2).rest
  }

  private static func dialog(job: String, choice: CancelChoice, _ state: DashboardState) -> Dialog {
    Dialog(
      title: "Cancel?",
      lines: ["Cancel \(job)\(progress(state))?", "What is scored already stays in the output."],
      choices: CancelChoice.allCases.map { Dialog.Choice(key: $0.key, label: $0.label) },
      selected: CancelChoice.allCases.firstIndex(of: choice) ?? 0)
  }

  private static func progress(_ state: DashboardState) -> String {
    switch state.screen {
    case .models, .artifacts, .launch, .comparison: ""
    case .jobs: state.selectedJob.map { " (\(Format.percent($0.fraction)))" } ?? ""
    case .monitor, .failures, .logs, .worker:
      state.live.job?.snapshot.map { " (\(Format.percent($0.progress.fraction)))" } ?? ""
    }
  }
}

extension CancelChoice {
  fileprivate var key: String {
    switch self {
    case .keep: "Esc"
    case .afterMiniBatches: "y"
    case .atOnce: "a"
    }
  }

  fileprivate var label: String {
    switch self {
    case .keep: "no, keep it running"
    case .afterMiniBatches: "yes, when the running mini-batches are done"
    case .atOnce: "at once, dropping the running mini-batches"
    }
  }
}

import TerminalUI

/// The line above the footer: a notice if there is one, over as many lines as it needs, the filter while it is typed, otherwise
/// the command that shows the same without the dashboard.
enum MessageLine {
  static func draw(_ state: DashboardState, on surface: inout Surface, _ context: ViewContext) {
    let line = Rect(state.size).split(bottom: 2).bottom.split(top: 1).top
    if let notice = state.notice {
      let toast = Toast(notice.text, role: notice.role)
      let room = Rect(state.size).split(top: 1).rest.split(bottom: 1).rest
      let height = min(toast.height(width: line.width, glyphs: context.glyphs), room.height / 2)
      toast.draw(on: &surface, in: room.split(bottom: height).bottom, glyphs: context.glyphs)
      if height == 1, let command = notice.command {
        let used = TextWidth.of(notice.text) + 6
        let room = line.width - used
        surface.write(
          TextWidth.truncate("$ \(command)", to: room, ellipsis: context.glyphs.ellipsis),
          x: line.x + used, y: line.y, width: room, style: .role(.muted))
      }
    } else if state.isFiltering, let filter = state.filterField {
      surface.write("/", x: line.x + 1, y: line.y, style: .role(.keyHint))
      filter.draw(
        on: &surface, in: line.split(left: 2).rest, isFocused: true, glyphs: context.glyphs)
    } else if let twin = twin(of: state) {
      surface.write(
        TextWidth.truncate("$ \(twin)", to: line.width - 1, ellipsis: context.glyphs.ellipsis),
        x: line.x + 1, y: line.y, width: line.width - 1, style: .role(.muted))
    }
  }

  /// The command line that does the same.
  private static func twin(of state: DashboardState) -> String? {
    switch state.overlay {
    case .confirmCancel(let job, let choice):
      return JobOrder.cancel(now: choice == .atOnce).commandLine(job: job)
    case .prompt(let prompt):
      if let command = prompt.commandLine { return command }
    case .confirm(let confirmation):
      if confirmation.moot == nil { return confirmation.deed.commandLine }
    case .registration: return state.registration.draft.commandLine
    case .model(let id, _): return state.models[id]?.showCommand
    case .help, .failure, .jobError, .copy, .sort, .palette, .themes, .leave, nil: break
    }
    switch state.screen {
    case .jobs: return "batchdeck job list"
    case .monitor: return state.live.job.map { "batchdeck job show -n \($0.name)" }
    case .failures: return state.live.job.map { "batchdeck job failures -n \($0.name)" }
    case .logs: return state.live.job.map { "batchdeck job logs -n \($0.name) --follow" }
    case .models:
      return "batchdeck model list" + (state.models.showsArchived ? " --include-archived" : "")
    case .launch: return state.launch.request.commandLine
    case .comparison: return state.comparison.names.last.map { "batchdeck job show -n \($0)" }
    case .artifacts:
      let path = state.artifacts.selected.map { " " + ShellWord.quoted($0.path) } ?? ""
      return "batchdeck model artifacts \(state.artifacts.model)\(path)"
    case .worker:
      let verb = state.worker.focus == .log ? "logs" : "stack"
      return state.live.job.map {
        "batchdeck job \(verb) -n \($0.name) --worker \(state.worker.slot)"
      }
    }
  }
}

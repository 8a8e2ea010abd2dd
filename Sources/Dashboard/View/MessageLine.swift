import TerminalUI

/// The line above the footer: a notice if there is one, the filter while it is typed, otherwise
/// the command that shows the same without the dashboard.
enum MessageLine {
  static func draw(_ state: DashboardState, on surface: inout Surface, _ context: ViewContext) {
    let line = Rect(state.size).split(bottom: 2).bottom.split(top: 1).top
    if let notice = state.notice {
      Toast(notice.text, role: notice.role).draw(on: &surface, in: line, glyphs: context.glyphs)
    } else if state.screen == .jobs, state.jobs.filter.isEditing {
      let room = max(0, line.width - 4)
      let text = TextWidth.truncate(
        state.jobs.filter.text, to: room, at: .start, ellipsis: context.glyphs.ellipsis)
      surface.write(
        [Span("/", role: .keyHint), Span(text), Span(" ", Style(reverse: true))],
        x: line.x + 1, y: line.y, width: line.width - 1)
    } else if let twin = twin(of: state) {
      surface.write(
        [Span("$ ", role: .muted), Span(twin, role: .muted)], x: line.x + 1, y: line.y,
        width: line.width - 1)
    }
  }

  /// The command line that does the same.
  private static func twin(of state: DashboardState) -> String? {
    if case .confirmCancel(let job, _) = state.overlay { return "batchdeck job cancel -n \(job)" }
    switch state.screen {
    case .jobs: return "batchdeck job list"
    case .monitor: return state.live.job.map { "batchdeck job show -n \($0.name)" }
    }
  }
}

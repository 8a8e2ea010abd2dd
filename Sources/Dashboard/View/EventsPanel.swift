import BatchEndpoints
import TerminalUI

/// What happened to the job, newest first.
struct EventsPanel {
  let events: [JobEvent]
  let ids: [String]
  let cursor: ListCursor<String>
  let isFocused: Bool
  let context: ViewContext

  func draw(on surface: inout Surface, in inner: Rect) {
    let selected = isFocused ? cursor.index(in: ids) : nil
    for y in inner.y..<inner.maxY {
      let index = cursor.offset + y - inner.y
      guard events.indices.contains(index) else { return }
      draw(events[index], on: &surface, in: Rect(x: inner.x, y: y, width: inner.width, height: 1))
      guard index == selected else { continue }
      surface.write(String(context.glyphs.cursor), x: inner.x, y: y, style: .role(.keyHint))
      surface.restyle(Rect(x: inner.x, y: y, width: inner.width, height: 1)) { $0.selected() }
    }
  }

  private func draw(_ event: JobEvent, on surface: inout Surface, in line: Rect) {
    let (word, role): (String, Role) =
      switch event.kind {
      case .job: ("job", .title)
      case .worker: ("worker", .muted)
      case .operatorAction: ("operator", .keyHint)
      case .warning: ("warning", .warning)
      }
    surface.write(
      [
        Span(context.clock(event.at), role: .muted),
        Span("  " + TextWidth.pad(right: word, to: 8) + "  ", role: role),
        Span(
          TextWidth.truncate(
            context.arrows(event.message), to: line.width - 22, ellipsis: context.glyphs.ellipsis),
          role: event.kind == .warning ? .warning : .text),
      ], x: line.x + 2, y: line.y, width: line.width - 2)
  }
}

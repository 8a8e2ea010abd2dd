import TerminalUI

/// Two jobs side by side; what differs stands out.
struct ComparisonView {
  let state: DashboardState
  let context: ViewContext

  static func rows(_ size: Size) -> Rect {
    frame(size).inset().split(top: 1).rest
  }

  private static func frame(_ size: Size) -> Rect {
    Rect(size).split(top: 1).rest.split(bottom: 2).rest
  }

  func draw(on surface: inout Surface) {
    let frame = Self.frame(state.size)
    let controls = state.comparison
    surface.frame(frame, focused: true, glyphs: context.glyphs)
    let rows = controls.rows
    let different = rows.count { $0.isDifferent }
    surface.writeBorder(
      left: [Span("compare", Style(role: .title, bold: true))],
      right: [
        Span(
          rows.isEmpty ? "" : "\(different) \(different == 1 ? "differs" : "differ")", role: .muted)
      ], in: frame,
      y: frame.y)
    let inner = frame.inset()
    guard !rows.isEmpty, controls.names.count == 2 else {
      let text = controls.problem.map { "\(context.glyphs.cross) \($0)" } ?? "reading the jobs"
      surface.write(
        text, x: inner.x + 2, y: inner.y, width: inner.width - 2,
        style: .role(controls.problem == nil ? .muted : .error))
      return
    }
    let table = TableView(
      columns: [
        .init("", minimum: 12, ideal: 15),
        .init(controls.names[0], minimum: 12, ideal: .max, truncation: .middle),
        .init(controls.names[1], minimum: 12, ideal: .max, truncation: .middle),
        .init("change", alignment: .right, minimum: 8, dropPriority: 1),
      ], rowCount: rows.count, offset: controls.scroll)
    let none = String(context.glyphs.none)
    table.draw(on: &surface, in: inner, glyphs: context.glyphs) { index in
      let row = rows[index]
      let style = row.isDifferent ? Style(role: .keyHint, bold: true) : .role(.muted)
      return TableView.Row([
        .text(row.label, style: .role(.muted)),
        .text(row.first.map(context.path) ?? none, style: style),
        .text(row.second.map(context.path) ?? none, style: style), .text(row.change),
      ])
    }
    let visible = Self.rows(state.size)
    ScrollBar(count: rows.count, offset: controls.scroll, visible: visible.height).draw(
      on: &surface,
      in: Rect(x: frame.maxX - 1, y: visible.y, width: 1, height: visible.height),
      glyphs: context.glyphs)
  }
}

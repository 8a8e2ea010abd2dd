import TerminalUI

/// The palette: a field, and below it what matches.
enum PaletteView {
  private static let widest = 84
  private static let mostRows = 14

  private static func box(_ size: Size) -> Rect {
    let room = Rect(size).split(top: 1).rest.split(bottom: 2).rest
    return room.centered(width: widest, height: min(mostRows, room.height - 3) + 3)
  }

  /// Where the entries are.
  static func rows(_ size: Size) -> Rect {
    box(size).inset(horizontal: 2, vertical: 1).split(top: 1).rest
  }

  static func draw(
    _ palette: Palette, _ state: DashboardState, on surface: inout Surface,
    _ context: ViewContext
  ) {
    let entries = state.paletteEntries
    let box = box(state.size)
    surface.fill(box)
    surface.frame(box, focused: true, glyphs: context.glyphs)
    surface.writeBorder(
      left: [Span("commands", Style(role: .title, bold: true))],
      right: [Span(Format.grouped(entries.count), role: .muted)], in: box, y: box.y)
    let inner = box.inset(horizontal: 2, vertical: 1)
    surface.write(":", x: inner.x, y: inner.y, width: 1, style: .role(.keyHint))
    palette.field.draw(
      on: &surface, in: inner.split(top: 1).top.split(left: 2).rest, isFocused: true,
      glyphs: context.glyphs)
    let rows = rows(state.size)
    if entries.isEmpty {
      surface.write(
        "nothing matches", x: rows.x + 2, y: rows.y, width: rows.width - 2, style: .role(.muted))
    }
    let offset = palette.cursor.offset
    let selected = palette.cursor.index(in: entries.map(\.title))
    for (row, entry) in entries.dropFirst(offset).prefix(rows.height).enumerated() {
      let line = Rect(x: rows.x, y: rows.y + row, width: rows.width, height: 1)
      draw(entry, isSelected: offset + row == selected, on: &surface, in: line, context)
    }
  }

  private static func draw(
    _ entry: PaletteEntry, isSelected: Bool, on surface: inout Surface, in line: Rect,
    _ context: ViewContext
  ) {
    let keyWidth = TextWidth.of(entry.key)
    if isSelected {
      surface.write(
        String(context.glyphs.cursor), x: line.x, y: line.y, width: 1, style: .role(.keyHint))
    }
    let width = max(0, line.width - keyWidth - 4)
    surface.write(
      TextWidth.truncate(entry.title, to: width, ellipsis: context.glyphs.ellipsis),
      x: line.x + 2, y: line.y, width: width)
    surface.write(
      entry.key, x: line.maxX - keyWidth, y: line.y, width: keyWidth, style: .role(.keyHint))
    if isSelected { surface.restyle(line) { $0.selected() } }
  }
}

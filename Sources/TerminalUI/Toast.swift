/// A passing message over a line or more, its severity as a mark and a colour.
package struct Toast: Hashable, Sendable {
  package var text: String
  /// `.ok`, `.warning` or `.error`; others carry no mark.
  package var role: Role

  package init(_ text: String, role: Role = .ok) {
    self.text = text
    self.role = role
  }

  /// Rows that the whole text takes; at least 1.
  package func height(width: Int, glyphs: Glyphs) -> Int {
    max(1, TextWidth.wrap(mark(glyphs) + text, to: width - 2).count)
  }

  /// Draws over the rectangle, which it clears; text that there is no room for is cut.
  package func draw(on surface: inout Surface, in rect: Rect, glyphs: Glyphs) {
    guard !rect.isEmpty else { return }
    let style = Style(role: role, bold: role == .error)
    surface.fill(rect, style: style)
    var lines = TextWidth.wrap(mark(glyphs) + text, to: rect.width - 2)
    if lines.count > rect.height {
      let rest = lines[(rect.height - 1)...].joined(separator: " ")
      let last = TextWidth.truncate(rest, to: rect.width - 2, ellipsis: glyphs.ellipsis)
      lines = lines.prefix(rect.height - 1) + [last]
    }
    for (row, line) in lines.enumerated() {
      surface.write(line, x: rect.x + 1, y: rect.y + row, width: rect.width - 1, style: style)
    }
  }

  private func mark(_ glyphs: Glyphs) -> String {
    switch role {
    case .ok: "\(glyphs.check) "
    case .warning: "\(glyphs.warning) "
    case .error: "\(glyphs.cross) "
    default: ""
    }
  }
}

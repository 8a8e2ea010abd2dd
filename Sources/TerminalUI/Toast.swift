/// A passing message over one line, its severity as a mark and a colour.
package struct Toast: Hashable, Sendable {
  package var text: String
  /// `.ok`, `.warning` or `.error`; others carry no mark.
  package var role: Role

  package init(_ text: String, role: Role = .ok) {
    self.text = text
    self.role = role
  }

  /// Draws over the first row of the rectangle, which it clears.
  package func draw(on surface: inout Surface, in rect: Rect, glyphs: Glyphs) {
    guard !rect.isEmpty else { return }
    let style = Style(role: role, bold: role == .error)
    let mark: String =
      switch role {
      case .ok: "\(glyphs.check) "
      case .warning: "\(glyphs.warning) "
      case .error: "\(glyphs.cross) "
      default: ""
      }
    surface.fill(rect.split(top: 1).top, style: style)
    let text = TextWidth.truncate(mark + text, to: rect.width - 2, ellipsis: glyphs.ellipsis)
    surface.write(text, x: rect.x + 1, y: rect.y, width: rect.width - 1, style: style)
  }
}

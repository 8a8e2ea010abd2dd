extension Surface {
  /// Draws a box whose top border carries a title at the left and a remark at the right:
  /// `┌─ workers (6) ──────── sort: slot ▲ ─┐`. What does not fit is cut, the remark first.
  package mutating func frame(
    _ rect: Rect, title: String? = nil, trailing: String? = nil, focused: Bool = false,
    glyphs: Glyphs = .unicode
  ) {
    guard rect.width >= 2, rect.height >= 2 else { return }
    let lines = glyphs.border
    let style = Style.role(focused ? .borderFocused : .border)
    let inner = Rect(x: rect.x + 1, y: rect.y, width: rect.width - 2, height: rect.height)
    fill(inner.split(top: 1).top, lines.horizontal, style: style)
    fill(inner.split(bottom: 1).bottom, lines.horizontal, style: style)
    let sides = rect.inset(horizontal: 0, vertical: 1)
    fill(sides.split(left: 1).left, lines.vertical, style: style)
    fill(sides.split(right: 1).right, lines.vertical, style: style)
    write(String(lines.topLeft), x: rect.x, y: rect.y, style: style)
    write(String(lines.topRight), x: rect.maxX - 1, y: rect.y, style: style)
    write(String(lines.bottomLeft), x: rect.x, y: rect.maxY - 1, style: style)
    write(String(lines.bottomRight), x: rect.maxX - 1, y: rect.maxY - 1, style: style)
    borderTexts(
      rect, y: rect.y, title: title, trailing: trailing, focused: focused, glyphs: glyphs)
  }

  /// Draws a line across a box, joined to its sides, with texts as in the top border.
  package mutating func divider(
    _ rect: Rect, y: Int, title: String? = nil, trailing: String? = nil, focused: Bool = false,
    glyphs: Glyphs = .unicode
  ) {
    guard rect.width >= 2 else { return }
    let lines = glyphs.border
    let style = Style.role(focused ? .borderFocused : .border)
    fill(
      Rect(x: rect.x + 1, y: y, width: rect.width - 2, height: 1), lines.horizontal, style: style)
    write(String(lines.teeLeft), x: rect.x, y: y, style: style)
    write(String(lines.teeRight), x: rect.maxX - 1, y: y, style: style)
    borderTexts(rect, y: y, title: title, trailing: trailing, focused: focused, glyphs: glyphs)
  }

  private mutating func borderTexts(
    _ rect: Rect, y: Int, title: String?, trailing: String?, focused: Bool, glyphs: Glyphs
  ) {
    // A corner, a line and a blank stay at each end.
    let room = rect.width - 6
    guard room > 0 else { return }
    var used = 0
    if let title, !title.isEmpty {
      let text = TextWidth.truncate(title, to: room, ellipsis: glyphs.ellipsis)
      used = write(
        " \(text) ", x: rect.x + 2, y: y, style: Style(role: .title, bold: focused))
    }
    if let trailing, !trailing.isEmpty {
      let width = TextWidth.of(trailing)
      guard width + 1 + used <= room else { return }
      write(
        " \(TextWidth.sanitised(trailing)) ", x: rect.maxX - width - 4, y: y, style: .role(.muted))
    }
  }
}

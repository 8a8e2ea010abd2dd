/// A question over the screen, one choice to a line.
package struct Dialog: Hashable, Sendable {
  package struct Choice: Hashable, Sendable {
    /// The key that takes it at once.
    package var key: String
    package var label: String

    package init(key: String, label: String) {
      self.key = key
      self.label = label
    }
  }

  private static let padding = 3
  private static let widest = 76

  package var title: String
  package var lines: [String]
  package var choices: [Choice]
  /// The choice under the cursor, which Enter takes.
  package var selected: Int

  package init(title: String, lines: [String], choices: [Choice], selected: Int) {
    self.title = title
    self.lines = lines
    self.choices = choices
    self.selected = selected
  }

  /// Draws in the middle of the rectangle. In a low window the lines go first; the choices stay.
  package func draw(on surface: inout Surface, in rect: Rect, glyphs: Glyphs) {
    let (box, body) = layout(in: rect)
    surface.fill(box)
    surface.frame(box, title: title, focused: true, glyphs: glyphs)
    let inner = box.inset()
    for (index, line) in body.enumerated() {
      surface.write(
        line, x: inner.x + Self.padding - 1, y: inner.y + index,
        width: inner.width - Self.padding + 1)
    }
    for index in choices.indices {
      guard let line = choiceRow(index, box: box, body: body) else { continue }
      draw(index, on: &surface, in: line, glyphs: glyphs)
    }
  }

  /// The index of the choice at a position.
  package func choice(atX x: Int, y: Int, in rect: Rect) -> Int? {
    let (box, body) = layout(in: rect)
    return choices.indices.first {
      choiceRow($0, box: box, body: body)?.contains(x: x, y: y) == true
    }
  }

  private func draw(_ index: Int, on surface: inout Surface, in line: Rect, glyphs: Glyphs) {
    let keyWidth = choices.map { TextWidth.of($0.key) }.max() ?? 0
    let isSelected = index == selected
    if isSelected {
      surface.write(
        String(glyphs.cursor), x: line.x + 1, y: line.y, width: line.width - 1,
        style: .role(.keyHint))
    }
    let key = TextWidth.pad(right: choices[index].key, to: keyWidth)
    let used = surface.write(
      key, x: line.x + 3, y: line.y, width: line.width - 3, style: .role(.keyHint))
    let label = TextWidth.truncate(
      choices[index].label, to: line.width - 6 - used, ellipsis: glyphs.ellipsis)
    surface.write(
      label, x: line.x + 5 + used, y: line.y, style: .role(isSelected ? .selection : .text))
    if isSelected { surface.restyle(line) { $0.selected() } }
  }

  private func choiceRow(_ index: Int, box: Rect, body: [String]) -> Rect? {
    let inner = box.inset()
    let blank = body.isEmpty || body.count + 1 + choices.count > inner.height ? 0 : 1
    let y = inner.y + body.count + blank + index
    guard y < inner.maxY else { return nil }
    return Rect(x: inner.x, y: y, width: inner.width, height: 1)
  }

  private func layout(in rect: Rect) -> (box: Rect, body: [String]) {
    let keyWidth = choices.map { TextWidth.of($0.key) }.max() ?? 0
    let texts =
      lines.map(TextWidth.of) + choices.map { TextWidth.of($0.label) + keyWidth + 3 }
      + [TextWidth.of(title) + 4]
    let room = min(rect.width, Self.widest) - 2 * Self.padding
    let width = min(room, texts.max() ?? 0)
    let wrapped = lines.flatMap { TextWidth.wrap($0, to: width) }
    let wanted = wrapped.count + 1 + choices.count + 2
    let box = rect.centered(width: width + 2 * Self.padding, height: wanted)
    let bodyRows = max(0, box.height - 2 - choices.count)
    return (box, Array(wrapped.prefix(bodyRows)))
  }
}

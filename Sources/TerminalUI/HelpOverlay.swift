/// All keys of a screen, in groups, over the whole rectangle: two columns where both fit whole.
package struct HelpOverlay: Hashable, Sendable {
  package struct Group: Hashable, Sendable {
    package var title: String
    package var hints: [KeyHint]

    package init(title: String, hints: [KeyHint]) {
      self.title = title
      self.hints = hints
    }
  }

  /// Between two columns.
  private static let gap = 2

  package var title: String
  package var groups: [Group]
  /// A line under the keys, such as the command that does the same.
  package var footnote: String?
  /// Lines scrolled down.
  package var offset: Int

  package init(title: String, groups: [Group], footnote: String? = nil, offset: Int = 0) {
    self.title = title
    self.groups = groups
    self.footnote = footnote
    self.offset = offset
  }

  package func draw(on surface: inout Surface, in rect: Rect, glyphs: Glyphs) {
    surface.fill(rect)
    surface.frame(rect, title: title, focused: true, glyphs: glyphs)
    let (body, foot) = areas(in: rect)
    let columns = columns(width: body.width)
    let offset = max(0, min(offset, maximumOffset(in: rect)))
    for (column, area) in zip(columns, areas(of: columns, in: body)) {
      for (row, line) in column.dropFirst(offset).prefix(area.height).enumerated() {
        draw(
          line, keyWidth: Self.keyWidth(column), on: &surface, in: area, y: area.y + row,
          glyphs: glyphs)
      }
    }
    if let footnote {
      surface.write(
        footnote, x: foot.x, y: foot.maxY - 1, width: foot.isEmpty ? 0 : foot.width,
        style: .role(.muted))
    }
    ScrollBar(count: body.height + maximumOffset(in: rect), offset: offset, visible: body.height)
      .draw(
        on: &surface,
        in: Rect(x: rect.maxX - 1, y: body.y, width: 1, height: body.height), glyphs: glyphs)
  }

  /// How far the overlay can be scrolled in a rectangle.
  package func maximumOffset(in rect: Rect) -> Int {
    let (body, _) = areas(in: rect)
    let longest = columns(width: body.width).map(\.count).max() ?? 0
    return max(0, longest - body.height)
  }

  private enum Line {
    case heading(String)
    case hint(KeyHint)
    case blank
  }

  private func areas(in rect: Rect) -> (body: Rect, foot: Rect) {
    let inner = rect.inset(horizontal: 3, vertical: 1)
    guard footnote != nil, inner.height >= 4 else { return (inner, inner.split(top: 0).top) }
    let (body, foot) = inner.split(bottom: 2)
    return (body, foot)
  }

  private func columns(width: Int) -> [[Line]] {
    let blocks = groups.map { [.heading($0.title)] + $0.hints.map(Line.hint) }
    // The break that leaves the longer column shortest, of those that cut no line.
    let splits = blocks.indices.dropFirst().map {
      [Self.joined(Array(blocks[..<$0])), Self.joined(Array(blocks[$0...]))]
    }
    let fitting = splits.filter { $0.reduce(Self.gap) { $0 + Self.width($1) } <= width }
    func height(_ columns: [[Line]]) -> Int { columns.map(\.count).max() ?? 0 }
    return fitting.min { height($0) < height($1) } ?? [Self.joined(blocks)]
  }

  /// The second column begins in the middle, unless that would cut a line.
  private func areas(of columns: [[Line]], in body: Rect) -> [Rect] {
    guard columns.count == 2 else { return [body] }
    let middle = (body.width - Self.gap) / 2
    let left = min(
      max(middle, Self.width(columns[0])), body.width - Self.gap - Self.width(columns[1]))
    return [
      body.split(left: left).left, body.split(left: left + Self.gap).rest,
    ]
  }

  /// Columns that the lines take.
  private static func width(_ lines: [Line]) -> Int {
    let keys = keyWidth(lines)
    let widths = lines.map { line in
      switch line {
      case .heading(let title): TextWidth.of(title)
      case .hint(let hint): keys + 2 + TextWidth.of(hint.label)
      case .blank: 0
      }
    }
    return widths.max() ?? 0
  }

  private static func joined(_ blocks: [[Line]]) -> [Line] {
    Array(blocks.joined(separator: [.blank]))
  }

  private static func keyWidth(_ lines: [Line]) -> Int {
    let widths = lines.map { line in
      if case .hint(let hint) = line { TextWidth.of(hint.key) } else { 0 }
    }
    return widths.max() ?? 0
  }

  private func draw(
    _ line: Line, keyWidth: Int, on surface: inout Surface, in area: Rect, y: Int, glyphs: Glyphs
  ) {
    switch line {
    case .heading(let title):
      surface.write(
        title, x: area.x, y: y, width: area.width, style: Style(role: .title, bold: true))
    case .hint(let hint):
      surface.write(hint.key, x: area.x, y: y, width: area.width, style: .role(.keyHint))
      let room = area.width - keyWidth - 2
      surface.write(
        TextWidth.truncate(hint.label, to: room, ellipsis: glyphs.ellipsis),
        x: area.x + keyWidth + 2, y: y, width: room)
    case .blank:
      break
    }
  }
}

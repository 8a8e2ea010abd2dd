extension TextField {
  /// Draws the text into the first row of the rectangle and the problem into the second.
  ///
  /// A longer text scrolls by half the width, so that the cursor is always in sight; marks at the
  /// edges tell that there is more.
  package func draw(on surface: inout Surface, in rect: Rect, isFocused: Bool, glyphs: Glyphs) {
    guard !rect.isEmpty else { return }
    let (line, below) = rect.split(top: 1)
    surface.fill(line)
    if characters.isEmpty {
      surface.write(
        TextWidth.truncate(placeholder, to: line.width, ellipsis: glyphs.ellipsis), x: line.x,
        y: line.y, width: line.width, style: .role(.muted))
    } else {
      drawText(on: &surface, in: line, isFocused: isFocused, glyphs: glyphs)
    }
    if isFocused { drawCursor(on: &surface, in: line) }
    if let problem, !below.isEmpty { drawProblem(problem, on: &surface, in: below, glyphs: glyphs) }
  }

  /// Puts the cursor at a position of the screen inside the rectangle that `draw` was given.
  package mutating func click(atX x: Int, in rect: Rect) {
    let window = TextFieldWindow(self, width: rect.width)
    let column = max(0, x - rect.x) + window.start
    moveCursor(to: window.ends.firstIndex { $0 > column } ?? window.ends.count)
  }

  private func drawText(
    on surface: inout Surface, in line: Rect, isFocused: Bool, glyphs: Glyphs
  ) {
    let style = Style.role(problem == nil ? .text : .error)
    // Without the keys there is no cursor to keep in sight: the beginning is what tells most.
    var window = TextFieldWindow(self, width: line.width)
    if !isFocused { window.start = 0 }
    for (index, character) in characters.enumerated() {
      let column = window.column(of: index) - window.start
      let end = window.ends[index] - window.start
      if column >= line.width { break }
      guard column >= window.leftMargin, end <= line.width - window.rightMargin else { continue }
      // One by one, for the columns to be those that the window counted.
      surface.write(String(character), x: line.x + column, y: line.y, style: style)
    }
    if window.leftMargin > 0 {
      surface.write(glyphs.isASCII ? "<" : "…", x: line.x, y: line.y, style: .role(.muted))
    }
    if window.rightMargin > 0 {
      surface.write(
        glyphs.isASCII ? ">" : "…", x: line.maxX - 1, y: line.y, style: .role(.muted))
    }
  }

  private func drawCursor(on surface: inout Surface, in line: Rect) {
    let window = TextFieldWindow(self, width: line.width)
    let x = line.x + window.column(of: cursor) - window.start
    let cell = Rect(x: x, y: line.y, width: window.cursorWidth, height: 1)
    surface.restyle(cell.intersection(line)) { style in
      var style = style
      style.reverse = true
      return style
    }
  }

  private func drawProblem(
    _ problem: String, on surface: inout Surface, in rect: Rect, glyphs: Glyphs
  ) {
    let text = TextWidth.truncate(
      "\(glyphs.cross) \(problem)", to: rect.width, ellipsis: glyphs.ellipsis)
    surface.fill(rect.split(top: 1).top)
    surface.write(text, x: rect.x, y: rect.y, width: rect.width, style: .role(.error))
  }
}

/// The part of a field's text that is in sight.
struct TextFieldWindow {
  /// The column after each character, from the beginning of the text.
  let ends: [Int]
  /// The column of the text that is at the left edge.
  var start: Int
  /// Columns that the cursor covers: those of the character behind it, 1 at the end.
  let cursorWidth: Int
  private let width: Int

  init(_ field: TextField, width: Int) {
    var end = 0
    let ends = field.characters.map { character in
      end += TextWidth.of(String(character))
      return end
    }
    self.ends = ends
    self.width = width
    func column(_ index: Int) -> Int { index == 0 ? 0 : ends[index - 1] }
    let margin = width >= Self.narrowest ? 1 : 0
    let under = field.cursor < ends.count ? ends[field.cursor] - column(field.cursor) : 1
    cursorWidth = max(1, min(under, width - 2 * margin))
    start = Self.start(
      cursor: column(field.cursor), cursorWidth: cursorWidth, total: end, width: width,
      margin: margin)
  }

  /// Columns below which no mark tells of more text.
  private static let narrowest = 6

  /// A multiple of half the width, so that the text stands still while the cursor moves, but never
  /// more than shows the end; the cursor never stands in a margin.
  private static func start(
    cursor: Int, cursorWidth: Int, total: Int, width: Int, margin: Int
  ) -> Int {
    guard total >= width, width > 0 else { return 0 }
    let last = width - margin - cursorWidth
    guard cursor > last else { return 0 }
    let step = max(1, min((width - 2 * margin) / 2, last - margin + 1))
    return min((cursor - last + step - 1) / step * step, total + 1 - width)
  }

  func column(of index: Int) -> Int { index == 0 ? 0 : ends[index - 1] }

  /// Columns taken by the mark of text to the left, 0 or 1.
  var leftMargin: Int { start > 0 && width >= Self.narrowest ? 1 : 0 }

  /// Columns taken by the mark of text to the right, 0 or 1.
  var rightMargin: Int {
    (ends.last ?? 0) - start > width && width >= Self.narrowest ? 1 : 0
  }
}

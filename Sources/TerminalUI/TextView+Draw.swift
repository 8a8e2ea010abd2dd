extension TextView {
  /// Draws the rows in sight. A line that is not there yet is an ellipsis; marks at the edges tell
  /// that a line goes on.
  package func draw(
    on surface: inout Surface, in rect: Rect, glyphs: Glyphs, source: Source
  ) {
    guard !rect.isEmpty else { return }
    let numberWidth = numberWidth(in: rect)
    let area = rect.split(left: numberWidth).rest
    var drawn: (line: Int, text: DrawnLine)?
    for (y, place) in visible(in: rect, source: source).enumerated() {
      let line = Rect(x: area.x, y: area.y + y, width: area.width, height: 1)
      drawNumber(of: place, on: &surface, in: rect, y: line.y)
      if drawn?.line != place.line {
        drawn = source(place.line).map { source in
          (place.line, DrawnLine(source, in: self, width: area.width))
        }
      }
      if let drawn {
        draw(drawn.text, row: place.row, on: &surface, in: line, glyphs: glyphs)
      } else {
        surface.write(
          glyphs.ellipsis, x: line.x, y: line.y, width: line.width, style: .role(.muted))
      }
    }
  }

  private func drawNumber(of place: Position, on surface: inout Surface, in rect: Rect, y: Int) {
    let width = numberWidth(in: rect)
    guard let firstNumber, width > 0, place.row == 0 else { return }
    surface.write(
      TextWidth.pad(left: "\(firstNumber + place.line)", to: width - 2), x: rect.x, y: y,
      width: width - 2, style: .role(.muted))
  }

  private func draw(
    _ text: DrawnLine, row: Int, on surface: inout Surface, in line: Rect, glyphs: Glyphs
  ) {
    guard row < text.rows.rows.count else { return }
    let skipped = wraps ? 0 : column
    var x = -skipped
    var run = (text: String.UnicodeScalarView(), x: 0, isHit: false)
    func write(_ surface: inout Surface) {
      surface.write(
        String(run.text), x: line.x + run.x, y: line.y,
        style: run.isHit ? .role(.match) : text.style)
    }
    for index in text.rows.rows[row] {
      let cell = text.rows.cells[index]
      defer { x += cell.width }
      guard x >= 0 else { continue }
      guard x + cell.width <= line.width else { break }
      if run.text.isEmpty || run.isHit != text.isHit[index] {
        write(&surface)
        run = (String.UnicodeScalarView(), x, text.isHit[index])
      }
      cell.append(to: &run.text)
    }
    write(&surface)
    drawMarks(of: text.rows, row: row, on: &surface, in: line, glyphs: glyphs)
  }

  private func drawMarks(
    of rows: TextRows, row: Int, on surface: inout Surface, in line: Rect, glyphs: Glyphs
  ) {
    let skipped = wraps ? 0 : column
    if skipped > 0, !rows.cells.isEmpty {
      surface.write(
        glyphs.isASCII ? "<" : "…", x: line.x, y: line.y, width: line.width, style: .role(.muted))
    }
    let width = rows.cells[rows.rows[row]].reduce(0) { $0 + $1.width }
    let isCut = rows.isCut && row == rows.rows.count - 1
    if width - skipped > line.width || (isCut && width - skipped >= 0) {
      surface.write(
        glyphs.isASCII ? ">" : "…", x: line.x + min(max(0, width - skipped), line.width - 1),
        y: line.y, width: line.width, style: .role(.muted))
    }
  }
}

/// A line ready to be drawn.
private struct DrawnLine {
  let rows: TextRows
  let style: Style
  /// For each cell whether it belongs to what was looked for.
  let isHit: [Bool]

  /// Columns looked at right of the edge, for what was looked for and reaches over it.
  private static let overhang = 256

  init(_ line: TextView.Line, in view: TextView, width: Int) {
    rows =
      view.wraps
      ? TextRows(line.text, width: width)
      : TextRows(
        line.text, width: nil,
        limit: min(TextView.maximumColumns, view.column + width + Self.overhang))
    style = line.style
    var isHit = Array(repeating: false, count: rows.cells.count)
    for hit in view.query?.hits(in: rows.cells) ?? [] {
      for index in hit { isHit[index] = true }
    }
    self.isHit = isHit
  }
}

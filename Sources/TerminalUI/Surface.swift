/// A grid of cells: what a view draws and a terminal shows. Everything outside is clipped away.
package struct Surface: Hashable, Sendable {
  package let size: Size
  /// Row by row; in each row the widths add up to `size.columns`.
  private var cells: [Cell]

  /// A blank surface.
  package init(size: Size) {
    self.size = size
    cells = Array(repeating: .blank, count: size.columns * size.rows)
  }

  /// The whole surface.
  package var bounds: Rect { Rect(size) }

  /// The cell at a position; a blank outside the surface.
  package subscript(x: Int, y: Int) -> Cell {
    guard bounds.contains(x: x, y: y) else { return .blank }
    return cells[y * size.columns + x]
  }

  /// The cells of a row; empty outside the surface.
  package func row(_ y: Int) -> ArraySlice<Cell> {
    guard y >= 0, y < size.rows else { return [] }
    return cells[(y * size.columns)..<((y + 1) * size.columns)]
  }

  /// Writes lines below each other, as far as the rectangle has room.
  package mutating func write(lines: [String], in rect: Rect, style: Style = Style()) {
    for (row, line) in lines.prefix(rect.height).enumerated() {
      write(line, x: rect.x, y: rect.y + row, width: rect.width, style: style)
    }
  }

  /// Draws one line of text and returns the columns it took from `x` on.
  ///
  /// The text may come from outside: controls are shown as `\xNN`. What falls outside the surface
  /// or beyond `width` columns (nil: up to the right edge) is cut off.
  @discardableResult
  package mutating func write(
    _ text: String, x: Int, y: Int, width: Int? = nil, style: Style = Style()
  ) -> Int {
    guard y >= 0, y < size.rows, x < size.columns else { return 0 }
    let end = x + min(size.columns - x, max(0, width ?? .max))
    if x >= 0, let used = text.withPlainBytes({ put($0.prefix(end - x), x: x, y: y, style: style) })
    {
      return used
    }
    var column = x
    for cell in TextCells(text) {
      guard column + cell.width <= end else { break }
      if column >= 0 {
        put(Cell(scalars: cell.scalars, width: cell.width, style: style), x: column, y: y)
      } else if column + cell.width > 0 {
        put(.blank(style), x: 0, y: y)
      }
      column += cell.width
    }
    return max(0, column - x)
  }

  /// Draws one character that takes one column and needs no care, as it is: a dot of a graph.
  package mutating func plot(_ scalar: Unicode.Scalar, x: Int, y: Int, style: Style) {
    guard bounds.contains(x: x, y: y) else { return }
    put(Cell(scalars: SIMD4(scalar.value, 0, 0, 0), width: 1, style: style), x: x, y: y)
  }

  /// Fills a rectangle with a character one column wide; a wider one becomes a blank.
  package mutating func fill(
    _ rect: Rect, _ character: Character = " ", style: Style = Style()
  ) {
    let first = TextCells(String(character)).first { _ in true }
    let filler =
      if let first, first.width == 1 {
        Cell(scalars: first.scalars, width: 1, style: style)
      } else {
        Cell.blank(style)
      }
    let area = rect.intersection(bounds)
    guard !area.isEmpty else { return }
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX { put(filler, x: x, y: y) }
    }
  }

  /// Changes the style of what is already there, leaving the text: the selection bar, say.
  package mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
    let area = rect.intersection(bounds)
    guard !area.isEmpty else { return }
    for y in area.y..<area.maxY {
      for index in (y * size.columns + area.x)..<(y * size.columns + area.maxX) {
        cells[index].style = change(cells[index].style)
      }
    }
  }

  /// Stores a cell inside the surface, blanking the other half of any wide cell it cuts.
  private mutating func put(_ cell: Cell, x: Int, y: Int) {
    let index = y * size.columns + x
    clearHalves(at: index, x: x)
    if cell.width == 2 {
      clearHalves(at: index + 1, x: x + 1)
      cells[index + 1] = .tail(cell.style)
    }
    cells[index] = cell
  }

  /// Stores printable ASCII, all of it inside the row, and returns how much that is.
  private mutating func put(
    _ bytes: Slice<UnsafeBufferPointer<UInt8>>, x: Int, y: Int, style: Style
  ) -> Int {
    guard !bytes.isEmpty else { return 0 }
    // Only at the ends can it cut a wide cell in two.
    let first = y * size.columns + x
    clearHalves(at: first, x: x)
    clearHalves(at: first + bytes.count - 1, x: x + bytes.count - 1)
    for (index, byte) in bytes.enumerated() {
      cells[first + index] = Cell(scalars: SIMD4(UInt32(byte), 0, 0, 0), width: 1, style: style)
    }
    return bytes.count
  }

  private mutating func clearHalves(at index: Int, x: Int) {
    switch cells[index].width {
    case 0 where x > 0:
      cells[index - 1] = .blank(cells[index - 1].style)
    case 2 where x + 1 < size.columns:
      cells[index + 1] = .blank(cells[index + 1].style)
    default:
      break
    }
  }
}

// MARK: - Golden formats

extension Surface {
  /// The rows without trailing blanks, joined by line feeds; a wide character appears once.
  package var text: String {
    (0..<size.rows).map { y in
      var line = ""
      var pendingBlanks = 0
      for cell in row(y) {
        if cell.isBlank {
          pendingBlanks += 1
        } else if cell.width > 0 {
          line += String(repeating: " ", count: pendingBlanks) + cell.text
          pendingBlanks = 0
        }
      }
      return line
    }.joined(separator: "\n")
  }

  /// One line for each row that is not wholly plain: `ROW: [FROM-TO role+flags] …`, both inclusive.
  package var styled: String {
    (0..<size.rows).compactMap { y in
      var runs: [(from: Int, to: Int, style: Style)] = []
      for (x, cell) in row(y).enumerated() {
        if let last = runs.last, last.style == cell.style {
          runs[runs.count - 1].to = x
        } else {
          runs.append((x, x, cell.style))
        }
      }
      let spelled = runs.filter { $0.style != Style() }.map { "[\($0.from)-\($0.to) \($0.style)]" }
      return spelled.isEmpty ? nil : "\(y): " + spelled.joined(separator: " ")
    }.joined(separator: "\n")
  }
}

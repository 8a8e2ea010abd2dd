/// Lines of text of which only those in sight are asked for: a log, a traceback, a file's
/// beginning.
package struct TextView: Sendable {
  package struct Line: Hashable, Sendable {
    package var text: String
    package var style: Style

    package init(_ text: String, style: Style = Style()) {
      self.text = text
      self.style = style
    }
  }

  /// A row on screen: a line, and which of the rows it is wrapped into, both from 0.
  package struct Position: Hashable, Comparable, Sendable {
    package var line: Int
    package var row: Int

    package init(line: Int, row: Int = 0) {
      self.line = line
      self.row = row
    }

    package static func < (left: Self, right: Self) -> Bool {
      (left.line, left.row) < (right.line, right.row)
    }
  }

  /// Gives a line by its number, from 0; nil while it is not there yet. Asked for a few screens'
  /// worth of lines around `top` and at the end, so the source needs to hold no more than that.
  package typealias Source = (Int) -> Line?

  /// What is beyond this many columns of a line is not shown.
  package static let maximumColumns = 4096

  package var lineCount: Int
  /// The first row shown, unless `follows`.
  package var top: Position
  /// Columns scrolled to the right; without a meaning where lines are wrapped.
  package var column: Int
  package var wraps: Bool
  /// Whether the end stays in sight as lines are added.
  package var follows: Bool
  /// The number of the first line, when lines are numbered.
  package var firstNumber: Int?
  package var query: TextQuery?

  package init(
    lineCount: Int, top: Position = Position(line: 0), column: Int = 0, wraps: Bool = false,
    follows: Bool = false, firstNumber: Int? = nil, query: TextQuery? = nil
  ) {
    self.lineCount = max(0, lineCount)
    self.top = top
    self.column = column
    self.wraps = wraps
    self.follows = follows
    self.firstNumber = firstNumber
    self.query = query
  }

  // MARK: - Moving

  /// Moves by rows of the screen, up when below zero, and stops at both ends. Moving up ends
  /// following.
  package mutating func scroll(by rows: Int, in rect: Rect, source: Source) {
    var place = first(in: rect, source: source)
    if rows < 0 { follows = false }
    var left = rows.magnitude
    while left > 0,
      let next = rows < 0
        ? row(before: place, in: rect, source: source) : row(after: place, in: rect, source: source)
    {
      place = next
      left -= 1
    }
    top = place
  }

  /// Shows a line, a third down the screen unless it is in sight already. Ends following.
  package mutating func show(line: Int, in rect: Rect, source: Source) {
    let shown = visible(in: rect, source: source)
    if let first = shown.first { top = first }
    follows = false
    guard line >= 0, line < lineCount, !shown.contains(where: { $0.line == line }) else { return }
    top = limited(Position(line: line), in: rect, source: source)
    scroll(by: -(rect.height / 3), in: rect, source: source)
  }

  /// Moves sideways, to `maximumColumns` at most.
  package mutating func scrollSideways(by columns: Int) {
    column = min(max(0, column + columns), Self.maximumColumns - 1)
  }

  /// The first row shown when the last line is at the bottom.
  package func end(in rect: Rect, source: Source) -> Position {
    let width = textWidth(in: rect)
    var room = rect.height
    var line = lineCount
    while line > 0 {
      let rows = rowCount(ofLine: line - 1, width: width, source: source)
      if rows > room {
        return room > 0 ? Position(line: line - 1, row: rows - room) : Position(line: line)
      }
      room -= rows
      line -= 1
    }
    return Position(line: 0)
  }

  /// The place, or the end when it is beyond that.
  private func limited(_ place: Position, in rect: Rect, source: Source) -> Position {
    // The end is not looked at where it cannot matter: a line takes one row at least.
    lineCount - place.line > rect.height ? place : min(place, end(in: rect, source: source))
  }

  /// The first row in sight, wherever `top` is by now.
  private func first(in rect: Rect, source: Source) -> Position {
    if follows { return end(in: rect, source: source) }
    let line = min(max(0, top.line), max(0, lineCount - 1))
    guard line == top.line else {
      return limited(Position(line: line), in: rect, source: source)
    }
    let rows = rowCount(ofLine: line, width: textWidth(in: rect), source: source)
    let place = Position(line: line, row: min(max(0, top.row), rows - 1))
    return limited(place, in: rect, source: source)
  }

  /// nil at the beginning.
  private func row(before place: Position, in rect: Rect, source: Source) -> Position? {
    if place.row > 0 { return Position(line: place.line, row: place.row - 1) }
    guard place.line > 0 else { return nil }
    let rows = rowCount(ofLine: place.line - 1, width: textWidth(in: rect), source: source)
    return Position(line: place.line - 1, row: rows - 1)
  }

  /// nil at the end.
  private func row(after place: Position, in rect: Rect, source: Source) -> Position? {
    let rows = rowCount(ofLine: place.line, width: textWidth(in: rect), source: source)
    let next =
      place.row + 1 < rows
      ? Position(line: place.line, row: place.row + 1) : Position(line: place.line + 1)
    return limited(next, in: rect, source: source) == next ? next : nil
  }

  // MARK: - Layout

  /// The rows in sight, top to bottom.
  func visible(in rect: Rect, source: Source) -> [Position] {
    let width = textWidth(in: rect)
    var place = first(in: rect, source: source)
    var shown: [Position] = []
    while shown.count < rect.height, place.line < lineCount {
      let rows = rowCount(ofLine: place.line, width: width, source: source)
      while place.row < rows, shown.count < rect.height {
        shown.append(place)
        place.row += 1
      }
      place = Position(line: place.line + 1)
    }
    return shown
  }

  /// Columns for numbers and the blank after them; none where they would take half the room.
  func numberWidth(in rect: Rect) -> Int {
    guard let firstNumber else { return 0 }
    let width = "\(firstNumber + max(0, lineCount - 1))".count + 2
    return width * 2 <= rect.width ? width : 0
  }

  func textWidth(in rect: Rect) -> Int { rect.width - numberWidth(in: rect) }

  /// Rows a line takes, at least 1.
  private func rowCount(ofLine line: Int, width: Int, source: Source) -> Int {
    guard wraps, width > 0, line >= 0, line < lineCount, let line = source(line) else { return 1 }
    return TextRows(line.text, width: width).rows.count
  }
}

/// A line as cells, and how they are wrapped.
struct TextRows {
  private(set) var cells: [TextCell] = []
  /// Ranges of `cells`, one for each row; at least one.
  private(set) var rows: [Range<Int>] = []
  /// Whether the line goes on beyond what is shown of it.
  private(set) var isCut = false

  /// With a row for every `width` columns, nil not wrapping; `limit` is where the line is cut.
  init(_ text: String, width: Int?, limit: Int = TextView.maximumColumns) {
    var columns = 0
    for cell in TextCells(text) {
      guard columns + cell.width <= limit else {
        isCut = true
        break
      }
      columns += cell.width
      cells.append(cell)
    }
    var start = 0
    var used = 0
    for (index, cell) in cells.enumerated() {
      if let width, used + cell.width > width, index > start {
        rows.append(start..<index)
        (start, used) = (index, 0)
      }
      used += cell.width
    }
    rows.append(start..<cells.count)
  }
}

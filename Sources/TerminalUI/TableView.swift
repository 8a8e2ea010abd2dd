/// A list in columns that asks only for the rows in sight, so its length costs nothing.
package struct TableView: Sendable {
  package enum Alignment: Hashable, Sendable { case left, right }

  package struct Column: Hashable, Sendable {
    package var title: String
    package var alignment: Alignment
    /// Columns of the screen below which this one is not shown at all.
    package var minimum: Int
    /// Columns it takes when there is room; `.max` takes an equal share of all that is left.
    package var ideal: Int
    /// On a narrow screen the highest goes first; zero stays, however little remains.
    package var dropPriority: Int
    package var truncation: TextWidth.Truncation

    package init(
      _ title: String, alignment: Alignment = .left, minimum: Int, ideal: Int? = nil,
      dropPriority: Int = 0, truncation: TextWidth.Truncation = .end
    ) {
      self.title = title
      self.alignment = alignment
      self.minimum = max(1, minimum)
      self.ideal = max(self.minimum, ideal ?? minimum)
      self.dropPriority = dropPriority
      self.truncation = truncation
    }
  }

  package enum Cell: Sendable {
    case text(String, style: Style = Style())
    case progress(ProgressBar)
    case sparkline(Sparkline)
    case empty
  }

  package struct Row: Sendable {
    /// One for each column, whether shown or not; missing ones are empty.
    package var cells: [Cell]
    package var isMarked: Bool

    package init(_ cells: [Cell], isMarked: Bool = false) {
      self.cells = cells
      self.isMarked = isMarked
    }
  }

  package struct Sort: Hashable, Sendable {
    package var column: Int
    package var isAscending: Bool

    package init(column: Int, isAscending: Bool) {
      self.column = column
      self.isAscending = isAscending
    }
  }

  package var columns: [Column]
  package var rowCount: Int
  /// The row under the cursor.
  package var selection: Int?
  /// The first row shown; see `ScrollBar.offset(showing:from:visible:count:)`.
  package var offset: Int
  package var sort: Sort?
  /// Whether a column for marks stands beside the cursor.
  package var hasMarks: Bool
  /// Whether keys go here: the cursor of a table without focus is drawn without its bar.
  package var isFocused: Bool

  package init(
    columns: [Column], rowCount: Int, selection: Int? = nil, offset: Int = 0, sort: Sort? = nil,
    hasMarks: Bool = false, isFocused: Bool = true
  ) {
    self.columns = columns
    self.rowCount = rowCount
    self.selection = selection
    self.offset = offset
    self.sort = sort
    self.hasMarks = hasMarks
    self.isFocused = isFocused
  }

  /// Rows that fit under the header of a table this high.
  package static func visibleRows(height: Int) -> Int { max(0, height - 1) }

  /// Draws header and rows; `row` is asked once for each row in sight, top to bottom.
  package func draw(
    on surface: inout Surface, in rect: Rect, glyphs: Glyphs, row: (Int) -> Row
  ) {
    guard !rect.isEmpty else { return }
    let spans = layout(width: rect.width)
    drawHeader(spans, on: &surface, in: rect, glyphs: glyphs)
    let first = max(0, offset)
    let last = min(rowCount, first + Self.visibleRows(height: rect.height))
    guard first < last else { return }
    for index in first..<last {
      let y = rect.y + 1 + index - first
      drawRow(row(index), index: index, spans: spans, on: &surface, in: rect, y: y, glyphs: glyphs)
    }
  }

  /// The row of the list at a row of the screen.
  package func row(atY y: Int, in rect: Rect) -> Int? {
    let index = max(0, offset) + y - rect.y - 1
    return y > rect.y && y < rect.maxY && index < rowCount ? index : nil
  }

  /// The column whose title is at a position of the screen.
  package func headerColumn(atX x: Int, y: Int, in rect: Rect) -> Int? {
    guard y == rect.y, rect.contains(x: x, y: y) else { return nil }
    return layout(width: rect.width).last { rect.x + $0.x <= x }?.column
  }

  // MARK: - Drawing

  private func drawHeader(
    _ spans: [TableLayout.Span], on surface: inout Surface, in rect: Rect, glyphs: Glyphs
  ) {
    for span in spans {
      let column = columns[span.column]
      let text = align(
        title(of: span, glyphs: glyphs), column, width: span.width, at: .end, glyphs: glyphs)
      surface.write(
        text, x: rect.x + span.x, y: rect.y, width: span.width, style: .role(.header))
    }
  }

  /// The title with its sort mark, which stays when the column is too narrow for both.
  private func title(of span: TableLayout.Span, glyphs: Glyphs) -> String {
    let title = columns[span.column].title
    guard let sort, sort.column == span.column else { return title }
    let mark = sort.isAscending ? glyphs.sortAscending : glyphs.sortDescending
    let marked = "\(title) \(mark)"
    guard TextWidth.of(marked) > span.width else { return marked }
    return TextWidth.truncate(title, to: span.width - 1, ellipsis: "") + String(mark)
  }

  private func drawRow(
    _ row: Row, index: Int, spans: [TableLayout.Span], on surface: inout Surface, in rect: Rect,
    y: Int, glyphs: Glyphs
  ) {
    let isCurrent = index == selection
    if isCurrent {
      surface.write(
        String(glyphs.cursor), x: rect.x, y: y, width: rect.width, style: .role(.keyHint))
    }
    if hasMarks, row.isMarked {
      surface.write(
        String(glyphs.mark), x: rect.x + 1, y: y, width: rect.width - 1, style: .role(.selection))
    }
    for span in spans where span.column < row.cells.count {
      let area = Rect(x: rect.x + span.x, y: y, width: span.width, height: 1)
      let column = columns[span.column]
      switch row.cells[span.column] {
      case .text(let text, let style):
        let text = align(text, column, width: span.width, at: column.truncation, glyphs: glyphs)
        surface.write(text, x: area.x, y: y, width: span.width, style: style)
      case .progress(let bar):
        bar.draw(on: &surface, in: area, glyphs: glyphs)
      case .sparkline(let sparkline):
        sparkline.draw(on: &surface, in: area, glyphs: glyphs)
      case .empty:
        break
      }
    }
    if isCurrent, isFocused {
      let line = Rect(x: rect.x, y: y, width: rect.width, height: 1)
      surface.restyle(line) { $0.selected() }
    }
  }

  private func align(
    _ text: String, _ column: Column, width: Int, at truncation: TextWidth.Truncation,
    glyphs: Glyphs
  ) -> String {
    let text = TextWidth.truncate(text, to: width, at: truncation, ellipsis: glyphs.ellipsis)
    return column.alignment == .right ? TextWidth.pad(left: text, to: width) : text
  }
}

/// Measuring and shortening text in columns, after the sanitising that drawing applies.
package enum TextWidth {
  /// Where a text that is too long loses characters.
  package enum Truncation: Hashable, Sendable {
    /// For messages.
    case end
    /// For paths: both ends stay.
    case middle
    /// For file names in a known folder: the end stays.
    case start
  }

  /// Columns the text takes on screen.
  package static func of(_ text: String) -> Int {
    text.withPlainBytes(\.count) ?? TextCells(text).reduce(0) { $0 + $1.width }
  }

  /// The text as it is drawn: no control, no escape sequence, nothing that terminals disagree on.
  package static func sanitised(_ text: String) -> String {
    string(TextCells(text))
  }

  /// The text in at most `columns` columns, sanitised; a cut is shown by the ellipsis where there
  /// is room for it, and never falls inside a wide character.
  package static func truncate(
    _ text: String, to columns: Int, at truncation: Truncation = .end, ellipsis: String = "…"
  ) -> String {
    guard columns > 0 else { return "" }
    if let width = text.withPlainBytes(\.count), width <= columns { return text }
    let cells = Array(TextCells(text))
    guard cells.reduce(0, { $0 + $1.width }) > columns else { return string(cells) }
    let ellipsisWidth = of(ellipsis)
    guard ellipsisWidth < columns else { return string(prefix(of: cells, columns: columns)) }
    let room = columns - ellipsisWidth
    switch truncation {
    case .end:
      return string(prefix(of: cells, columns: room)) + ellipsis
    case .start:
      return ellipsis + string(suffix(of: cells, columns: room))
    case .middle:
      // The end of a path tells more than its beginning.
      let tail = suffix(of: cells, columns: room - room / 3)
      return string(prefix(of: cells, columns: room / 3)) + ellipsis + string(tail)
    }
  }

  /// The text followed by blanks up to `columns`, cut at the end when it is longer.
  package static func pad(right text: String, to columns: Int, ellipsis: String = "…") -> String {
    let text = truncate(text, to: columns, ellipsis: ellipsis)
    return text + String(repeating: " ", count: max(0, columns - of(text)))
  }

  /// The text preceded by blanks up to `columns`, cut at the end when it is longer.
  package static func pad(left text: String, to columns: Int, ellipsis: String = "…") -> String {
    let text = truncate(text, to: columns, ellipsis: ellipsis)
    return String(repeating: " ", count: max(0, columns - of(text))) + text
  }

  /// The text broken at blanks into lines of at most `columns`; a longer word is cut where it must.
  /// Line feeds begin a new line.
  package static func wrap(_ text: String, to columns: Int) -> [String] {
    guard columns > 0 else { return [] }
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      wrapLine(String(line), to: columns)
    }
  }

  private static func wrapLine(_ line: String, to columns: Int) -> [String] {
    var lines: [String] = []
    var current: [TextCell] = []
    var width = 0
    for cell in TextCells(line) {
      if width + cell.width > columns, !current.isEmpty {
        var rest: [TextCell] = []
        if cell.scalars[0] != 0x20, let blank = current.lastIndex(where: { $0.scalars[0] == 0x20 }),
          current[..<blank].contains(where: { $0.scalars[0] != 0x20 })
        {
          rest = Array(current[(blank + 1)...])
          current = Array(current[..<blank])
        }
        lines.append(string(current))
        current = rest
        width = rest.reduce(0) { $0 + $1.width }
        // The blank a line is broken at belongs to neither line.
        if cell.scalars[0] == 0x20, current.isEmpty { continue }
      }
      // A wide character in a single column cannot be shown at all.
      guard cell.width <= columns else { continue }
      current.append(cell)
      width += cell.width
    }
    lines.append(string(current))
    return lines
  }

  private static func prefix(of cells: [TextCell], columns: Int) -> ArraySlice<TextCell> {
    var width = 0
    let end =
      cells.firstIndex { cell in
        width += cell.width
        return width > columns
      } ?? cells.endIndex
    return cells[..<end]
  }

  private static func suffix(of cells: [TextCell], columns: Int) -> ArraySlice<TextCell> {
    var width = 0
    let last = cells.lastIndex { cell in
      width += cell.width
      return width > columns
    }
    return cells[(last.map { $0 + 1 } ?? cells.startIndex)...]
  }

  private static func string(_ cells: some Sequence<TextCell>) -> String {
    var view = String.UnicodeScalarView()
    for cell in cells { cell.append(to: &view) }
    return String(view)
  }
}

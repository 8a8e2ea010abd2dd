/// Which columns of a table a width has room for, and where.
enum TableLayout {
  /// Blank columns between two columns.
  static let gap = 2

  struct Span: Hashable {
    var column: Int
    /// From the table's left edge.
    var x: Int
    var width: Int
  }
}

extension TableView {
  /// Columns of the cursor and the marks, with the blank after them.
  private var gutter: Int { hasMarks ? 3 : 2 }

  /// Drops columns until the minimums fit, then widens what stays: first up to their ideals, in the
  /// order they would be dropped last, then the boundless ones by equal shares.
  func layout(width: Int) -> [TableLayout.Span] {
    var shown = Array(columns.indices)
    var room = width - gutter
    func needed() -> Int {
      shown.reduce(0) { $0 + columns[$1].minimum } + TableLayout.gap * max(0, shown.count - 1)
    }
    while needed() > room, let dropped = nextToDrop(of: shown) {
      shown.removeAll { $0 == dropped }
    }
    room -= needed()
    var widths = columns.map(\.minimum)
    let byImportance = shown.sorted {
      (columns[$0].dropPriority, $0) < (columns[$1].dropPriority, $1)
    }
    for index in byImportance where columns[index].ideal != .max {
      let extra = min(max(0, room), columns[index].ideal - columns[index].minimum)
      widths[index] += extra
      room -= extra
    }
    let boundless = shown.filter { columns[$0].ideal == .max }
    for (position, index) in boundless.enumerated() where room > 0 {
      let share = room / (boundless.count - position)
      widths[index] += share
      room -= share
    }
    return place(shown, widths: widths, width: width)
  }

  private func nextToDrop(of shown: [Int]) -> Int? {
    shown.filter { columns[$0].dropPriority > 0 }
      .max { (columns[$0].dropPriority, $0) < (columns[$1].dropPriority, $1) }
  }

  private func place(_ shown: [Int], widths: [Int], width: Int) -> [TableLayout.Span] {
    var x = gutter
    var spans: [TableLayout.Span] = []
    for index in shown where x < width {
      spans.append(.init(column: index, x: x, width: min(widths[index], width - x)))
      x += widths[index] + TableLayout.gap
    }
    return spans
  }
}

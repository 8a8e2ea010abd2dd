import TerminalUI

/// The columns that a list can be sorted by, as a menu, and the mark of the one in force.
enum SortMenu {
  static func dialog(
    _ list: SortableList, selected: Int, _ state: DashboardState, glyphs: Glyphs = .unicode
  ) -> Dialog {
    let sort = state[sortOf: list]
    return Dialog(
      title: "Sort by", lines: [],
      choices: list.columns.map {
        .init(key: "", label: $0.title == sort.column ? sort.label(glyphs) : $0.title)
      }, selected: selected)
  }

  /// For the border of a list: how it is sorted, where that is not as usual.
  static func remark(on list: SortableList, _ state: DashboardState, _ glyphs: Glyphs) -> Span {
    let sort = state[sortOf: list]
    return Span(sort == list.usual ? "" : "by \(sort.label(glyphs))", role: .muted)
  }
}

extension ListSort {
  fileprivate func label(_ glyphs: Glyphs) -> String {
    "\(column) \(isAscending ? glyphs.sortAscending : glyphs.sortDescending)"
  }

  /// The mark for the header of a table with these columns.
  func mark(in columns: [TableView.Column]) -> TableView.Sort? {
    columns.firstIndex { $0.title == column }
      .map { TableView.Sort(column: $0, isAscending: isAscending) }
  }
}

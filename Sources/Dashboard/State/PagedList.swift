/// A long list of which only the part in sight is known: selection, scrolling, and what to ask for.
///
/// The list grows at its head, or at its end while it is still searched for. Once the operator has moved, the selection stays with its row.
package struct PagedList<Row: Sendable & Equatable>: Sendable, Equatable {
  /// Rows asked for at a time: the longest screen and a half page more on either side.
  package static var pageLength: Int { 512 }
  /// Pages begin at multiples of this, so that scrolling a little asks for nothing.
  private static var pageStep: Int { 128 }

  /// Nil until the first answer.
  package private(set) var total: Int?
  package private(set) var selection = 0
  /// The first visible row.
  package private(set) var offset = 0
  private var start = 0
  package private(set) var rows: [Row] = []

  package init() {}

  package var count: Int { total ?? 0 }
  package var isEmpty: Bool { total == 0 }

  /// Where the page begins that the visible rows are on.
  package var wantedStart: Int {
    max(0, offset - Self.pageStep / 2) / Self.pageStep * Self.pageStep
  }

  /// Nil for a row that is not known yet.
  package subscript(index: Int) -> Row? {
    rows.indices.contains(index - start) ? rows[index - start] : nil
  }

  package var selected: Row? { total == 0 ? nil : self[selection] }

  package mutating func take(
    _ rows: [Row], from start: Int, total: Int, growsAtHead: Bool = true
  ) {
    if let before = self.total, selection > 0, total > before, growsAtHead {
      selection += total - before
      offset += total - before
    }
    self.total = total
    self.start = start
    self.rows = rows
  }

  package mutating func select(_ index: Int) {
    selection = min(max(0, index), max(0, count - 1))
  }

  /// Adapts to what is there and to a panel that shows `visible` rows.
  package mutating func settle(visible: Int) {
    let visible = max(1, visible)
    select(selection)
    offset = min(max(0, offset), max(0, count - visible))
    if selection < offset { offset = selection }
    if selection >= offset + visible { offset = selection - visible + 1 }
  }
}

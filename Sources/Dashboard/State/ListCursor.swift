/// Which row of a changing list is selected and which part of it is on screen.
///
/// The selection belongs to a row's identity: rows that arrive, leave or move do not change it.
/// Until the operator moves, no identity is pinned and the first row is selected, so a list that
/// grows at its head keeps showing what is new.
package struct ListCursor<ID: Hashable & Sendable>: Sendable, Equatable {
  /// The pinned row; nil while following the first.
  package private(set) var pinned: ID?
  /// Where the pinned row was last seen, to select its neighbour when it leaves.
  private var lastIndex = 0
  /// The first visible row.
  package private(set) var offset = 0

  package init() {}

  /// The selected row, nil only in an empty list.
  package func index(in ids: [ID]) -> Int? {
    if ids.isEmpty { return nil }
    guard let pinned else { return 0 }
    return ids.firstIndex(of: pinned) ?? min(lastIndex, ids.count - 1)
  }

  package mutating func move(by delta: Int, in ids: [ID]) {
    guard let index = index(in: ids) else { return }
    select(index + delta, in: ids)
  }

  /// Selects a row; outside the list means its nearest end.
  package mutating func select(_ index: Int, in ids: [ID]) {
    guard !ids.isEmpty else { return }
    lastIndex = min(max(index, 0), ids.count - 1)
    pinned = ids[lastIndex]
  }

  /// Selects the first row and follows whatever comes first from now on.
  package mutating func followFirst() {
    self = ListCursor()
  }

  /// Adapts to rows that changed and to a panel that shows `visible` of them.
  package mutating func settle(in ids: [ID], visible: Int) {
    guard let index = index(in: ids) else {
      offset = 0
      return
    }
    if pinned != nil {
      lastIndex = index
      pinned = ids[index]
    }
    let visible = max(1, visible)
    offset = min(offset, max(0, ids.count - visible))
    if index < offset { offset = index }
    if index >= offset + visible { offset = index - visible + 1 }
  }
}

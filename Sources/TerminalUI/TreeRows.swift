/// Which rows a tree shows: of a folder, only what was opened is known, and of that only how many
/// children there are. A million rows cost as much as one.
///
/// A node is named by its path: the index of each child from the root on. A list of children that
/// grows must grow at its end; one in another order has to be collapsed first.
package struct TreeRows: Hashable, Sendable {
  package typealias Path = [Int]

  private struct Branch: Hashable, Sendable {
    var childCount: Int
    /// Rows under this node, those of opened children included.
    var rowCount: Int
    /// In the order of their indexes.
    var opened: [Opened] = []

    init(childCount: Int) {
      self.childCount = max(0, childCount)
      rowCount = self.childCount
    }
  }

  private struct Opened: Hashable, Sendable {
    let index: Int
    var branch: Branch
  }

  private var root: Branch

  /// A tree of which only the first level is shown.
  package init(rootCount: Int) {
    root = Branch(childCount: rootCount)
  }

  package var rowCount: Int { root.rowCount }

  // MARK: - Between rows and paths

  /// The node in a row, 0 … `rowCount` - 1; nil outside.
  package func path(at row: Int) -> Path? {
    guard row >= 0, row < root.rowCount else { return nil }
    var path: Path = []
    var branch = root
    var row = row
    while true {
      // The child `index` of the branch stands in its row `start`.
      var index = 0
      var start = 0
      var below: Branch?
      for opened in branch.opened {
        let place = start + opened.index - index
        guard row > place else { break }
        index = opened.index + 1
        start = place + 1 + opened.branch.rowCount
        if row < start {
          path.append(opened.index)
          row -= place + 1
          below = opened.branch
          break
        }
      }
      guard let below else { return path + [index + row - start] }
      branch = below
    }
  }

  /// The row of a node, or of the nearest node above it that is shown; nil where there is none.
  package func row(of path: Path) -> Int? {
    var result: Int?
    var branch = root
    for index in path {
      guard index >= 0, index < branch.childCount else { break }
      var row = index
      for opened in branch.opened where opened.index < index { row += opened.branch.rowCount }
      result = (result.map { $0 + 1 } ?? 0) + row
      guard let opened = branch.opened.first(where: { $0.index == index }) else { break }
      branch = opened.branch
    }
    return result
  }

  package func isExpanded(_ path: Path) -> Bool { childCount(of: path) != nil }

  /// Children of a node; nil while it is collapsed.
  package func childCount(of path: Path) -> Int? {
    var branch = root
    for index in path {
      guard let opened = branch.opened.first(where: { $0.index == index }) else { return nil }
      branch = opened.branch
    }
    return branch.childCount
  }

  // MARK: - Changes

  /// Shows the children of a node that is shown itself; also tells that there are more by now.
  /// Zero is right while they are still being read.
  package mutating func expand(_ path: Path, childCount: Int) {
    Self.change(&root, path[...]) { branch in
      guard var branch else { return Branch(childCount: childCount) }
      branch.rowCount += max(branch.childCount, childCount) - branch.childCount
      branch.childCount = max(branch.childCount, childCount)
      return branch
    }
  }

  /// Hides the children of a node, and forgets which of them were expanded. The root stays.
  package mutating func collapse(_ path: Path) {
    guard !path.isEmpty else { return }
    Self.change(&root, path[...]) { _ in nil }
  }

  /// What `←` does in a row: collapses the node, or goes to the row of its parent.
  ///
  /// - Returns: the row to go to.
  package mutating func stepOut(from row: Int) -> Int {
    guard let path = path(at: row) else { return row }
    if isExpanded(path) {
      collapse(path)
      return row
    }
    return path.count > 1 ? self.row(of: path.dropLast()) ?? row : row
  }

  /// Replaces the branch at a path by what `change` makes of it, nil being a collapsed one; does
  /// nothing where the path leads through a collapsed node.
  private static func change(
    _ branch: inout Branch, _ path: ArraySlice<Int>, _ change: (Branch?) -> Branch?
  ) {
    guard let index = path.first else {
      if let changed = change(branch) { branch = changed }
      return
    }
    guard index >= 0, index < branch.childCount else { return }
    let place = branch.opened.firstIndex { $0.index >= index } ?? branch.opened.count
    let isOpened = place < branch.opened.count && branch.opened[place].index == index
    let before = isOpened ? branch.opened[place].branch.rowCount : 0
    if path.count > 1 {
      guard isOpened else { return }
      Self.change(&branch.opened[place].branch, path.dropFirst(), change)
    } else if let changed = change(isOpened ? branch.opened[place].branch : nil) {
      if isOpened {
        branch.opened[place].branch = changed
      } else {
        branch.opened.insert(Opened(index: index, branch: changed), at: place)
      }
    } else if isOpened {
      branch.opened.remove(at: place)
      branch.rowCount -= before
      return
    }
    if place < branch.opened.count, branch.opened[place].index == index {
      branch.rowCount += branch.opened[place].branch.rowCount - before
    }
  }
}

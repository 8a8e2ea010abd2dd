/// A tree, one node to a row, that asks only for the nodes in sight.
package struct TreeView: Sendable {
  package struct Node: Hashable, Sendable {
    package var text: String
    package var style: Style
    /// At the right edge: a size, a number of children, or that they are still being read.
    package var detail: String
    /// Whether it can be expanded.
    package var isBranch: Bool
    package var isMarked: Bool

    package init(
      _ text: String, style: Style = Style(), detail: String = "", isBranch: Bool = false,
      isMarked: Bool = false
    ) {
      self.text = text
      self.style = style
      self.detail = detail
      self.isBranch = isBranch
      self.isMarked = isMarked
    }
  }

  private static let indent = 2
  /// Columns left of the first level: cursor and mark.
  private static let gutter = 2
  /// Columns that a name keeps, however deep it stands.
  private static let narrowestName = 8

  package var rows: TreeRows
  /// The row under the cursor.
  package var selection: Int?
  /// The first row shown; see `ScrollBar.offset(showing:from:visible:count:)`.
  package var offset: Int
  /// Whether keys go here: the cursor of a tree without focus is drawn without its bar.
  package var isFocused: Bool

  package init(rows: TreeRows, selection: Int? = nil, offset: Int = 0, isFocused: Bool = true) {
    self.rows = rows
    self.selection = selection
    self.offset = offset
    self.isFocused = isFocused
  }

  /// Draws the rows; `node` is asked once for each node in sight, top to bottom.
  package func draw(
    on surface: inout Surface, in rect: Rect, glyphs: Glyphs, node: (TreeRows.Path) -> Node
  ) {
    let first = max(0, offset)
    for y in 0..<rect.height {
      guard let path = rows.path(at: first + y) else { return }
      let line = Rect(x: rect.x, y: rect.y + y, width: rect.width, height: 1)
      draw(node(path), at: path, row: first + y, on: &surface, in: line, glyphs: glyphs)
    }
  }

  /// The row of the tree at a row of the screen.
  package func row(atY y: Int, in rect: Rect) -> Int? {
    let row = max(0, offset) + y - rect.y
    return y >= rect.y && y < rect.maxY && row < rows.rowCount ? row : nil
  }

  private func draw(
    _ node: Node, at path: TreeRows.Path, row: Int, on surface: inout Surface, in line: Rect,
    glyphs: Glyphs
  ) {
    let isCurrent = row == selection
    if isCurrent {
      surface.write(
        String(glyphs.cursor), x: line.x, y: line.y, width: line.width, style: .role(.keyHint))
    }
    if node.isMarked {
      surface.write(
        String(glyphs.mark), x: line.x + 1, y: line.y, width: line.width - 1,
        style: .role(.selection))
    }
    let deepest = max(0, line.width - Self.gutter - 2 - Self.narrowestName)
    let x = Self.gutter + min((path.count - 1) * Self.indent, deepest)
    if node.isBranch {
      let marker = rows.isExpanded(path) ? glyphs.expanded : glyphs.collapsed
      surface.write(
        String(marker), x: line.x + x, y: line.y, width: line.width - x, style: .role(.muted))
    }
    // The detail goes before the name is cut to a few letters.
    let room = line.width - x - 2
    let detailWidth = TextWidth.of(node.detail)
    let showsDetail = detailWidth > 0 && room - detailWidth - 2 >= Self.narrowestName
    let nameRoom = showsDetail ? room - detailWidth - 2 : room
    let name = TextWidth.truncate(
      node.text, to: nameRoom, at: .middle, ellipsis: glyphs.ellipsis)
    surface.write(name, x: line.x + x + 2, y: line.y, width: nameRoom, style: node.style)
    if showsDetail {
      surface.write(
        node.detail, x: line.maxX - detailWidth, y: line.y, width: detailWidth,
        style: .role(.muted))
    }
    if isCurrent, isFocused { surface.restyle(line) { $0.selected() } }
  }
}

import BatchEndpoints
package import TerminalUI

/// The artifacts screen: a model's files as a tree, of which only the part in sight is known, and a
/// glance at one.
package struct ArtifactsControls: Sendable, Equatable {
  package enum Pane: ScreenPane {
    case tree, preview

    package var title: String {
      switch self {
      case .tree: "files"
      case .preview: "preview"
      }
    }
  }

  /// The entries of a folder that are known.
  private struct Page: Sendable, Equatable {
    var start: Int
    var entries: [ArtifactEntry]
  }

  /// Pages begin at multiples of this, so that scrolling a little asks for nothing.
  private static let pageStep = 128

  /// To either end, rows.
  private static let furthest = 1 << 32

  /// `NAME:VERSION`.
  package let model: String
  package var focus = Pane.tree {
    didSet { if focus != oldValue { (isFiltering, preview.isWriting) = (false, false) } }
  }
  /// Nil until the first answer.
  package private(set) var tree: TreeRows?
  /// Folders that are open, by their places in the tree; the root, which has no place, is the first.
  private var folders: [TreeRows.Path: String] = [[]: ""]
  private var pages: [TreeRows.Path: Page] = [:]
  package private(set) var selection: TreeRows.Path = [0]
  /// Rows still to move down once the entries that are not known yet are there.
  private var owedRows = 0
  /// The first visible row.
  package private(set) var offset = 0
  package var filter = Self.noFilter
  private var isFiltering = false
  package var preview = PreviewControls()
  package var problem: String?

  package init(model: String = "") {
    self.model = model
  }

  /// What `/` writes: the filter of the tree, or what to find in the preview.
  package var written: TextField {
    get { focus == .tree ? filter : preview.search }
    set {
      guard focus == .tree else {
        preview.search = newValue
        return
      }
      if filter.text != newValue.text { startOver() }
      filter = newValue
    }
  }

  package var isWriting: Bool {
    get { focus == .tree ? isFiltering : preview.isWriting }
    set { if focus == .tree { isFiltering = newValue } else { preview.isWriting = newValue } }
  }

  /// Ends the search in the preview; without one all files are shown again.
  mutating func clearWritten() {
    if focus == .preview, preview.isWriting || !preview.search.isEmpty {
      (preview.isWriting, preview.search) = (false, TextField())
    } else {
      isFiltering = false
      guard !filter.isEmpty else { return }
      filter = Self.noFilter
      startOver()
    }
  }

  package var rowCount: Int { tree?.rowCount ?? 0 }
  package var selectedRow: Int? { tree?.row(of: selection) }
  package var selected: ArtifactEntry? { entry(at: selection) }
  /// Files or entries of the root.
  package var total: Int { tree?.childCount(of: []) ?? 0 }

  /// Nil while it is not known.
  package func entry(at path: TreeRows.Path) -> ArtifactEntry? {
    guard let index = path.last, let page = pages[path.dropLast()] else { return nil }
    let place = index - page.start
    return page.entries.indices.contains(place) ? page.entries[place] : nil
  }

  /// What is not known and in sight, when `visible` rows are.
  package func wanted(visible: Int) -> [ArtifactQuery] {
    guard let tree else { return [query([], from: 0)] }
    var wanted = folders.filter { pages[$0.key] == nil }.map { query($0.key, from: 0) }
    var asked: Set<TreeRows.Path> = []
    for row in offset..<(offset + max(1, visible)) {
      guard let path = tree.path(at: row), let index = path.last else { break }
      let folder = Array(path.dropLast())
      guard let page = pages[folder], entry(at: path) == nil, asked.insert(folder).inserted else {
        continue
      }
      let start = max(0, index - Self.pageStep / 2) / Self.pageStep * Self.pageStep
      if start != page.start || page.entries.isEmpty { wanted.append(query(folder, from: start)) }
    }
    return wanted.sorted { ($0.folder, $0.offset) < ($1.folder, $1.offset) }
  }

  private func query(_ place: TreeRows.Path, from offset: Int) -> ArtifactQuery {
    ArtifactQuery(
      model: model, folder: folders[place] ?? "", text: place.isEmpty ? filter.text : "",
      offset: offset)
  }

  // MARK: - Answers

  mutating func take(_ page: ArtifactPage, for query: ArtifactQuery) {
    guard query.model == model,
      let place = folders.first(where: {
        self.query($0.key, from: query.offset) == query
      })?.key
    else { return }
    problem = nil
    if place.isEmpty, tree == nil {
      tree = TreeRows(rootCount: page.total)
    } else {
      tree?.expand(place, childCount: page.total)
    }
    pages[place] = Page(start: query.offset, entries: page.entries)
    // A model that is a folder has nothing else beside it.
    if place.isEmpty, filter.isEmpty, page.total == 1, let only = page.entries.first, only.isFolder,
      folders[[0]] == nil
    {
      open([0])
    }
    if owedRows > 0, !awaitsEntries { move(by: 0) }
  }

  /// Whether there will be more rows without anything being opened.
  private var awaitsEntries: Bool {
    tree == nil || folders.keys.contains { pages[$0] == nil }
  }

  private static let noFilter = TextField(placeholder: "a part of a path")

  /// Another filter shows other rows.
  mutating func startOver() {
    tree = nil
    folders = [[]: ""]
    pages = [:]
    selection = [0]
    owedRows = 0
    offset = 0
    problem = nil
  }

  // MARK: - Moving

  mutating func select(row: Int) {
    owedRows = 0
    guard let tree, tree.rowCount > 0 else { return }
    selection = tree.path(at: min(max(0, row), tree.rowCount - 1)) ?? selection
  }

  /// Moves by rows; what leads beyond those that are known is made up for when more are.
  mutating func move(by delta: Int) {
    let target = (selectedRow ?? 0) + owedRows + min(max(-Self.furthest, delta), Self.furthest)
    let beyond = min(max(0, target - max(0, rowCount - 1)), Self.furthest)
    select(row: target)
    if awaitsEntries { owedRows = beyond }
  }

  mutating func toggle() {
    // The row that is meant is not there yet.
    guard owedRows == 0, selected?.isFolder == true else { return }
    if folders[selection] == nil { open(selection) } else { close(selection) }
  }

  private mutating func open(_ place: TreeRows.Path) {
    guard let entry = entry(at: place), entry.isFolder else { return }
    folders[place] = entry.path
    tree?.expand(place, childCount: 0)
  }

  private mutating func close(_ place: TreeRows.Path) {
    folders = folders.filter { !$0.key.starts(with: place) }
    pages = pages.filter { !$0.key.starts(with: place) }
    tree?.collapse(place)
  }

  /// Closes the selected folder, or selects the one it is in.
  mutating func stepOut() {
    if folders[selection] != nil { return close(selection) }
    if selection.count > 1 { selection.removeLast() }
  }

  /// Adapts to what is there and to a pane that shows `visible` rows.
  mutating func settle(visible: Int) {
    guard let tree, tree.rowCount > 0 else { return }
    let row = min(tree.row(of: selection) ?? tree.rowCount - 1, tree.rowCount - 1)
    // Of what is not shown any more the nearest that is.
    selection = tree.path(at: row) ?? selection
    offset = ScrollBar.offset(
      showing: row, from: offset, visible: max(1, visible), count: tree.rowCount)
  }
}

/// The glance at a file, and where in it the operator is.
package struct PreviewControls: Sendable, Equatable {
  package private(set) var path: String?
  /// How often the file was changed from here.
  package var look = 0
  package private(set) var shown: ArtifactPreview?
  package var problem: String?
  package private(set) var top = TextView.Position(line: 0)
  package private(set) var column = 0
  package var wraps = false
  package var search = TextField()
  package var isWriting = false
  /// The line that was found last.
  private var foundLine: Int?

  package init() {}

  mutating func take(_ preview: ArtifactPreview, of path: String) {
    let isNew = path != self.path
    (self.path, shown, problem) = (path, preview, nil)
    if isNew { (top, column, foundLine) = (TextView.Position(line: 0), 0, nil) }
  }

  mutating func miss(_ path: String, reason: String) {
    (self.path, shown, problem) = (path, nil, reason)
  }

  /// Facts, then content.
  package var lineCount: Int { factCount + (shown?.content.lines.count ?? 0) }

  /// With the blank line after them.
  package var factCount: Int {
    guard let content = shown?.content, !content.facts.isEmpty else { return 0 }
    return content.facts.count + (content.lines.isEmpty ? 0 : 1)
  }

  package func line(_ index: Int) -> TextView.Line? {
    guard let content = shown?.content, index >= 0, index < lineCount else { return nil }
    if index < content.facts.count {
      let fact = content.facts[index]
      let width = content.facts.map { TextWidth.of($0.label) }.max() ?? 0
      return TextView.Line(
        TextWidth.pad(right: fact.label, to: min(20, width)) + "  " + fact.value,
        style: .role(fact.label == "note" ? .warning : .title))
    }
    if index < factCount { return TextView.Line("") }
    return TextView.Line(content.lines[index - factCount])
  }

  package var view: TextView {
    TextView(
      lineCount: lineCount, top: top, column: column, wraps: wraps, query: TextQuery(search.text))
  }

  /// What came of looking for the text.
  enum Finding { case found, foundFromOtherEnd, nothing }

  /// Shows the next line with the text; the nearest at or below the top at first. After the last line
  /// comes the first, and the other way round.
  mutating func find(isBackward: Bool, isFirst: Bool, in rect: Rect) -> Finding {
    guard let query = TextQuery(search.text), lineCount > 0 else { return .nothing }
    let step = isBackward ? -1 : 1
    let start = isFirst ? top.line : (foundLine ?? top.line) + step
    for distance in 0..<lineCount {
      let unrolled = start + step * distance
      let index = (unrolled % lineCount + lineCount) % lineCount
      guard let line = line(index), query.matches(line.text) else { continue }
      foundLine = index
      var view = view
      view.show(line: index, in: rect, source: self.line)
      top = view.top
      return unrolled == index ? .found : .foundFromOtherEnd
    }
    return .nothing
  }

  mutating func scroll(by rows: Int, in rect: Rect) {
    var view = view
    // To the ends at once: a wrapped line is many rows.
    if rows <= -lineCount, rows < 0 { view.top = TextView.Position(line: 0) }
    if rows >= lineCount, rows > 0 { view.top = view.end(in: rect, source: line) }
    view.scroll(by: abs(rows) < lineCount ? rows : 0, in: rect, source: line)
    top = view.top
  }

  mutating func shift(by columns: Int) {
    var view = view
    view.scrollSideways(by: columns)
    column = view.column
  }
}

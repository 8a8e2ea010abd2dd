/// The models screen.
package struct ModelsControls: Sendable, Equatable {
  /// Newest first; nil until they are known.
  package var models: [ModelSummary]?
  package var cursor = ListCursor<String>()
  package var problem: String?

  package init() {}

  package var ids: [String] { (models ?? []).map(\.id) }
  package var selected: ModelSummary? { cursor.index(in: ids).flatMap { models?[$0] } }
}

/// The artifacts screen: a model's files as a tree, and the beginning of one.
package struct ArtifactsControls: Sendable, Equatable {
  package enum Pane: Sendable, CaseIterable {
    case tree, preview

    var title: String {
      switch self {
      case .tree: "files"
      case .preview: "preview"
      }
    }
  }

  /// One line of the tree.
  package struct Row: Sendable, Equatable {
    package var entry: ArtifactEntry
    package var depth: Int
  }

  /// Entries of a folder that are shown; nobody scrolls through more.
  package static let mostEntries = 5000

  /// `NAME:VERSION`.
  package var model: String
  package var focus = Pane.tree
  package var cursor = ListCursor<String>()
  package private(set) var open: Set<String> = []
  /// By the folder's path, empty for the root.
  package private(set) var folders: [String: ArtifactFolder] = [:]
  package private(set) var rows: [Row] = []
  package var preview: (path: String, content: PreviewText)? {
    previewPath.flatMap { path in previewText.map { (path, $0) } }
  }
  private var previewPath: String?
  private var previewText: PreviewText?
  /// Lines of the preview above its pane.
  package var scroll = 0
  package var problem: String?

  package init(model: String = "") {
    self.model = model
  }

  package var selected: Row? { cursor.index(in: rows.map(\.entry.path)).map { rows[$0] } }

  /// The folders that are wanted and not there.
  var missing: [String] {
    ([""] + open.sorted()).filter { folders[$0] == nil }
  }

  mutating func take(_ folder: ArtifactFolder, at path: String) {
    folders[path] = folder
    // A model that is a folder has nothing else beside it.
    if path.isEmpty, folder.entries.count == 1, let only = folder.entries.first, only.isFolder {
      open.insert(only.path)
    }
    rebuild()
  }

  mutating func take(_ content: PreviewText, at path: String) {
    (previewPath, previewText, problem) = (path, content, nil)
    scroll = 0
  }

  mutating func toggle(_ path: String) {
    if open.remove(path) == nil { open.insert(path) }
    rebuild()
  }

  mutating func close(_ path: String) {
    open.remove(path)
    rebuild()
  }

  private mutating func rebuild() {
    rows = []
    add("", depth: 0)
  }

  private mutating func add(_ path: String, depth: Int) {
    for entry in folders[path]?.entries ?? [] {
      rows.append(Row(entry: entry, depth: depth))
      if open.contains(entry.path) { add(entry.path, depth: depth + 1) }
    }
  }
}

import BatchEndpoints
import TerminalUI

/// A model's files as a tree, and a glance at the selected one.
struct ArtifactsView {
  let state: DashboardState
  let context: ViewContext
  private let layout: ModelsLayout
  private let controls: ArtifactsControls

  init(_ state: DashboardState, _ context: ViewContext) {
    self.state = state
    self.context = context
    layout = ModelsLayout(state)
    controls = state.artifacts
  }

  func draw(on surface: inout Surface) {
    TabLine.draw(controls.focus, on: &surface, in: layout.tabs)
    if !layout.tree.isEmpty { drawTree(on: &surface) }
    if !layout.preview.isEmpty { drawPreview(on: &surface) }
  }

  // MARK: - Files

  private func drawTree(on surface: inout Surface) {
    let isFocused = controls.focus == .tree
    surface.frame(layout.tree, focused: isFocused, glyphs: context.glyphs)
    surface.writeBorder(
      left: [Span(controls.model, Style(role: .title, bold: isFocused)), filterRemark],
      right: [Span(countRemark, role: .muted)], in: layout.tree, y: layout.tree.y)
    let rows = layout.treeRows
    guard let tree = controls.tree, tree.rowCount > 0 else {
      let isProblem = controls.problem != nil
      let text =
        controls.problem.map { "\(context.glyphs.cross) \($0)" }
        ?? (controls.tree == nil
          ? "reading the files" : "No file has \"\(controls.filter.text)\" in its path.")
      surface.write(
        text, x: rows.x + 2, y: rows.y, width: rows.width - 2,
        style: .role(isProblem ? .error : .muted))
      return
    }
    TreeView(
      rows: tree, selection: controls.selectedRow, offset: controls.offset, isFocused: isFocused
    ).draw(on: &surface, in: rows, glyphs: context.glyphs) { node(at: $0) }
    ScrollBar(count: tree.rowCount, offset: controls.offset, visible: rows.height).draw(
      on: &surface, in: Rect(x: layout.tree.maxX - 1, y: rows.y, width: 1, height: rows.height),
      glyphs: context.glyphs)
  }

  private var filterRemark: Span {
    Span(controls.filter.isEmpty ? "" : "/\(controls.filter.text)", role: .match)
  }

  private var countRemark: String {
    guard controls.tree != nil, !controls.filter.isEmpty else { return "" }
    return "\(Format.grouped(controls.total)) found"
  }

  private func node(at path: TreeRows.Path) -> TreeView.Node {
    guard let entry = controls.entry(at: path) else {
      return TreeView.Node(context.glyphs.ellipsis, style: .role(.muted))
    }
    let name = controls.filter.isEmpty ? entry.name : entry.path
    guard let count = entry.fileCount else {
      return TreeView.Node(name, detail: Format.bytes(entry.bytes))
    }
    let files = Format.count(count, "file")
    return TreeView.Node(
      name + "/", style: .role(.title),
      detail: entry.isCounted ? "\(files)  \(Format.bytes(entry.bytes))" : "over \(files)",
      isBranch: true)
  }

  // MARK: - Preview

  private func drawPreview(on surface: inout Surface) {
    let isFocused = controls.focus == .preview
    surface.frame(layout.preview, focused: isFocused, glyphs: context.glyphs)
    let inner = layout.previewRows
    let preview = controls.preview
    guard let entry = controls.selected, !entry.isFolder, preview.path == entry.path,
      let shown = preview.shown
    else {
      surface.writeBorder(
        left: [Span("preview", role: .title)], in: layout.preview, y: layout.preview.y)
      drawAbsence(on: &surface, in: inner)
      return
    }
    surface.writeBorder(
      left: [
        Span(
          TextWidth.truncate(
            entry.name, to: max(12, layout.preview.width - 44), at: .middle,
            ellipsis: context.glyphs.ellipsis), Style(role: .title, bold: isFocused)),
        Span(shown.content.kind, role: .keyHint),
      ],
      right: [
        // Of some files the header is all that is told of.
        Span(shown.content.isCut && !shown.content.lines.isEmpty ? "beginning" : "", role: .muted),
        Span("sha256 \(shown.sha256.prefix(12))", role: .muted),
      ], in: layout.preview, y: layout.preview.y)
    preview.view.draw(on: &surface, in: inner, glyphs: context.glyphs, source: preview.line)
    if let picture = shown.content.picture {
      PictureView(picture: picture, context: context).draw(
        on: &surface, in: inner.split(top: preview.lineCount + 1).rest)
    }
    ScrollBar(count: preview.lineCount, offset: preview.top.line, visible: inner.height).draw(
      on: &surface,
      in: Rect(x: layout.preview.maxX - 1, y: inner.y, width: 1, height: inner.height),
      glyphs: context.glyphs)
  }

  /// Why there is no preview.
  private func drawAbsence(on surface: inout Surface, in inner: Rect) {
    let entry = controls.selected
    if let entry, !entry.isFolder, controls.preview.path == entry.path,
      let problem = controls.preview.problem
    {
      for (row, line) in TextWidth.wrap(problem, to: max(1, inner.width)).prefix(inner.height)
        .enumerated()
      {
        surface.write(
          line, x: inner.x, y: inner.y + row, width: inner.width, style: .role(.error))
      }
      return
    }
    let text =
      switch entry?.isFolder {
      case true?: "Enter opens a folder, and closes it."
      case false?: "reading the file"
      case nil: ""
      }
    surface.write(text, x: inner.x, y: inner.y, width: inner.width, style: .role(.muted))
  }
}

import TerminalUI

/// A model's files as a tree, and how the selected one begins.
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
    let panes = ArtifactsControls.Pane.allCases
    TabLine.draw(
      panes.map(\.title), selected: panes.firstIndex(of: controls.focus) ?? 0, on: &surface,
      in: layout.tabs)
    if !layout.tree.isEmpty { drawTree(on: &surface) }
    if !layout.preview.isEmpty { drawPreview(on: &surface) }
  }

  private func drawTree(on surface: inout Surface) {
    let isFocused = controls.focus == .tree
    let inner = layout.tree.inset()
    surface.frame(layout.tree, focused: isFocused, glyphs: context.glyphs)
    surface.writeBorder(
      left: [Span(controls.model, Style(role: .title, bold: isFocused))],
      right: [Span(cutRemark, role: .warning)], in: layout.tree, y: layout.tree.y)
    guard !controls.rows.isEmpty else {
      let text = controls.problem.map { "\(context.glyphs.cross) \($0)" } ?? "reading the files"
      surface.write(
        text, x: inner.x + 2, y: inner.y, width: inner.width - 2,
        style: .role(controls.problem == nil ? .muted : .error))
      return
    }
    let table = TableView(
      columns: [
        .init("file", minimum: 16, ideal: .max, truncation: .middle),
        .init("files", alignment: .right, minimum: 7, dropPriority: 1),
        .init("size", alignment: .right, minimum: 8),
      ], rowCount: controls.rows.count,
      selection: controls.cursor.index(in: controls.rows.map(\.entry.path)),
      offset: controls.cursor.offset, isFocused: isFocused)
    table.draw(on: &surface, in: inner, glyphs: context.glyphs) { row(controls.rows[$0]) }
    let rows = layout.treeRows
    ScrollBar(count: controls.rows.count, offset: controls.cursor.offset, visible: rows.height)
      .draw(
        on: &surface,
        in: Rect(x: layout.tree.maxX - 1, y: rows.y, width: 1, height: rows.height),
        glyphs: context.glyphs)
  }

  private func row(_ row: ArtifactsControls.Row) -> TableView.Row {
    let entry = row.entry
    let mark =
      entry.isFolder ? (controls.open.contains(entry.path) ? "- " : "+ ") : "  "
    let indent = String(repeating: "  ", count: row.depth)
    return TableView.Row([
      .text(
        indent + mark + entry.name + (entry.isFolder ? "/" : ""),
        style: .role(entry.isFolder ? .title : .text)),
      .text(entry.fileCount.map(Format.grouped) ?? "", style: .role(.muted)),
      .text(Format.bytes(entry.bytes), style: .role(.muted)),
    ])
  }

  /// Where a folder holds more than the tree shows.
  private var cutRemark: String {
    let cut = controls.folders.filter { $0.value.total > $0.value.entries.count }
    return cut.isEmpty ? "" : "first \(Format.grouped(ArtifactsControls.mostEntries)) of a folder"
  }

  private func drawPreview(on surface: inout Surface) {
    let isFocused = controls.focus == .preview
    surface.frame(layout.preview, focused: isFocused, glyphs: context.glyphs)
    let inner = layout.previewRows
    guard let selected = controls.selected, !selected.entry.isFolder,
      let (path, content) = controls.preview, path == selected.entry.path
    else {
      surface.writeBorder(
        left: [Span("preview", role: .title)], in: layout.preview, y: layout.preview.y)
      let entry = controls.selected?.entry
      let text =
        entry?.isFolder != false
        ? "Enter opens a folder, and closes it." : controls.problem ?? "reading the file"
      surface.write(text, x: inner.x, y: inner.y, width: inner.width, style: .role(.muted))
      return
    }
    surface.writeBorder(
      left: [
        Span(selected.entry.name, Style(role: .title, bold: isFocused)),
        Span(content.kind.rawValue, role: .muted),
      ],
      right: [
        Span(content.isCut ? "beginning only" : "", role: .warning),
        Span("sha256 \(content.sha256.prefix(12))", role: .muted),
      ], in: layout.preview, y: layout.preview.y)
    for (row, line) in content.lines.dropFirst(controls.scroll).prefix(inner.height).enumerated() {
      surface.write(
        TextWidth.truncate(line, to: inner.width, ellipsis: context.glyphs.ellipsis), x: inner.x,
        y: inner.y + row, width: inner.width)
    }
    ScrollBar(count: content.lines.count, offset: controls.scroll, visible: inner.height).draw(
      on: &surface,
      in: Rect(x: layout.preview.maxX - 1, y: inner.y, width: 1, height: inner.height),
      glyphs: context.glyphs)
  }
}

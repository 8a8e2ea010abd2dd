import Foundation
package import TerminalUI

/// Where the parts of the models and artifacts screens are.
package struct ModelsLayout: PaneLayout, Sendable, Equatable {
  /// With their frames; empty where there is no room.
  package let list: Rect
  package let detail: Rect
  package let tabs: Rect
  package let tree: Rect
  package let preview: Rect

  package init(size: Size, focus: ArtifactsControls.Pane) {
    let area = Rect(size).split(top: 1).rest.split(bottom: 2).rest
    let none = Rect(x: 0, y: 0, width: 0, height: 0)
    switch MonitorLayout.rung(of: size) {
    case .tooSmall:
      (list, detail, tabs, tree, preview) = (none, none, none, none, none)
    case .single, .compact:
      (list, detail) = area.split(bottom: area.height >= 18 ? 7 : 0)
      let (line, rest) = area.split(top: 1)
      tabs = line
      tree = focus == .tree ? rest : none
      preview = focus == .preview ? rest : none
    case .full, .wide:
      (list, detail) = area.split(bottom: 8)
      tabs = none
      let parts = area.columns(weights: [2, 3])
      (tree, preview) = (parts[0], parts[1])
    }
  }

  package init(_ state: DashboardState) {
    self.init(size: state.size, focus: state.artifacts.focus)
  }

  package func frame(of pane: ArtifactsControls.Pane) -> Rect {
    switch pane {
    case .tree: tree
    case .preview: preview
    }
  }

  package func rows(of pane: ArtifactsControls.Pane) -> Rect {
    switch pane {
    case .tree: treeRows
    case .preview: previewRows
    }
  }

  /// Only the rows.
  package var listRows: Rect { list.inset().split(top: 1).rest }
  package var treeRows: Rect { tree.inset() }
  package var previewRows: Rect { preview.inset(horizontal: 2, vertical: 1) }
}

/// The registered models, and the selected one in full.
struct ModelsView {
  let state: DashboardState
  let context: ViewContext

  func draw(on surface: inout Surface) {
    let layout = ModelsLayout(state)
    let models = state.models.models
    let isEmpty = models?.isEmpty ?? true
    // Without a model there is nothing to tell of one below.
    let list =
      isEmpty ? Rect(state.size).split(top: 1).rest.split(bottom: 2).rest : layout.list
    surface.frame(list, focused: true, glyphs: context.glyphs)
    surface.writeBorder(
      left: [Span("models", Style(role: .title, bold: true))],
      right: [
        underWay, SortMenu.remark(on: .models, state, context.glyphs),
        Span(models.map { Format.count($0.count, "version") } ?? "", role: .muted),
      ],
      in: list, y: list.y)
    let inner = list.inset()
    guard let models, !isEmpty else {
      drawEmpty(on: &surface, in: inner)
      return
    }
    let table = TableView(
      columns: Self.columns, rowCount: models.count,
      selection: state.models.cursor.index(in: state.models.ids),
      offset: state.models.cursor.offset, sort: state.models.sort.mark(in: Self.columns))
    table.draw(on: &surface, in: inner, glyphs: context.glyphs) { row(models[$0]) }
    ScrollBar(
      count: models.count, offset: state.models.cursor.offset, visible: layout.listRows.height
    ).draw(
      on: &surface,
      in: Rect(
        x: layout.list.maxX - 1, y: layout.listRows.y, width: 1, height: layout.listRows.height),
      glyphs: context.glyphs)
    drawDetail(on: &surface, in: layout.detail)
  }

  /// What is being done, in the border.
  private var underWay: Span {
    guard let order = state.models.underWay else { return Span("") }
    let done = state.models.progress.map { " " + Format.percent($0.fraction) } ?? ""
    switch order {
    case .register(let draft): return Span("registering \(draft.name)\(done)", role: .running)
    case .archive, .restore: return Span("")
    case .delete(let id): return Span("deleting \(id)", role: .running)
    }
  }

  private func drawEmpty(on surface: inout Surface, in inner: Rect) {
    var lines = [Span("reading the models", role: .muted)]
    if let problem = state.models.problem {
      lines = TextWidth.wrap(
        "\(context.glyphs.cross) Could not read the models: \(problem)", to: inner.width - 2
      ).map { Span($0, role: .error) }
    } else if state.models.models != nil {
      lines = [
        Span("No model is registered. Press n to register one, or in a shell:"), Span(""),
        Span(
          "batchdeck model create --name NAME --path PATH", Style(role: .keyHint, bold: true)),
      ]
      if state.models.archivedCount > 0 {
        lines = [Span("All models are archived; . shows them.")]
      }
    }
    let box = inner.centered(width: lines.map(\.width).max() ?? 0, height: lines.count)
    for (index, line) in lines.prefix(box.height).enumerated() {
      surface.write([line], x: box.x, y: box.y + index, width: box.width)
    }
  }

  static let columns: [TableView.Column] = [
    .init("name", minimum: 16, ideal: .max, truncation: .middle),
    .init("version", alignment: .right, minimum: 7, ideal: 10),
    .init("type", minimum: 12, dropPriority: 3),
    .init("size", alignment: .right, minimum: 8),
    .init("files", alignment: .right, minimum: 7, dropPriority: 4),
    .init("digest", minimum: 12, dropPriority: 5),
    .init("created", alignment: .right, minimum: 10, dropPriority: 2),
    .init("used by", minimum: 7, ideal: 30, dropPriority: 1),
  ]

  private func row(_ model: ModelSummary) -> TableView.Row {
    let users =
      switch model.usedBy.count {
      case 0: model.isArchived ? "archived" : ""
      case 1: model.usedBy[0]
      default: "\(model.usedBy.count)"
      }
    return TableView.Row([
      .text(model.name, style: .role(model.isArchived ? .muted : .title)), .text(model.version),
      .text(model.type), .text(Format.bytes(model.bytes)), .text(Format.grouped(model.fileCount)),
      .text(String(model.digest.prefix(12)), style: .role(.muted)),
      .text(
        Format.ago(context.now.timeIntervalSince(model.createdAt)), style: .role(.muted)),
      .text(
        users.isEmpty ? String(context.glyphs.none) : users,
        style: .role(users.isEmpty ? .muted : .text)),
    ])
  }

  private func drawDetail(on surface: inout Surface, in rect: Rect) {
    guard !rect.isEmpty, let model = state.models.selected else { return }
    surface.frame(rect, glyphs: context.glyphs)
    surface.writeBorder(left: [Span(model.id, role: .title)], in: rect, y: rect.y)
    let inner = rect.inset(horizontal: 2, vertical: 1)
    let none = String(context.glyphs.none)
    let fields = [
      ("about", model.about ?? none),
      ("path", context.path(model.path) + (model.isInPlace ? "  (in place)" : "")),
      ("digest", model.digest),
      ("size", "\(Format.count(model.bytes, "byte")) in \(Format.count(model.fileCount, "file"))"),
      ("used by", model.usedBy.isEmpty ? none : model.usedBy.joined(separator: ", ")),
    ]
    for (row, field) in fields.prefix(inner.height).enumerated() {
      let line = [
        Span(TextWidth.pad(right: field.0, to: 9), role: .muted),
        Span(field.1, cut: field.0 == "path" ? .middle : .end),
      ]
      surface.write(
        line.truncated(to: inner.width, ellipsis: context.glyphs.ellipsis), x: inner.x,
        y: inner.y + row, width: inner.width)
    }
  }
}

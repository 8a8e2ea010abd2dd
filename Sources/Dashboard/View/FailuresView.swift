import BatchEndpoints
import TerminalUI

/// All failed files of the watched job: by class, as a list, and the selected one.
struct FailuresView {
  let state: DashboardState
  let context: ViewContext
  private let layout: FailuresLayout
  private let controls: FailuresControls

  init(_ state: DashboardState, _ context: ViewContext) {
    self.state = state
    self.context = context
    layout = FailuresLayout(state)
    controls = state.failures
  }

  func draw(on surface: inout Surface) {
    TabLine.draw(controls.focus, on: &surface, in: layout.tabs)
    drawClasses(on: &surface)
    drawFiles(on: &surface)
    drawDetail(on: &surface)
  }

  // MARK: - Classes

  private func drawClasses(on surface: inout Surface) {
    let isFocused = controls.focus == .classes
    surface.frame(layout.classes, focused: isFocused, glyphs: context.glyphs)
    surface.writeBorder(
      left: [Span("classes", Style(role: .title, bold: isFocused))],
      right: [Span(controls.classes.map { "\($0.count)" } ?? "", role: .muted)],
      in: layout.classes, y: layout.classes.y)
    let rows = layout.rows(of: .classes)
    let ids = controls.classIDs
    let selected = controls.classCursor.index(in: ids)
    for y in rows.y..<rows.maxY {
      let index = controls.classCursor.offset + y - rows.y
      guard ids.indices.contains(index) else { break }
      drawClass(
        ids[index] ?? "all classes", count: count(ids[index]), isSelected: index == selected,
        on: &surface, in: Rect(x: rows.x, y: y, width: rows.width, height: 1))
    }
    ScrollBar(count: ids.count, offset: controls.classCursor.offset, visible: rows.height).draw(
      on: &surface,
      in: Rect(x: layout.classes.maxX - 1, y: rows.y, width: 1, height: rows.height),
      glyphs: context.glyphs)
  }

  private func drawClass(
    _ name: String, count: Int, isSelected: Bool, on surface: inout Surface, in line: Rect
  ) {
    let number = Format.grouped(count)
    let width = max(0, line.width - TextWidth.of(number) - 4)
    if isSelected {
      surface.write(
        String(context.glyphs.cursor), x: line.x, y: line.y, width: 1, style: .role(.keyHint))
    }
    surface.write(
      TextWidth.truncate(name, to: width, ellipsis: context.glyphs.ellipsis), x: line.x + 2,
      y: line.y, width: width, style: .role(.error))
    surface.write(
      number, x: line.maxX - TextWidth.of(number) - 1, y: line.y,
      width: TextWidth.of(number))
    if isSelected, controls.focus == .classes { surface.restyle(line) { $0.selected() } }
  }

  private func count(_ name: String?) -> Int {
    let classes = controls.classes ?? []
    guard let name else { return classes.reduce(0) { $0 + $1.count } }
    return classes.first { $0.name == name }?.count ?? 0
  }

  // MARK: - Files

  private func drawFiles(on surface: inout Surface) {
    guard !layout.files.isEmpty else { return }
    let isFocused = controls.focus == .files
    let inner = layout.files.inset()
    surface.frame(layout.files, focused: isFocused, glyphs: context.glyphs)
    surface.writeBorder(
      left: heading(isFocused: isFocused), right: [Span(place, role: .muted)], in: layout.files,
      y: layout.files.y)
    if let text = remark {
      surface.write(
        lines: TextWidth.wrap(text, to: inner.width - 3),
        in: inner.split(left: 2).rest, style: .role(controls.problem == nil ? .muted : .error))
      return
    }
    let list = controls.list
    let rows = layout.rows(of: .files)
    let table = TableView(
      columns: FailureTable.columns(
        width: inner.width, classes: (controls.classes ?? []).map(\.name)), rowCount: list.count,
      selection: list.isEmpty ? nil : list.selection, offset: list.offset,
      hasMarks: !controls.marked.isEmpty,
      isFocused: isFocused)
    table.draw(on: &surface, in: inner, glyphs: context.glyphs) {
      FailureTable(context: context).row(list[$0], marked: controls.marked)
    }
    ScrollBar(count: list.count, offset: list.offset, visible: rows.height).draw(
      on: &surface,
      in: Rect(x: layout.files.maxX - 1, y: rows.y, width: 1, height: rows.height),
      glyphs: context.glyphs)
  }

  private func heading(isFocused: Bool) -> [Span] {
    var spans = [Span("failed files", Style(role: .title, bold: isFocused))]
    if let name = controls.errorClass { spans.append(Span(name, role: .error)) }
    if !controls.filter.isEmpty {
      spans.append(Span("filter: \(controls.filter.text)", role: .match))
    }
    if let searched = controls.searched {
      spans.append(Span("searched \(Format.percent(searched))", role: .running))
    }
    return spans
  }

  private var place: String {
    guard let total = controls.list.total, total > 0 else { return "" }
    let marks =
      controls.marked.isEmpty ? "" : "\(Format.grouped(controls.marked.count)) marked  "
    return marks + "\(Format.grouped(controls.list.selection + 1)) of \(Format.grouped(total))"
  }

  /// Instead of rows.
  private var remark: String? {
    if let problem = controls.problem {
      return "\(context.glyphs.cross) Could not read the failed files: \(problem)"
    }
    guard let total = controls.list.total else { return "reading the failed files" }
    guard total == 0 else { return nil }
    if controls.searched != nil { return "no match so far" }
    return controls.filter.isEmpty && controls.errorClass == nil
      ? "no failed file" : "no failed file matches"
  }

  // MARK: - Detail

  private func drawDetail(on surface: inout Surface) {
    guard !layout.detail.isEmpty else { return }
    surface.frame(layout.detail, glyphs: context.glyphs)
    surface.writeBorder(
      left: [Span("detail", role: .title)], in: layout.detail, y: layout.detail.y)
    guard let failure = controls.list.selected else { return }
    let inner = layout.detail.inset(horizontal: 2, vertical: 1)
    let tries = failure.attempts == 0 ? "never tried" : "tried \(Format.times(failure.attempts))"
    let worker = failure.worker.map { "   worker \($0)" } ?? ""
    var lines: [[Span]] = [
      [Span("file   ", role: .muted), Span(failure.path, cut: .middle)],
      [
        Span("class  ", role: .muted), Span(failure.errorClass, role: .error),
        Span("   \(Format.bytes(failure.sizeBytes))   \(tries)\(worker)", role: .muted),
      ],
      [Span("error  ", role: .muted), Span(failure.message, role: .error)],
    ]
    lines += Self.place(in: failure.traceback, rows: inner.height - lines.count)
      .map { [Span("       \($0)", role: .muted)] }
    for (row, line) in lines.prefix(inner.height).enumerated() {
      surface.write(
        line.truncated(to: inner.width, ellipsis: context.glyphs.ellipsis), x: inner.x,
        y: inner.y + row, width: inner.width)
    }
  }

  /// The innermost frames of a traceback that so many rows have room for, whole ones where they have;
  /// without the message, which stands above.
  static func place(in traceback: String?, rows: Int) -> ArraySlice<Substring> {
    let lines = (traceback ?? "").split(separator: "\n").dropLast()
    let frames = lines.indices.filter { lines[$0].hasPrefix("  File ") }
    guard let first = frames.first(where: { lines.endIndex - $0 <= rows }) ?? frames.last else {
      return []
    }
    let shown = lines[first...].map { $0.hasPrefix("  ") ? $0.dropFirst(2) : $0 }
    return shown.prefix(max(0, rows))
  }
}

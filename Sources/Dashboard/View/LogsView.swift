import Foundation
import TerminalUI

/// The watched job's logs: a list of files and the text of one.
struct LogsView {
  let state: DashboardState
  let context: ViewContext
  private let layout: LogsLayout
  private let controls: LogsControls

  init(_ state: DashboardState, _ context: ViewContext) {
    self.state = state
    self.context = context
    layout = LogsLayout(state)
    controls = state.logs
  }

  func draw(on surface: inout Surface) {
    TabLine.draw(controls.focus, on: &surface, in: layout.tabs)
    if !layout.files.isEmpty { drawFiles(on: &surface) }
    if !layout.text.isEmpty { drawText(on: &surface) }
  }

  // MARK: - Files

  private func drawFiles(on surface: inout Surface) {
    let isFocused = controls.focus == .files
    surface.frame(layout.files, focused: isFocused, glyphs: context.glyphs)
    surface.writeBorder(
      left: [Span("logs", Style(role: .title, bold: isFocused))],
      right: [Span(controls.files.map { "\($0.count)" } ?? "", role: .muted)], in: layout.files,
      y: layout.files.y)
    let rows = layout.fileRows
    guard let files = controls.files, !files.isEmpty else {
      surface.write(
        lines: TextWidth.wrap(fileRemark, to: rows.width - 3), in: rows.split(left: 2).rest,
        style: .role(.muted))
      return
    }
    let table = TableView(
      columns: [
        .init("log", minimum: 12, ideal: .max, truncation: .middle),
        .init("size", alignment: .right, minimum: 8),
      ], rowCount: files.count, selection: controls.fileCursor.index(in: files.map(\.name)),
      offset: controls.fileCursor.offset, isFocused: isFocused)
    let names = names(of: files, room: rows.width - 12)
    table.draw(on: &surface, in: layout.files.inset(), glyphs: context.glyphs) { index in
      let file = files[index]
      let style = Style(
        role: file.sizeBytes == 0 ? .muted : .text, bold: file.name == controls.name)
      return TableView.Row([
        .text(names[index], style: style),
        .text(Format.bytes(file.sizeBytes), style: .role(.muted)),
      ])
    }
    ScrollBar(count: files.count, offset: controls.fileCursor.offset, visible: rows.height).draw(
      on: &surface,
      in: Rect(x: layout.files.maxX - 1, y: rows.y, width: 1, height: rows.height),
      glyphs: context.glyphs)
  }

  /// Instead of files.
  private var fileRemark: String {
    guard controls.files != nil else { return controls.problem ?? "reading the logs" }
    // Nothing is known of a job that cannot be read.
    if let job = state.facts.job, job.snapshot == nil, case .lost(let reason) = job.connection {
      return reason
    }
    return "no log yet"
  }

  /// Whole where all of them fit, else as short as they can be told apart.
  private func names(of files: [LogFile], room: Int) -> [String] {
    let names = files.map(\.name)
    let fits = names.allSatisfy { TextWidth.of($0) <= room }
    return fits ? names : LogNames.short(names, ellipsis: context.glyphs.ellipsis)
  }

  // MARK: - Text

  private func drawText(on surface: inout Surface) {
    let isFocused = controls.focus == .text
    surface.frame(layout.text, focused: isFocused, glyphs: context.glyphs)
    let inner = layout.textRows
    if let remark {
      surface.writeBorder(
        left: [
          Span(
            controls.name == nil ? "text" : name(room: layout.text.width - 40),
            Style(role: .title, bold: isFocused))
        ],
        right: controls.lines?.isEmpty == false ? how(first: nil) : [], in: layout.text,
        y: layout.text.y)
      surface.write(
        lines: TextWidth.wrap(remark, to: inner.width), in: inner,
        style: .role(controls.problem == nil ? .muted : .error))
      return
    }
    let shown = LogRows(controls, width: inner.width, height: inner.height)
    surface.writeBorder(
      left: [Span(name(room: layout.text.width - 40), Style(role: .title, bold: isFocused))],
      right: how(first: shown.first), in: layout.text, y: layout.text.y)
    for (index, row) in shown.rows.enumerated() {
      let line = Rect(x: inner.x, y: inner.y + index, width: inner.width, height: 1)
      switch row {
      case .text(let text, let level): draw(text, level, on: &surface, in: line)
      case .mark(let mark): draw(mark, on: &surface, in: line)
      }
    }
  }

  private func name(room: Int) -> String {
    TextWidth.truncate(
      controls.name ?? "", to: max(12, room), at: .start, ellipsis: context.glyphs.ellipsis)
  }

  /// Instead of text.
  private var remark: String? {
    if let problem = controls.problem { return "\(context.glyphs.cross) \(problem)" }
    if controls.name == nil { return "Enter opens the selected log." }
    guard let lines = controls.lines else { return "reading the log" }
    if lines.isEmpty { return "The log is empty." }
    if controls.shownLines.isEmpty {
      return controls.isAtLastMatch
        ? "No further line is \(level); v shows \(nextLevel)."
        : "No line here is \(level); v shows \(nextLevel), n N look further."
    }
    return nil
  }

  private var level: String {
    switch controls.leastLevel {
    case .plain, .warning: "a warning or an error"
    case .error: "an error"
    }
  }

  private var nextLevel: String {
    switch controls.leastLevel {
    case .plain, .warning: "only errors"
    case .error: "all"
    }
  }

  /// How the text is shown, and where in the file it is.
  private func how(first: Int?) -> [Span] {
    var spans: [Span] = []
    if let pending = controls.pending {
      let place = Format.percent(Double(pending.from) / Double(max(1, controls.fileSize)))
      spans.append(Span("\(context.spinner) searching at \(place)", role: .running))
    } else if controls.isAtLastMatch {
      let wanted = controls.search.text
      spans.append(
        Span(
          wanted.isEmpty ? "no more match" : "\"\(wanted)\" is not in this log", role: .warning))
    }
    switch controls.leastLevel {
    case .plain: break
    case .warning: spans.append(Span("warnings", role: .warning))
    case .error: spans.append(Span("errors", role: .error))
    }
    if controls.isWrapped { spans.append(Span("wrap", role: .muted)) }
    if controls.isFollowing {
      spans.append(Span("follow", Style(role: .ok, bold: true)))
    } else if controls.fileSize > 0 {
      spans.append(
        Span(Format.percent(Double(controls.top) / Double(controls.fileSize)), role: .muted))
    }
    spans.append(Span(Format.bytes(controls.fileSize), role: .muted))
    return spans
  }

  private func draw(
    _ text: String, _ level: LogLine.Level, on surface: inout Surface, in line: Rect
  ) {
    let role: Role =
      switch level {
      case .plain: .text
      case .warning: .warning
      case .error: .error
      }
    var text = TextWidth.sanitised(text)
    if !controls.isWrapped { text = String(text.dropFirst(controls.column)) }
    surface.write(text, x: line.x, y: line.y, width: line.width, style: .role(role))
    let wanted = controls.search.text
    guard !wanted.isEmpty else { return }
    var rest = text.startIndex..<text.endIndex
    while let match = text.range(of: wanted, options: .caseInsensitive, range: rest) {
      let x = TextWidth.of(String(text[..<match.lowerBound]))
      guard x < line.width else { return }
      let width = min(TextWidth.of(String(text[match])), line.width - x)
      surface.restyle(Rect(x: line.x + x, y: line.y, width: width, height: 1)) {
        $0.role(.match)
      }
      rest = match.upperBound..<text.endIndex
    }
  }

  private func draw(_ mark: LogsControls.Mark, on surface: inout Surface, in line: Rect) {
    surface.fill(line, context.glyphs.border.dashed, style: .role(.keyHint))
    surface.write(
      " \(context.clock(mark.at)) ", x: line.x + 2, y: line.y, width: line.width - 2,
      style: Style(role: .keyHint, bold: true))
  }
}

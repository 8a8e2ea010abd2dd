import BatchEndpoints
import Foundation
import TerminalUI

/// Where the parts of the jobs screen are.
struct JobsLayout {
  let frame: Rect
  /// The table with its header.
  var table: Rect { frame.inset() }
  /// Only its rows.
  var rows: Rect { table.split(top: 1).rest }

  init(size: Size) {
    frame = Rect(size).split(top: 1).rest.split(bottom: 2).rest
  }
}

/// All jobs as a table, the newest first unless it is sorted.
struct JobsView {
  let state: DashboardState
  let context: ViewContext

  func draw(on surface: inout Surface) {
    let layout = JobsLayout(size: state.size)
    let shown = state.shownJobs
    surface.frame(layout.frame, focused: true, glyphs: context.glyphs)
    surface.writeBorder(left: heading, right: counts(shown), in: layout.frame, y: layout.frame.y)
    guard !shown.isEmpty else {
      drawEmpty(on: &surface, in: layout.table)
      return
    }
    let table = TableView(
      columns: Self.columns, rowCount: shown.count,
      selection: state.jobs.cursor.index(in: shown.map(\.name)), offset: state.jobs.cursor.offset,
      sort: state.jobs.sort.mark(in: Self.columns), hasMarks: !state.jobs.marked.isEmpty)
    table.draw(on: &surface, in: layout.table, glyphs: context.glyphs) { row(shown[$0]) }
    ScrollBar(
      count: shown.count, offset: state.jobs.cursor.offset, visible: layout.rows.height
    ).draw(
      on: &surface,
      in: Rect(x: layout.frame.maxX - 1, y: layout.rows.y, width: 1, height: layout.rows.height),
      glyphs: context.glyphs)
  }

  private var heading: [Span] {
    var spans = [Span("jobs", Style(role: .title, bold: true))]
    if !state.jobs.filter.text.isEmpty {
      spans.append(Span("filter: \(state.jobs.filter.text)", role: .match))
    }
    return spans
  }

  private func counts(_ shown: [JobSummary]) -> [Span] {
    guard let all = state.facts.jobs, !all.isEmpty else { return [] }
    let active = shown.count { $0.status.isActive }
    let count =
      shown.count == all.count ? "\(all.count) in all" : "\(shown.count) of \(all.count) shown"
    return [
      SortMenu.remark(on: .jobs, state, context.glyphs),
      Span(active == 0 ? "" : "\(active) active", role: .running),
      Span(count, role: .muted),
    ]
  }

  private func drawEmpty(on surface: inout Surface, in area: Rect) {
    var lines: [Span]
    if state.facts.jobs == nil {
      lines = [Span("reading the jobs", role: .muted)]
    } else if state.facts.jobs?.isEmpty == true {
      lines = [
        Span("No job yet. Score a folder with:"),
        Span(""),
        Span("batchdeck run deployment.yml --input FOLDER", Style(role: .keyHint, bold: true)),
        Span(""),
      ]
      let form = state.isReadOnly ? nil : state.keys.first(for: .show(.launch))
      let words = form.map { "or press \($0) for a form. " } ?? ""
      lines.append(Span(words + "The job then shows here.", role: .muted))
    } else {
      lines = [
        Span("No job matches /\(state.jobs.filter.text).", role: .muted),
        Span("Esc shows all \(Format.grouped(state.facts.jobs?.count ?? 0)).", role: .muted),
      ]
    }
    // In the least window they still fit; a lower one is told to grow.
    let width = lines.map(\.width).max() ?? 0
    let box = area.centered(width: width, height: lines.count)
    for (index, line) in lines.prefix(box.height).enumerated() {
      surface.write([line], x: box.x, y: box.y + index, width: box.width)
    }
  }

  // MARK: - Table

  static let columns: [TableView.Column] = [
    .init("state", minimum: 13),
    .init("name", minimum: 16, ideal: 20, truncation: .middle),
    .init("deployment", minimum: 14, ideal: 20, dropPriority: 6, truncation: .middle),
    .init("progress", minimum: 10, ideal: 18, dropPriority: 3),
    .init("done", alignment: .right, minimum: 5),
    .init("ok", alignment: .right, minimum: 9, dropPriority: 4),
    .init("failed", alignment: .right, minimum: 7, dropPriority: 1),
    .init("files", alignment: .right, minimum: 9, dropPriority: 8),
    .init("created", alignment: .right, minimum: 10, dropPriority: 2),
    .init("took", alignment: .right, minimum: 8, dropPriority: 5),
    .init("input", minimum: 12, ideal: .max, dropPriority: 9, truncation: .middle),
  ]

  private func row(_ job: JobSummary) -> TableView.Row {
    let look = StatusLook(job.status, context)
    let isListed = job.filesTotal > 0
    let none = String(context.glyphs.none)
    let barRole: Role =
      switch job.status {
      case .failed: .error
      case .canceled: .cancelled
      case .interrupted, .paused: .warning
      case .completed: .ok
      case .notStarted, .preparing, .running, .finalizing: .progress
      }
    return TableView.Row(
      [
        .text(look.text, style: Style(role: look.role, bold: job.status.isActive)),
        .text(job.name, style: .role(.title)),
        .text(job.deploymentName),
        .progress(ProgressBar(fraction: job.fraction, style: .role(barRole))),
        .text(isListed ? Format.percent(job.fraction) : none),
        .text(Format.grouped(job.filesSucceeded)),
        .text(
          Format.grouped(job.filesFailed), style: .role(job.filesFailed == 0 ? .muted : .error)),
        .text(isListed ? Format.grouped(job.filesTotal) : none),
        .text(Format.ago(context.now.timeIntervalSince(job.createdAt)), style: .role(.muted)),
        .text(took(job) ?? none),
        .text(context.path(job.inputPath), style: .role(.muted)),
      ], isMarked: state.jobs.marked.contains(job.name))
  }

  private func took(_ job: JobSummary) -> String? {
    job.elapsedSeconds.map {
      job.status.isActive ? Format.duration($0) : Format.shortDuration($0)
    }
  }
}

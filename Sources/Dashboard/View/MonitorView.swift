import BatchEndpoints
import TerminalUI

/// The run monitor: one job, live.
struct MonitorView {
  let state: DashboardState
  let context: ViewContext
  let layout: MonitorLayout

  init(_ state: DashboardState, _ context: ViewContext) {
    self.state = state
    self.context = context
    layout = MonitorLayout(state)
  }

  func draw(on surface: inout Surface) {
    guard let job = state.facts.job, let snapshot = job.snapshot else {
      drawConnecting(on: &surface)
      return
    }
    let overview = OverviewPanel(job: job, snapshot: snapshot, context: context)
    overview.draw(on: &surface, in: layout.overview, framed: layout.rung != .single)
    TabLine.draw(state.monitor.focus, on: &surface, in: layout.tabs)
    for panel in Self.drawingOrder where layout.panels[panel] != nil {
      draw(panel, of: job, snapshot, on: &surface)
    }
    if layout.isJoined { drawJoints(on: &surface) }
  }

  /// Lower panels later: where borders are shared the lower one's title is shown.
  private static let drawingOrder: [Panel] = [
    .throughput, .memory, .workers, .failures, .events,
  ]

  private func drawConnecting(on surface: inout Surface) {
    let area = Rect(state.size).split(top: 1).rest.split(bottom: 2).rest
    surface.frame(area, focused: true, glyphs: context.glyphs)
    guard let job = state.facts.job else { return }
    surface.writeBorder(
      left: [Span(job.name, Style(role: .title, bold: true))], in: area, y: area.y)
    let text: String
    if case .lost(let reason) = job.connection {
      text = "\(context.glyphs.warning) \(reason)"
    } else {
      text = "connecting to \(job.name)"
    }
    let room = area.inset(horizontal: 2, vertical: 1)
    let lines = TextWidth.wrap(text, to: room.width)
    let box = room.centered(width: lines.map(TextWidth.of).max() ?? 0, height: lines.count)
    surface.write(lines: lines, in: box, style: .role(.muted))
  }

  // MARK: - Panels

  private func draw(
    _ panel: Panel, of job: WatchedJob, _ snapshot: JobSnapshot, on surface: inout Surface
  ) {
    guard let rect = layout.panels[panel] else { return }
    let isFocused = panel == state.monitor.focus
    let inner = rect.inset()
    surface.frame(rect, focused: isFocused && !layout.isJoined, glyphs: context.glyphs)
    var left = [Span(panel.title, Style(role: .title, bold: isFocused, underline: isFocused))]
    var right: [Span] = []
    var rows: (count: Int, offset: Int)?
    switch panel {
    case .workers:
      left.append(Span(workerCounts(snapshot), role: .muted))
      right = [SortMenu.remark(on: .workers, state, context.glyphs)]
      rows = (snapshot.workers.count, state.monitor.workers.offset)
      WorkersPanel(
        snapshot: snapshot, workers: state.shownWorkers, sort: state.workerSort,
        history: job.history, cursor: state.monitor.workers,
        isFocused: isFocused, isWide: layout.rung == .wide, context: context
      ).draw(on: &surface, in: inner)
    case .failures:
      left.append(Span(failureCounts(snapshot), role: .error))
      rows = (snapshot.recentFailures.count, state.monitor.failures.offset)
      FailuresPanel(
        failures: snapshot.recentFailures, cursor: state.monitor.failures, isFocused: isFocused,
        context: context
      ).draw(on: &surface, in: inner)
    case .events:
      rows = (snapshot.recentEvents.count, state.monitor.events.offset)
      EventsPanel(
        events: snapshot.recentEvents, ids: state.eventIDs, cursor: state.monitor.events,
        isFocused: isFocused, context: context
      ).draw(on: &surface, in: inner)
    case .throughput, .memory:
      let graph = GraphPanel(
        panel == .memory ? .memory : .throughput,
        panel == .memory ? job.history.memory : job.history.throughput,
        isLive: snapshot.status.isActive, context)
      left = [Span(graph.title, left[0].style)]
      right = graph.remarks
      graph.draw(on: &surface, in: inner)
    }
    surface.writeBorder(left: left, right: right, in: rect, y: rect.y)
    if let rows {
      let visible = layout.rows(of: panel)
      ScrollBar(count: rows.count, offset: rows.offset, visible: visible.height).draw(
        on: &surface, in: Rect(x: rect.maxX - 1, y: visible.y, width: 1, height: visible.height),
        glyphs: context.glyphs)
    }
  }

  private func workerCounts(_ snapshot: JobSnapshot) -> String {
    let alive = snapshot.workers.filter { $0.state != .stopped }
    let busy = alive.count { $0.state == .running || $0.state == .draining }
    let stuck = alive.count(where: \.isStuck)
    return alive.isEmpty
      ? "" : "\(busy) of \(alive.count) at work" + (stuck == 0 ? "" : ", \(stuck) stuck")
  }

  private func failureCounts(_ snapshot: JobSnapshot) -> String {
    let (shown, all) = (snapshot.recentFailures.count, snapshot.progress.filesFailed)
    if all == 0 { return "" }
    return shown < all
      ? "latest \(shown) of \(Format.grouped(all))" : Format.grouped(all)
  }

  // MARK: - Shared borders

  /// Puts tees where the joined panels' borders meet.
  private func drawJoints(on surface: inout Surface) {
    let border = context.glyphs.border
    let tops = Set(layout.panels.values.map(\.y))
    func put(_ glyph: Character, _ x: Int, _ y: Int) {
      surface.write(String(glyph), x: x, y: y, width: 1, style: .role(.border))
    }
    for y in tops {
      put(border.teeLeft, layout.overview.x, y)
      put(border.teeRight, layout.overview.maxX - 1, y)
    }
    guard let memory = layout.panels[.memory], memory.x > 0 else { return }
    put(border.teeTop, memory.x, memory.y)
    if surface[memory.x, memory.maxY - 1].text == String(border.horizontal) {
      put(border.teeBottom, memory.x, memory.maxY - 1)
    }
  }
}

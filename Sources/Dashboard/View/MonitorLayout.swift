import BatchEndpoints
package import TerminalUI

/// Where the parts of the run monitor are, for drawing and for the mouse: the ladder from a wide
/// window down to one panel at a time.
package struct MonitorLayout: PaneLayout, Sendable, Equatable {
  /// What the window has room for.
  package enum Rung: Sendable, Equatable {
    /// From 160x40: more worker columns, failures and events side by side.
    case wide
    /// From 120x30: every panel in its own frame.
    case full
    /// From 80x24: panels share their borders.
    case compact
    /// From 60x16: one panel at a time, chosen by a line of tabs.
    case single
    case tooSmall

    package var canZoom: Bool { self == .wide || self == .full || self == .compact }
  }

  /// The least window in which a screen is drawn at all.
  package static let smallest = Size(columns: 60, rows: 16)

  package let rung: Rung
  package let topBar: Rect
  /// Frame included, except on the `single` rung.
  package let overview: Rect
  /// The line of panel names; empty except on the `single` rung.
  package let tabs: Rect
  /// Each visible panel with its frame.
  package let panels: [Panel: Rect]
  package let messageLine: Rect
  package let footer: Rect

  /// Whether panels share their borders.
  package var isJoined: Bool { rung == .compact }

  package init(_ state: DashboardState) {
    let snapshot = state.facts.job?.snapshot
    let expected = snapshot.map { $0.status.isOver ? 0 : $0.settings.workers } ?? 0
    self.init(
      size: state.size, focus: state.monitor.focus, isZoomed: state.monitor.isZoomed,
      workers: max(snapshot?.workers.count ?? 0, expected),
      remarkLines: state.facts.job?.remarkLines ?? 0)
  }

  /// `workers` rows are what the workers panel would like to show; in `remarkLines` the overview
  /// tells how the job ended, or what is not yet as it was asked.
  package init(size: Size, focus: Panel, isZoomed: Bool, workers: Int, remarkLines: Int) {
    rung = Self.rung(of: size)
    let (top, belowTop) = Rect(size).split(top: 1)
    let (aboveFooter, footer) = belowTop.split(bottom: 1)
    let (middle, messageLine) = aboveFooter.split(bottom: 1)
    topBar = top
    self.footer = footer
    self.messageLine = messageLine

    let overviewLines = 2 + remarkLines
    switch rung {
    case .tooSmall:
      (overview, tabs, panels) = (Rect(size), Rect(x: 0, y: 0, width: 0, height: 0), [:])
    case .single:
      let (overview, below) = middle.split(top: overviewLines + 2)
      let (tabs, panel) = below.split(top: 1)
      (self.overview, self.tabs) = (overview, tabs)
      panels = [focus: panel]
    case .compact:
      // Every panel's first row is the last of the one above.
      overview = middle.split(top: overviewLines + 2).top
      tabs = Rect(x: 0, y: 0, width: 0, height: 0)
      let below = middle.split(top: overviewLines + 1).rest
      panels = isZoomed ? [focus: below] : Self.joined(in: below, workers: workers)
    case .full, .wide:
      let (overview, below) = middle.split(top: overviewLines + 2)
      self.overview = overview
      tabs = Rect(x: 0, y: 0, width: 0, height: 0)
      panels =
        isZoomed ? [focus: below] : Self.framed(in: below, workers: workers, wide: rung == .wide)
    }
  }

  package static func rung(of size: Size) -> Rung {
    if size.fits(columns: 160, rows: 40) { return .wide }
    if size.fits(columns: 120, rows: 30) { return .full }
    if size.fits(columns: 80, rows: 24) { return .compact }
    return size.fits(columns: smallest.columns, rows: smallest.rows) ? .single : .tooSmall
  }

  package func frame(of panel: Panel) -> Rect {
    panels[panel] ?? Rect(x: 0, y: 0, width: 0, height: 0)
  }

  package func pane(x: Int, y: Int) -> Panel? {
    // Sorted, so that a shared border always belongs to the same panel.
    panels.sorted { ($0.value.y, $0.value.x) > ($1.value.y, $1.value.x) }
      .first { $0.value.contains(x: x, y: y) }?.key
  }

  package func rows(of panel: Panel) -> Rect {
    let inner = frame(of: panel).inset()
    return panel == .workers || panel == .failures ? inner.split(top: 1).rest : inner
  }

  // MARK: - Sharing the height

  private static func joined(in area: Rect, workers: Int) -> [Panel: Rect] {
    // Rows of content; five borders lie between and around them.
    let heights = Heights(
      room: area.height - 5, graphs: (least: 2, most: 7),
      workers: (least: workers == 0 ? 1 : 4, most: workers + 1), failures: (least: 3, most: 8),
      events: (least: 1, most: 5))
    var y = area.y
    func take(_ content: Int) -> Rect {
      defer { y += content + 1 }
      return Rect(x: area.x, y: y, width: area.width, height: content + 2)
    }
    let graphs = take(heights.graphs)
    let left = graphs.width / 2
    return [
      .throughput: Rect(x: graphs.x, y: graphs.y, width: left + 1, height: graphs.height),
      .memory: Rect(
        x: graphs.x + left, y: graphs.y, width: graphs.width - left, height: graphs.height),
      .workers: take(heights.workers),
      .failures: take(heights.failures),
      .events: take(heights.events),
    ]
  }

  private static func framed(in area: Rect, workers: Int, wide: Bool) -> [Panel: Rect] {
    var heights = Heights(
      room: area.height, graphs: (least: 5, most: 9),
      workers: (least: workers == 0 ? 3 : 6, most: workers + 3), failures: (least: 5, most: 8),
      events: (least: wide ? 0 : 4, most: wide ? 0 : 6))
    if wide { heights.failures = max(heights.failures, 5) }
    let (graphs, belowGraphs) = area.split(top: heights.graphs)
    let halves = graphs.columns(weights: [1, 1])
    let (workers, belowWorkers) = belowGraphs.split(top: heights.workers)
    let parts =
      wide
      ? belowWorkers.columns(weights: [3, 2])
      : [
        belowWorkers.split(top: heights.failures).top,
        belowWorkers.split(top: heights.failures).rest,
      ]
    return [
      .throughput: halves[0], .memory: halves[1], .workers: workers, .failures: parts[0],
      .events: parts[1],
    ]
  }

  /// How many rows each panel gets. All get their least; then, while rows are left, workers,
  /// failures, graphs and events in this order up to their most, and what remains goes round.
  private struct Heights {
    var graphs, workers, failures, events: Int

    init(
      room: Int, graphs: (least: Int, most: Int), workers: (least: Int, most: Int),
      failures: (least: Int, most: Int), events: (least: Int, most: Int)
    ) {
      self.graphs = graphs.least
      self.workers = workers.least
      self.failures = failures.least
      self.events = events.least
      var left = max(0, room - graphs.least - workers.least - failures.least - events.least)

      func give(_ path: WritableKeyPath<Heights, Int>, upTo most: Int) {
        let gift = min(left, max(0, most - self[keyPath: path]))
        self[keyPath: path] += gift
        left -= gift
      }
      // Many workers must not push the graphs down to nothing.
      give(\.workers, upTo: min(workers.most, max(workers.least, (room + 1) / 2)))
      give(\.graphs, upTo: (graphs.least + graphs.most) / 2)
      give(\.failures, upTo: (failures.least + failures.most) / 2)
      give(\.events, upTo: (events.least + events.most) / 2)
      give(\.workers, upTo: workers.most)
      give(\.graphs, upTo: graphs.most)
      give(\.failures, upTo: failures.most)
      give(\.events, upTo: events.most)
      let half = left / 2
      self.graphs += half
      self.failures += left - half
    }
  }
}

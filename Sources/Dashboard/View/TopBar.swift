import BatchEndpoints
import TerminalUI

/// The first line: the screens that exist, the job that runs, the time while it does.
enum TopBar {
  static func draw(_ state: DashboardState, on surface: inout Surface, _ context: ViewContext) {
    var tabs = tabs(state)
    tabs.status = status(state, context)
    tabs.draw(on: &surface, in: Rect(state.size).split(top: 1).top)
  }

  static func screen(atX x: Int, in state: DashboardState) -> Screen? {
    let line = Rect(state.size).split(top: 1).top
    let screens = state.screens
    return tabs(state).item(atX: x, y: 0, in: line).flatMap {
      screens.indices.contains($0) ? screens[$0] : nil
    }
  }

  private static func tabs(_ state: DashboardState) -> Tabs {
    let screens = state.screens
    let failed = filesFailed(state)
    return Tabs(
      items: screens.map { screen in
        .init(
          key: state.keys.first(for: .show(screen)).map { "\($0)" } ?? "", title: screen.title,
          badge: screen == .failures && failed > 0 ? " \(Format.grouped(failed))" : "")
      },
      selected: screens.firstIndex(of: state.screen.tab) ?? 0)
  }

  private static func status(
    _ state: DashboardState, _ context: ViewContext
  ) -> [Tabs.Segment] {
    var segments: [Tabs.Segment] = []
    if state.isReadOnly {
      segments += [.init(" READ-ONLY ", style: Style(role: .muted, reverse: true)), .init("  ")]
    }
    if let frozen = state.frozen {
      segments.append(
        .init(
          " DISPLAY FROZEN \(context.clock(frozen.at)) ",
          style: Style(role: .warning, bold: true, reverse: true)))
      segments.append(.init("  "))
    }
    guard let (name, status, fraction) = job(state) else { return segments }
    let look = StatusLook(status, context)
    segments += [
      .init("\(name) ", style: .role(.title)),
      .init(look.text, style: Style(role: look.role, bold: true)),
    ]
    guard status.isActive else { return segments }
    let percent = TextWidth.pad(left: Format.percent(fraction), to: 5)
    segments.append(.init(" \(percent)", style: Style(bold: true)))
    // A clock that stands still would lie.
    if state.frozen == nil {
      segments.append(.init("  \(context.clock(context.now))", style: .role(.muted)))
    }
    return segments
  }

  /// Of the job that the digits lead to, unless another one is told of on the right.
  private static func filesFailed(_ state: DashboardState) -> Int {
    guard let name = state.jobOfDigits else { return 0 }
    if let told = job(state), told.name != name { return 0 }
    if let job = state.facts.job, job.name == name, let snapshot = job.snapshot {
      return snapshot.progress.filesFailed
    }
    return state.facts.jobs?.first { $0.name == name }?.filesFailed ?? 0
  }

  private static func job(
    _ state: DashboardState
  ) -> (name: String, status: JobStatus, fraction: Double)? {
    switch state.screen {
    case .jobs:
      let job = state.selectedJob ?? state.facts.newestActive
      return job.map { ($0.name, $0.status, $0.fraction) }
    case .models, .artifacts, .launch, .comparison:
      return state.facts.newestActive.map { ($0.name, $0.status, $0.fraction) }
    case .monitor, .failures, .logs, .worker:
      guard let job = state.facts.job, let snapshot = job.snapshot else { return nil }
      return (job.name, snapshot.status, snapshot.progress.fraction)
    }
  }
}

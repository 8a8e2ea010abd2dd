import BatchEndpoints
import Foundation
import TerminalUI

// What the mouse does: a press selects what it hits, on what is selected already it opens, and
// the wheel moves the selection of the panel under the pointer.

extension DashboardState {
  mutating func take(_ event: MouseEvent, now: Date) -> [Effect] {
    switch event.kind {
    case .press where event.button == .left:
      opensActiveJob = false
      return press(event.x, event.y, now: now)
    case .wheelUp: wheel(by: -3, event.x, event.y)
    case .wheelDown: wheel(by: 3, event.x, event.y)
    case .press, .release, .drag: break
    }
    return []
  }

  private mutating func press(_ x: Int, _ y: Int, now: Date) -> [Effect] {
    guard MonitorLayout.rung(of: size) != .tooSmall else { return [] }
    // Hints are buttons, whatever lies above them.
    if let action = FooterView.action(atX: x, y: y, in: self) { return perform(action, now: now) }
    if case .confirmCancel(let job, _) = overlay {
      return CancelDialog.choice(atX: x, y: y, job: job, in: self).map { answer($0) } ?? []
    }
    guard overlay == nil else { return [] }
    if y == 0 {
      if let screen = TopBar.screen(atX: x, in: self) { show(screen) }
      return []
    }
    switch screen {
    case .jobs: pressJobs(x, y)
    case .monitor: pressMonitor(x, y)
    }
    return []
  }

  private mutating func pressJobs(_ x: Int, _ y: Int) {
    let rows = JobsLayout(size: size).rows
    let names = shownJobs.map(\.name)
    guard rows.contains(x: x, y: y) else { return }
    let index = jobs.cursor.offset + y - rows.y
    guard names.indices.contains(index) else { return }
    let wasSelected = jobs.cursor.pinned == names[index]
    jobs.cursor.select(index, in: names)
    if wasSelected { open() }
  }

  private mutating func pressMonitor(_ x: Int, _ y: Int) {
    let layout = MonitorLayout(self)
    if layout.tabs.contains(x: x, y: y) {
      if let panel = PanelTabs.panel(atColumn: x - layout.tabs.x) { monitor.focus = panel }
      return
    }
    guard let panel = layout.panel(x: x, y: y) else { return }
    monitor.focus = panel
    let rows = layout.rows(of: panel)
    guard rows.contains(x: x, y: y) else { return }
    let row = y - rows.y
    switch panel {
    case .workers: Self.point(at: row, in: workerIDs, &monitor.workers)
    case .events: Self.point(at: row, in: eventIDs, &monitor.events)
    case .failures:
      let before = monitor.failures.pinned
      Self.point(at: row, in: failureIDs, &monitor.failures)
      if before != nil, before == monitor.failures.pinned { open() }
    case .throughput, .memory: break
    }
  }

  private static func point<ID>(at row: Int, in ids: [ID], _ cursor: inout ListCursor<ID>) {
    let index = cursor.offset + row
    if ids.indices.contains(index) { cursor.select(index, in: ids) }
  }

  private mutating func wheel(by delta: Int, _ x: Int, _ y: Int) {
    if overlay == nil, screen == .monitor, let panel = MonitorLayout(self).panel(x: x, y: y) {
      monitor.focus = panel
    }
    if case .confirmCancel = overlay { return }
    _ = perform(.move(delta), now: .distantPast)
  }
}

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
    let dialogs = ConfirmDialog.area(of: self)
    if case .confirm(let confirmation) = overlay {
      return ConfirmDialog.dialog(confirmation).choice(atX: x, y: y, in: dialogs)
        .map { answer($0 == 1) } ?? []
    }
    if case .copy(let choices, let selected) = overlay {
      return ConfirmDialog.dialog(choices, selected: selected).choice(atX: x, y: y, in: dialogs)
        .map { takeCopy($0, now: now) } ?? []
    }
    if case .leave = overlay {
      return LeaveDialog.choice(atX: x, y: y, in: self).map { part($0) } ?? []
    }
    if let index = ThemePickerView.index(atX: x, y: y, in: self) { return pressTheme(index) }
    if overlay == .registration { return pressRegistration(x, y, now: now) }
    guard overlay == nil else { return [] }
    if y == 0 {
      if let screen = TopBar.screen(atX: x, in: self) { show(screen) }
      return []
    }
    switch screen {
    case .jobs: pressJobs(x, y)
    case .monitor: pressMonitor(x, y)
    case .failures: pressFailures(x, y)
    case .worker, .comparison: break
    case .logs: pressLogs(x, y)
    case .models: pressModels(x, y)
    case .launch: return pressLaunch(x, y, now: now)
    case .artifacts: pressArtifacts(x, y)
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
      if let index = TabLine.index(
        atColumn: x - layout.tabs.x, of: Panel.allCases.map(\.title))
      {
        monitor.focus = Panel.allCases[index]
      }
      return
    }
    guard let panel = layout.panel(x: x, y: y) else { return }
    monitor.focus = panel
    let rows = layout.rows(of: panel)
    guard rows.contains(x: x, y: y) else { return }
    let row = y - rows.y
    switch panel {
    case .workers:
      let before = monitor.workers.pinned
      Self.point(at: row, in: workerIDs, &monitor.workers)
      if before != nil, before == monitor.workers.pinned { open() }
    case .events: Self.point(at: row, in: eventIDs, &monitor.events)
    case .failures:
      let before = monitor.failures.pinned
      Self.point(at: row, in: failureIDs, &monitor.failures)
      if before != nil, before == monitor.failures.pinned { open() }
    case .throughput, .memory: break
    }
  }

  private mutating func pressFailures(_ x: Int, _ y: Int) {
    let layout = FailuresLayout(self)
    let panes = FailuresControls.Pane.allCases
    if layout.tabs.contains(x: x, y: y) {
      let index = TabLine.index(atColumn: x - layout.tabs.x, of: panes.map(\.title))
      if let index { failures.focus = panes[index] }
      return
    }
    if layout.classes.contains(x: x, y: y) { failures.focus = .classes }
    if layout.files.contains(x: x, y: y) { failures.focus = .files }
    let rows = layout.rows(of: failures.focus)
    guard rows.contains(x: x, y: y) else { return }
    switch failures.focus {
    case .classes:
      let index = failures.classCursor.offset + y - rows.y
      moveFailures(by: index - (failures.classCursor.index(in: failures.classIDs) ?? 0))
    case .files:
      let index = failures.list.offset + y - rows.y
      guard index < failures.list.count else { return }
      if index == failures.list.selection { openFailures() } else { failures.list.select(index) }
    }
  }

  private mutating func pressLogs(_ x: Int, _ y: Int) {
    let layout = LogsLayout(self)
    let panes = LogsControls.Pane.allCases
    if layout.tabs.contains(x: x, y: y) {
      let index = TabLine.index(atColumn: x - layout.tabs.x, of: panes.map(\.title))
      if let index { logs.focus = panes[index] }
      return
    }
    if layout.text.contains(x: x, y: y) { logs.focus = .text }
    guard layout.files.contains(x: x, y: y) else { return }
    logs.focus = .files
    let rows = layout.fileRows
    guard rows.contains(x: x, y: y) else { return }
    let before = logs.fileCursor.pinned
    Self.point(at: y - rows.y, in: (logs.files ?? []).map(\.name), &logs.fileCursor)
    if before != nil, before == logs.fileCursor.pinned { openLog() }
  }

  private mutating func pressModels(_ x: Int, _ y: Int) {
    let rows = ModelsLayout(self).listRows
    guard rows.contains(x: x, y: y) else { return }
    let before = models.cursor.pinned
    Self.point(at: y - rows.y, in: models.ids, &models.cursor)
    if before != nil, before == models.cursor.pinned { openFiles() }
  }

  private mutating func pressRegistration(_ x: Int, _ y: Int, now: Date) -> [Effect] {
    let places: [ModelField?] = ModelField.allCases + [nil]
    guard models.underWay == nil,
      let field = places.first(where: {
        RegistrationView.row(of: $0, size: size).contains(x: x, y: y)
      })
    else { return [] }
    if registration.focus == field {
      if field == nil { return register(now: now) }
      registration.toggleChoice(by: 1)
    }
    registration.focus = field
    return []
  }

  private mutating func pressArtifacts(_ x: Int, _ y: Int) {
    let layout = ModelsLayout(self)
    let panes = ArtifactsControls.Pane.allCases
    if layout.tabs.contains(x: x, y: y) {
      let index = TabLine.index(atColumn: x - layout.tabs.x, of: panes.map(\.title))
      if let index { artifacts.focus = panes[index] }
      return
    }
    if layout.preview.contains(x: x, y: y) { artifacts.focus = .preview }
    guard layout.tree.contains(x: x, y: y) else { return }
    artifacts.focus = .tree
    guard layout.treeRows.contains(x: x, y: y) else { return }
    let row = artifacts.offset + y - layout.treeRows.y
    guard row < artifacts.rowCount else { return }
    if row == artifacts.selectedRow { openArtifact() } else { artifacts.select(row: row) }
  }

  private mutating func pressLaunch(_ x: Int, _ y: Int, now: Date) -> [Effect] {
    let places: [LaunchField?] = LaunchField.allCases + [nil]
    guard
      let field = places.first(where: { LaunchView.row(of: $0, size: size).contains(x: x, y: y) })
    else { return [] }
    if field == nil, launch.focus == nil { return start(now: now) }
    launch.focus = field
    return []
  }

  private static func point<ID>(at row: Int, in ids: [ID], _ cursor: inout ListCursor<ID>) {
    let index = cursor.offset + row
    if ids.indices.contains(index) { cursor.select(index, in: ids) }
  }

  private mutating func wheel(by delta: Int, _ x: Int, _ y: Int) {
    if overlay == nil, screen == .monitor, let panel = MonitorLayout(self).panel(x: x, y: y) {
      monitor.focus = panel
    }
    switch overlay {
    case .confirmCancel, .confirm, .copy, .prompt, .palette, .registration, .leave: return
    case .themes: return moveTheme(by: delta.signum())
    case .help, .failure, .jobError, .model, nil: break
    }
    _ = perform(.move(delta), now: .distantPast)
  }
}

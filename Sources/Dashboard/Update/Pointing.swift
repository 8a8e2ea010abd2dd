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
      if confirmation.isWritten { return [] }
      return ConfirmDialog.dialog(confirmation).choice(atX: x, y: y, in: dialogs)
        .map { answer($0 == 1) } ?? []
    }
    if case .copy(let choices, let selected) = overlay {
      return ConfirmDialog.dialog(choices, selected: selected).choice(atX: x, y: y, in: dialogs)
        .map { takeCopy($0, now: now) } ?? []
    }
    if case .sort(let list, let selected) = overlay {
      let menu = SortMenu.dialog(list, selected: selected, self)
      if let index = menu.choice(atX: x, y: y, in: dialogs) { takeSort(list, index) }
      return []
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
    let row = focusPane(atX: x, y: y, byTab: true)
    if let list = sortableList, let title = header(of: list, atX: x, y: y) {
      sort(list, by: title)
      return []
    }
    switch screen {
    case .jobs:
      let rows = JobsLayout(size: size).rows
      if select(x, y, in: rows, of: shownJobs.map(\.name), \.jobs.cursor) { open() }
    case .models:
      if select(x, y, in: ModelsLayout(self).listRows, of: models.ids, \.models.cursor) {
        openFiles()
      }
    case .monitor: if let row { pressMonitor(row) }
    case .failures: if let row { pressFailures(row) }
    case .logs: if let row { pressLogs(row) }
    case .artifacts: if let row { pressArtifacts(row) }
    case .launch: return pressLaunch(x, y, now: now)
    case .worker, .comparison: break
    }
    return []
  }

  /// The title of the column whose header is at a cell.
  private func header(of list: SortableList, atX x: Int, y: Int) -> String? {
    let area: Rect
    let table: TableView
    switch list {
    case .jobs:
      area = JobsLayout(size: size).table
      table = TableView(columns: JobsView.columns, rowCount: 0, hasMarks: !jobs.marked.isEmpty)
    case .models:
      area = ModelsLayout(self).list.inset()
      table = TableView(columns: ModelsView.columns, rowCount: 0)
    case .workers:
      guard let snapshot = facts.job?.snapshot else { return nil }
      let layout = MonitorLayout(self)
      area = layout.frame(of: .workers).inset()
      table = TableView(
        columns: WorkersPanel.columns(snapshot, isWide: layout.rung == .wide), rowCount: 0)
    }
    return table.headerColumn(atX: x, y: y, in: area).map { table.columns[$0].title }
  }

  // MARK: - Panes

  /// Gives the focus to the pane at a cell, and with `byTab` to the one whose name is there.
  ///
  /// - Returns: Which of its rows in sight the cell is in; nil for none.
  @discardableResult
  private mutating func focusPane(atX x: Int, y: Int, byTab: Bool) -> Int? {
    func pane<Layout: PaneLayout>(
      of layout: Layout, _ focus: WritableKeyPath<DashboardState, Layout.Pane>,
      in state: inout DashboardState
    ) -> Int? {
      if byTab, let named: Layout.Pane = TabLine.pane(atX: x, y: y, in: layout.tabs) {
        state[keyPath: focus] = named
      }
      guard let pane = layout.pane(x: x, y: y) else { return nil }
      state[keyPath: focus] = pane
      let rows = layout.rows(of: pane)
      return rows.contains(x: x, y: y) ? y - rows.y : nil
    }
    switch screen {
    case .monitor: return pane(of: MonitorLayout(self), \.monitor.focus, in: &self)
    case .failures: return pane(of: FailuresLayout(self), \.failures.focus, in: &self)
    case .logs: return pane(of: LogsLayout(self), \.logs.focus, in: &self)
    case .artifacts: return pane(of: ModelsLayout(self), \.artifacts.focus, in: &self)
    case .jobs, .models, .launch, .worker, .comparison: return nil
    }
  }

  /// Selects a row in sight of a list.
  ///
  /// - Returns: Whether it was selected before, and so is to be opened.
  private mutating func select<ID>(
    _ row: Int, of ids: [ID], _ cursor: WritableKeyPath<DashboardState, ListCursor<ID>>
  ) -> Bool {
    let index = self[keyPath: cursor].offset + row
    guard ids.indices.contains(index) else { return false }
    let wasSelected = self[keyPath: cursor].pinned == ids[index]
    self[keyPath: cursor].select(index, in: ids)
    return wasSelected
  }

  private mutating func select<ID>(
    _ x: Int, _ y: Int, in rows: Rect, of ids: [ID],
    _ cursor: WritableKeyPath<DashboardState, ListCursor<ID>>
  ) -> Bool {
    rows.contains(x: x, y: y) && select(y - rows.y, of: ids, cursor)
  }

  private mutating func pressMonitor(_ row: Int) {
    switch monitor.focus {
    case .workers: if select(row, of: workerIDs, \.monitor.workers) { open() }
    case .failures: if select(row, of: failureIDs, \.monitor.failures) { open() }
    case .events: _ = select(row, of: eventIDs, \.monitor.events)
    case .throughput, .memory: break
    }
  }

  private mutating func pressFailures(_ row: Int) {
    switch failures.focus {
    case .classes:
      let index = failures.classCursor.offset + row
      moveFailures(by: index - (failures.classCursor.index(in: failures.classIDs) ?? 0))
    case .files:
      let index = failures.list.offset + row
      guard index < failures.list.count else { return }
      if index == failures.list.selection { openFailures() } else { failures.list.select(index) }
    }
  }

  private mutating func pressLogs(_ row: Int) {
    guard logs.focus == .files else { return }
    if select(row, of: (logs.files ?? []).map(\.name), \.logs.fileCursor) { openLog() }
  }

  private mutating func pressArtifacts(_ row: Int) {
    let index = artifacts.offset + row
    guard artifacts.focus == .tree, index < artifacts.rowCount else { return }
    if index == artifacts.selectedRow { openArtifact() } else { artifacts.select(row: index) }
  }

  // MARK: - Forms

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

  private mutating func pressLaunch(_ x: Int, _ y: Int, now: Date) -> [Effect] {
    let places: [LaunchField?] = LaunchField.allCases + [nil]
    guard
      let field = places.first(where: { LaunchView.row(of: $0, size: size).contains(x: x, y: y) })
    else { return [] }
    if field == nil, launch.focus == nil { return start(now: now) }
    launch.focus = field
    return []
  }

  private mutating func wheel(by delta: Int, _ x: Int, _ y: Int) {
    if overlay == nil { focusPane(atX: x, y: y, byTab: false) }
    switch overlay {
    case .confirmCancel, .confirm, .copy, .sort, .prompt, .palette, .registration, .leave: return
    case .themes: return moveTheme(by: delta.signum())
    case .help, .failure, .jobError, .model, nil: break
    }
    _ = perform(.move(delta), now: .distantPast)
  }
}

import BatchEndpoints
import Foundation
import TerminalUI

// What the actions do.

extension DashboardState {
  mutating func perform(_ action: Action, now: Date) -> [Effect] {
    switch action {
    case .move(let rows): move(by: rows)
    case .page(let halves): move(by: halves * max(1, visibleRows / 2))
    case .first: moveToFirst()
    case .last: moveToLast()
    case .open: open()
    case .back: goBack()
    case .nextPanel: step(by: 1)
    case .previousPanel: step(by: -1)
    case .show(let screen): show(screen)
    case .editFilter: isFiltering = true
    case .keepFilter: if screen == .logs { startSearch() } else { isFiltering = false }
    case .clearFilter: clearFilter()
    case .askToCancel:
      if let job = jobInQuestion { overlay = .confirmCancel(job: job.name, choice: .keep) }
    case .moveChoice(let delta): moveChoice(by: delta)
    case .confirmChoice: return confirmChoice(now: now)
    case .choose(let choice): return answer(choice)
    case .answer(let isYes): return answer(isYes)
    case .retryFailed: askToRetry()
    case .nextWorker(let delta): stepWorker(by: delta)
    case .askStack: askStack()
    case .toggleFollow: toggleFollow()
    case .toggleWrap: logs.isWrapped.toggle()
    case .nextLevel: nextLevel()
    case .mark: markLog(now: now)
    case .findNext: find(isBackward: false)
    case .findPrevious: find(isBackward: true)
    case .readLog: readWorkerLog()
    case .closeFolder: closeFolder()
    case .start: return start(now: now)
    case .launchModel: launchModel()
    case .shift(let columns): shiftLog(by: columns)
    case .stopWorker: askToStopWorker()
    case .skipMiniBatch: askToSkip()
    case .export: askToExport()
    case .copy: openCopyMenu()
    case .takeCopy(let index): return takeCopy(index, now: now)
    case .stepWorkers(let delta): return stepWorkers(by: delta, now: now)
    case .ask(let kind): ask(kind, now: now)
    case .takePrompt: return takePrompt(now: now)
    case .togglePause: return togglePause(now: now)
    case .undo: return undoChange()
    case .freeze: frozen = frozen == nil ? Frozen(facts: live, at: now) : nil
    case .zoom: monitor.isZoomed.toggle()
    case .help: overlay = .help(scroll: 0)
    case .redraw: return [.redrawAll]
    case .suspend: return [.suspend]
    case .quit: return [.quit(.asked)]
    }
    return []
  }

  // MARK: - Moving

  /// Rows of the list or text that the moving keys act on.
  private var visibleRows: Int {
    switch overlay {
    case .help, .failure, .jobError: return max(1, size.rows - 6)
    case .confirmCancel, .prompt, .confirm, .copy, nil: break
    }
    switch screen {
    case .jobs: return JobsLayout(size: size).rows.height
    case .monitor: return MonitorLayout(self).rows(of: monitor.focus).height
    case .failures: return FailuresLayout(self).rows(of: failures.focus).height
    case .worker: return WorkerLayout(size: size).text.height - 2
    case .models: return ModelsLayout(self).listRows.height
    case .launch: return 1
    case .artifacts:
      let layout = ModelsLayout(self)
      return artifacts.focus == .tree ? layout.treeRows.height : layout.previewRows.height
    case .logs:
      let layout = LogsLayout(self)
      return logs.focus == .files ? layout.fileRows.height : layout.textRows.height
    }
  }

  private mutating func move(by delta: Int) {
    switch overlay {
    case .help(let scroll):
      let most = HelpView.overlay(for: self).maximumOffset(in: HelpView.area(of: self))
      overlay = .help(scroll: min(max(0, scroll + delta), most))
    case .failure(let path, let scroll):
      guard let failure = shownFailures.first(where: { $0.path == path }) else { return }
      let most = Card(failure, command: reproduction(of: failure)).maximumOffset(in: size)
      overlay = .failure(path: path, scroll: min(max(0, scroll + delta), most))
    case .jobError(let scroll):
      guard let error = facts.job?.snapshot?.error else { return }
      let most = Card(error).maximumOffset(in: size)
      overlay = .jobError(scroll: min(max(0, scroll + delta), most))
    case .confirmCancel, .prompt, .confirm, .copy:
      break
    case nil:
      moveSelection(by: delta)
    }
  }

  private mutating func moveSelection(by delta: Int) {
    switch screen {
    case .jobs: jobs.cursor.move(by: delta, in: shownJobs.map(\.name))
    case .monitor:
      switch monitor.focus {
      case .workers: monitor.workers.move(by: delta, in: workerIDs)
      case .failures: monitor.failures.move(by: delta, in: failureIDs)
      case .events: monitor.events.move(by: delta, in: eventIDs)
      case .throughput, .memory: break
      }
    case .failures: moveFailures(by: delta)
    case .worker: moveWorkerText(by: delta)
    case .logs: moveLogs(by: delta)
    case .models: models.cursor.move(by: delta, in: models.ids)
    case .artifacts: moveArtifacts(by: delta)
    case .launch: break
    }
  }

  private mutating func moveToFirst() {
    switch overlay {
    case .help, .failure, .jobError: move(by: .min / 4)
    case .confirmCancel, .prompt, .confirm, .copy: break
    case nil:
      switch screen {
      // Jobs keep their selection by name, the monitor's lists follow what is new.
      case .jobs: jobs.cursor.select(0, in: shownJobs.map(\.name))
      case .monitor:
        switch monitor.focus {
        case .workers: monitor.workers.followFirst()
        case .failures: monitor.failures.followFirst()
        case .events: monitor.events.followFirst()
        case .throughput, .memory: break
        }
      case .failures: moveFailures(by: .min / 4)
      case .worker: moveWorkerText(by: .min / 4)
      case .logs: goToLogsStart()
      case .models: models.cursor.select(0, in: models.ids)
      case .artifacts: moveArtifacts(by: .min / 4)
      case .launch: break
      }
    }
  }

  private mutating func moveToLast() {
    if overlay == nil, screen == .logs { goToLogsEnd() } else { move(by: .max / 4) }
  }

  /// The next panel; on a failure card the next failed file.
  private mutating func step(by delta: Int) {
    if case .failure(let path, _) = overlay {
      stepCard(from: path, by: delta)
      return
    }
    if screen == .failures {
      failures.focus = failures.focus == .files ? .classes : .files
      return
    }
    if screen == .logs {
      logs.focus = logs.focus == .files ? .text : .files
      return
    }
    if screen == .launch { return stepField(by: delta) }
    if screen == .artifacts {
      artifacts.focus = artifacts.focus == .tree ? .preview : .tree
      return
    }
    if screen == .worker {
      worker.focus = worker.focus == .log ? .stack : .log
      worker.scroll = 0
      return
    }
    let panels = Panel.allCases
    guard let index = panels.firstIndex(of: monitor.focus) else { return }
    monitor.focus = panels[(index + delta + panels.count) % panels.count]
  }

  private mutating func stepCard(from path: String, by delta: Int) {
    let paths = failureIDs
    guard let index = paths.firstIndex(of: path) else { return }
    let next = min(max(0, index + delta), paths.count - 1)
    if screen == .failures {
      failures.list.select(failures.list.selection + next - index)
    } else {
      monitor.failures.select(next, in: paths)
    }
    overlay = .failure(path: paths[next], scroll: 0)
  }

  // MARK: - Going in and out

  mutating func open() {
    switch screen {
    case .jobs:
      if let job = selectedJob { watch(job.name) }
    case .monitor:
      if monitor.focus == .failures, let failure = selectedFailure {
        monitor.failures.move(by: 0, in: failureIDs)
        overlay = .failure(path: failure.path, scroll: 0)
      } else if facts.job?.snapshot?.error != nil {
        overlay = .jobError(scroll: 0)
      } else if monitor.focus == .workers, let index = monitor.workers.index(in: workerIDs) {
        openWorker(workerIDs[index])
      }
    case .failures: openFailures()
    case .worker: break
    case .logs: openLog()
    case .models: openModel()
    case .launch: break
    case .artifacts: openArtifact()
    }
  }

  mutating func show(_ screen: Screen) {
    guard screens.contains(screen) else { return }
    self.screen = screen
    opensActiveJob = false
  }

  private mutating func goBack() {
    if overlay != nil {
      overlay = nil
      return
    }
    switch backMeaning {
    case .dismissNotice: notice = nil
    case .clearFilter: clearFilter()
    case .leaveZoom: monitor.isZoomed = false
    case .stopSearch: logs.pending = nil
    case .clearSearch: clearFilter()
    case .goTo(let screen):
      self.screen = screen
      if screen == .jobs, let job = live.job { selectInList(job.name) }
    case nil: break
    }
  }

  /// Whether the screen's filter is being written.
  package var isFiltering: Bool {
    get {
      switch screen {
      case .jobs: jobs.filter.isEditing
      case .failures: failures.isFiltering
      case .logs: logs.isTyping
      case .monitor, .worker, .models, .artifacts, .launch: false
      }
    }
    set {
      switch screen {
      case .jobs: jobs.filter.isEditing = newValue
      case .failures: failures.isFiltering = newValue
      case .logs: logs.isTyping = newValue
      case .monitor, .worker, .models, .artifacts, .launch: break
      }
    }
  }

  private mutating func clearFilter() {
    switch screen {
    case .jobs: jobs.filter = JobFilter()
    case .failures:
      failures.isFiltering = false
      failures.filter = TextField()
      failures.startOver()
    case .logs:
      logs.isTyping = false
      logs.search = TextField()
      logs.isAtLastMatch = false
    case .monitor, .worker, .models, .artifacts, .launch: break
    }
  }

  private mutating func selectInList(_ job: String) {
    let names = shownJobs.map(\.name)
    if let index = names.firstIndex(of: job) { jobs.cursor.select(index, in: names) }
  }
}

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
    case .keepFilter:
      isFiltering = false
      if writesSearch { startSearch(now: now) }
    case .clearFilter: clearFilter()
    case .askToCancel:
      if let job = jobInQuestion { overlay = .confirmCancel(job: job.name, choice: .keep) }
    case .moveChoice(let delta): moveChoice(by: delta)
    case .confirmChoice: return confirmChoice(now: now)
    case .choose(let choice): return answer(choice)
    case .answer(let isYes): return answer(isYes)
    case .askToResume: askToResume()
    case .retryFailed: askToRetry()
    case .retryMarked: askToRetryMarked()
    case .markFailure: markFailure(now: now)
    case .nextWorker(let delta): stepWorker(by: delta)
    case .askStack: askStack()
    case .toggleFollow: toggleFollow()
    case .toggleWrap:
      if screen == .artifacts { artifacts.preview.wraps.toggle() } else { logs.isWrapped.toggle() }
    case .nextLevel: nextLevel()
    case .mark: markLog(now: now)
    case .findNext: findNext(isBackward: false, now: now)
    case .findPrevious: findNext(isBackward: true, now: now)
    case .readLog: readWorkerLog()
    case .closeFolder: artifacts.stepOut()
    case .openFiles: openFiles()
    case .modelCard: if let model = models.selected { overlay = .model(id: model.id, scroll: 0) }
    case .registerModel:
      registration.lookAgain()
      overlay = .registration
    case .archiveModel: return archiveModel()
    case .deleteModel: askToDelete()
    case .toggleArchived: models.showsArchived.toggle()
    case .toggleChoice(let delta): registration.toggleChoice(by: delta)
    case .register: return register(now: now)
    case .stopModelOrder: return [.stopModelOrder]
    case .openWith(let program): return open(with: program)
    case .editConfiguration: return editConfiguration(now: now)
    case .readConfiguration: return [.readConfiguration]
    case .palette: overlay = .palette(Palette())
    case .takeEntry: return takeEntry(now: now)
    case .moveEntry(let delta): moveEntry(by: delta)
    case .watch(let job): watch(job)
    case .markJob: markJob()
    case .compareJobs: compareJobs()
    case .start: return start(now: now)
    case .dryRun: startTrial(now: now)
    case .complete:
      if overlay == .registration { registration.complete() } else { launch.complete() }
    case .launchModel: launchModel()
    case .shift(let columns):
      if screen == .artifacts {
        artifacts.preview.shift(by: columns)
      } else {
        shiftLog(by: columns)
      }
    case .stopWorker: askToStopWorker()
    case .skipMiniBatch: askToSkip(now: now)
    case .export: askToExport()
    case .copy: openCopyMenu()
    case .sort: openSortMenu()
    case .reverseSort: reverseSort()
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
    case .pickTheme: return pickTheme()
    case .leave: return goUp()
    case .part(let choice): return part(choice)
    case .quit: return [.quit(.asked)]
    }
    return []
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
    case .models: openFiles()
    case .launch, .comparison: break
    case .artifacts: openArtifact()
    }
  }

  mutating func show(_ screen: Screen) {
    guard screens.contains(screen) else { return }
    if screen.needsJob, let job = jobOfDigits, job != live.job?.name { watch(job) }
    if screen == .launch { launch.lookAgain() }
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
    case .stopTrial: launch.stopTrial()
    case .stopCounting: launch.stopCounting()
    case .clearSearch: clearFilter()
    case .goTo(let screen): goUp(to: screen)
    case nil: break
    }
  }

  mutating func goUp(to parent: Screen) {
    screen = parent
    if screen == .jobs, let job = live.job { selectInList(job.name) }
  }

  /// Whether the screen's filter is being written.
  package var isFiltering: Bool {
    get {
      switch screen {
      case .jobs: jobs.filter.isEditing
      case .failures: failures.isFiltering
      case .logs: logs.isTyping
      case .artifacts: artifacts.isWriting
      case .monitor, .worker, .models, .launch, .comparison: false
      }
    }
    set {
      switch screen {
      case .jobs: jobs.filter.isEditing = newValue
      case .failures: failures.isFiltering = newValue
      case .logs: logs.isTyping = newValue
      case .artifacts: artifacts.isWriting = newValue
      case .monitor, .worker, .models, .launch, .comparison: break
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
    case .artifacts:
      artifacts.clearWritten()
    case .monitor, .worker, .models, .launch, .comparison: break
    }
  }

  private mutating func selectInList(_ job: String) {
    let names = shownJobs.map(\.name)
    if let index = names.firstIndex(of: job) { jobs.cursor.select(index, in: names) }
  }
}

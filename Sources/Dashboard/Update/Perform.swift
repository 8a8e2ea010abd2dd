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
    case .last: move(by: .max / 4)
    case .open: open()
    case .back: goBack()
    case .nextPanel: step(by: 1)
    case .previousPanel: step(by: -1)
    case .show(let screen): show(screen)
    case .editFilter: jobs.filter.isEditing = true
    case .keepFilter: jobs.filter.isEditing = false
    case .clearFilter: jobs.filter = JobFilter()
    case .eraseFilterCharacter: _ = jobs.filter.text.popLast()
    case .clearFilterText: jobs.filter.text = ""
    case .askToCancel:
      if let job = jobInQuestion { overlay = .confirmCancel(job: job.name, choice: .keep) }
    case .moveChoice(let delta): moveChoice(by: delta)
    case .confirmChoice:
      if case .confirmCancel(_, let choice) = overlay { return answer(choice) }
    case .choose(let choice): return answer(choice)
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
    case .confirmCancel, nil: break
    }
    switch screen {
    case .jobs: return JobsLayout(size: size).rows.height
    case .monitor: return MonitorLayout(self).rows(of: monitor.focus).height
    }
  }

  private mutating func move(by delta: Int) {
    switch overlay {
    case .help(let scroll):
      let most = HelpView.overlay(for: self).maximumOffset(in: HelpView.area(of: self))
      overlay = .help(scroll: min(max(0, scroll + delta), most))
    case .failure(let path, let scroll):
      guard let failure = shownFailures.first(where: { $0.path == path }) else { return }
      let most = Card(failure).maximumOffset(in: size)
      overlay = .failure(path: path, scroll: min(max(0, scroll + delta), most))
    case .jobError(let scroll):
      guard let error = facts.job?.snapshot?.error else { return }
      let most = Card(error).maximumOffset(in: size)
      overlay = .jobError(scroll: min(max(0, scroll + delta), most))
    case .confirmCancel:
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
    }
  }

  private mutating func moveToFirst() {
    switch overlay {
    case .help, .failure, .jobError: move(by: .min / 4)
    case .confirmCancel: break
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
      }
    }
  }

  /// The next panel; on a failure card the next failed file.
  private mutating func step(by delta: Int) {
    if case .failure(let path, _) = overlay {
      guard let index = failureIDs.firstIndex(of: path) else { return }
      let next = min(max(0, index + delta), failureIDs.count - 1)
      monitor.failures.select(next, in: failureIDs)
      overlay = .failure(path: failureIDs[next], scroll: 0)
      return
    }
    let panels = Panel.allCases
    guard let index = panels.firstIndex(of: monitor.focus) else { return }
    monitor.focus = panels[(index + delta + panels.count) % panels.count]
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
      }
    }
  }

  mutating func show(_ screen: Screen) {
    guard screen == .jobs || live.job != nil else { return }
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
    case .clearFilter: jobs.filter = JobFilter()
    case .leaveZoom: monitor.isZoomed = false
    case .goToJobs:
      screen = .jobs
      if let job = live.job { selectInList(job.name) }
    case nil: break
    }
  }

  private mutating func selectInList(_ job: String) {
    let names = shownJobs.map(\.name)
    if let index = names.firstIndex(of: job) { jobs.cursor.select(index, in: names) }
  }

  // MARK: - Cancelling

  private mutating func moveChoice(by delta: Int) {
    guard case .confirmCancel(let job, let choice) = overlay,
      let index = CancelChoice.allCases.firstIndex(of: choice)
    else { return }
    let next = min(max(0, index + delta), CancelChoice.allCases.count - 1)
    overlay = .confirmCancel(job: job, choice: CancelChoice.allCases[next])
  }

  mutating func answer(_ choice: CancelChoice) -> [Effect] {
    guard case .confirmCancel(let job, _) = overlay else { return [] }
    overlay = nil
    switch choice {
    case .keep: return []
    case .afterMiniBatches: return [.cancel(job: job, now: false)]
    case .atOnce: return [.cancel(job: job, now: true)]
    }
  }
}

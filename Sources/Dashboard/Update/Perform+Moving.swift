import BatchEndpoints
import TerminalUI

// What the moving keys do.

extension DashboardState {
  /// Rows of the list or text that the moving keys act on.
  var visibleRows: Int {
    switch overlay {
    case .help, .failure, .jobError, .model: return max(1, size.rows - 6)
    case .confirmCancel, .prompt, .confirm, .copy, .sort, .palette, .registration, .themes,
      .leave, nil:
      break
    }
    switch screen {
    case .jobs: return JobsLayout(size: size).rows.height
    case .monitor: return MonitorLayout(self).rows(of: monitor.focus).height
    case .failures: return FailuresLayout(self).rows(of: failures.focus).height
    case .worker: return WorkerLayout(size: size).text.height - 2
    case .models: return ModelsLayout(self).listRows.height
    case .launch: return 1
    case .comparison: return ComparisonView.rows(size).height
    case .artifacts: return ModelsLayout(self).rows(of: artifacts.focus).height
    case .logs: return LogsLayout(self).rows(of: logs.focus).height
    }
  }

  mutating func move(by delta: Int) {
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
    case .model(let id, let scroll):
      guard let model = models[id] else { return }
      let most = Card(model).maximumOffset(in: size)
      overlay = .model(id: id, scroll: min(max(0, scroll + delta), most))
    case .confirmCancel, .prompt, .confirm, .copy, .sort, .palette, .registration, .themes,
      .leave:
      break
    case nil:
      moveSelection(by: delta)
    }
  }

  mutating func moveSelection(by delta: Int) {
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
    case .comparison: moveComparison(by: delta)
    }
  }

  mutating func moveToFirst() {
    switch overlay {
    case .help, .failure, .jobError, .model: move(by: .min / 4)
    case .confirmCancel, .prompt, .confirm, .copy, .sort, .palette, .registration, .themes,
      .leave:
      break
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
      case .comparison: moveComparison(by: .min / 4)
      }
    }
  }

  mutating func moveToLast() {
    if overlay == nil, screen == .logs { goToLogsEnd() } else { move(by: .max / 4) }
  }

  /// The next panel; on a failure card the next failed file.
  mutating func step(by delta: Int) {
    if case .failure(let path, _) = overlay {
      stepCard(from: path, by: delta)
      return
    }
    if overlay == .registration { return registration.stepField(by: delta) }
    switch screen {
    case .monitor: monitor.focus.step(by: delta)
    case .failures: failures.focus.step(by: delta)
    case .logs: logs.focus.step(by: delta)
    case .artifacts: artifacts.focus.step(by: delta)
    case .worker:
      worker.focus.step(by: delta)
      worker.scroll = 0
    case .launch: stepField(by: delta)
    case .jobs, .models, .comparison: break
    }
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
}

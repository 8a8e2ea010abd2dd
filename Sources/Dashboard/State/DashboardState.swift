package import Foundation
package import TerminalUI

/// All that the dashboard knows; `update` changes it, `view` draws it.
package struct DashboardState: Sendable, Equatable {
  package var size: Size
  package var screen = Screen.jobs
  package var live = Facts()
  /// The facts on display while the operator has frozen them; `live` goes on underneath.
  package var frozen: Frozen?
  package var jobs = JobsControls()
  package var monitor = MonitorControls()
  /// Of the monitor's workers; that of a job is the next one's too.
  package var workerSort: ListSort = SortTables.workers.usual
  package var tuning = Tuning()
  package var failures = FailuresControls()
  package var worker = WorkerControls()
  package var logs = LogsControls()
  package var models = ModelsControls()
  package var artifacts = ArtifactsControls()
  package var registration = RegistrationForm()
  package var launch = LaunchControls()
  package var comparison = ComparisonControls()
  package var themes = ThemeControls()
  package var keys = OperatorKeys()
  /// Where relative paths begin.
  package var folder: String?
  /// What the operator's configuration is read from, once there is one; nil without a place for it.
  package var configurationFile: String?
  /// Whether nothing may be changed.
  package var isReadOnly = false
  /// Names of the commands that the palette was used for, the newest first.
  package var usedCommands: [String] = []
  package var overlay: Overlay?
  package var notice: Notice?
  /// Whether the first list of jobs may still open the monitor by itself.
  package var opensActiveJob: Bool
  /// Where the operator was the last time; what the first list of jobs leads to when none runs.
  package var lastPlace: Place?
  /// The job that is asked to stop and whose answer leaves the dashboard.
  package var leavesAfterCancelling: String?

  package init(size: Size, attachedTo job: String? = nil) {
    self.size = size
    opensActiveJob = job == nil
    if let job { watch(job) }
  }

  /// What is on display.
  package var facts: Facts { frozen?.facts ?? live }

  package mutating func watch(_ job: String) {
    if live.job?.name != job {
      live.job = WatchedJob(name: job)
      monitor = MonitorControls()
      tuning = Tuning()
      failures = FailuresControls()
      worker = WorkerControls()
      logs = LogsControls()
      frozen = nil
    }
    live.job?.watchAgain()
    screen = .monitor
  }
}

package struct Frozen: Sendable, Equatable {
  package var facts: Facts
  package var at: Date
}

package struct JobsControls: Sendable, Equatable {
  package var cursor = ListCursor<String>()
  package var filter = JobFilter()
  package var sort: ListSort = SortTables.jobs.usual
  /// Names of the jobs to compare, at most two.
  package var marked: [String] = []
}

package struct MonitorControls: Sendable, Equatable {
  package var focus = Panel.workers
  package var isZoomed = false
  package var workers = ListCursor<Int>()
  package var failures = ListCursor<String>()
  package var events = ListCursor<String>()
}

/// A part of the run monitor that can have the focus.
package enum Panel: String, Sendable, CaseIterable {
  case workers, failures, events, throughput, memory
}

package enum Overlay: Sendable, Equatable {
  case help(scroll: Int)
  /// The failed file with this path.
  case failure(path: String, scroll: Int)
  /// Why the job failed.
  case jobError(scroll: Int)
  case confirmCancel(job: String, choice: CancelChoice)
  case prompt(Prompt)
  case confirm(Confirmation)
  /// The form that registers a model.
  case registration
  /// The model `NAME:VERSION` in full.
  case model(id: String, scroll: Int)
  case copy([CopyChoice], selected: Int)
  /// By which column to sort a list.
  case sort(SortableList, selected: Int)
  case palette(Palette)
  case themes(ThemePicker)
  case leave(LeaveChoice)
}

/// The answers to "cancel this job?", the harmless one first.
package enum CancelChoice: Sendable, CaseIterable {
  case keep, afterMiniBatches, atOnce
}

/// One line of news above the footer.
package struct Notice: Sendable, Equatable {
  package var text: String
  package var role: Role
  /// When it leaves by itself; nil: when the operator or better news removes it.
  package var expiresAt: Date?
  /// Set for the failure of the job list, which the next list takes back.
  package var isAboutJobList = false
  /// Set for what is said of a key: it is over with the next one that does something.
  package var isAboutKey = false
  /// The command that does what the notice tells of.
  package var command: String?
}

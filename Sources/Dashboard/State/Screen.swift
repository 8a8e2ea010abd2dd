import BatchEndpoints

package enum Screen: String, Sendable, CaseIterable {
  case jobs, monitor, failures, logs, models, launch
  /// One worker of the watched job.
  case worker
  /// The files of a model.
  case artifacts
  /// Two jobs side by side.
  case comparison

  package var title: String {
    switch self {
    case .jobs: "Jobs"
    case .monitor: "Run"
    case .failures: "Failures"
    case .logs: "Logs"
    case .models: "Models"
    case .launch: "Launch"
    case .worker: "Worker"
    case .artifacts: "Files"
    case .comparison: "Compare"
    }
  }

  /// The digit that leads there from everywhere; nil for a screen that is opened from another.
  package var key: Character? {
    switch self {
    case .jobs: "1"
    case .monitor: "2"
    case .failures: "3"
    case .logs: "4"
    case .models: "5"
    case .launch: "6"
    case .worker, .artifacts, .comparison: nil
    }
  }

  /// For help.
  var about: String {
    switch self {
    case .jobs: "all jobs"
    case .monitor: "the job watched last"
    case .failures: "the failed files"
    case .logs: "what was printed"
    case .models: "registered models"
    case .launch: "start a job"
    case .worker: "a worker"
    case .artifacts: "a model's files"
    case .comparison: "two jobs"
    }
  }

  /// Of its key in the footer of other screens.
  var rank: Int {
    switch self {
    case .jobs: 30
    case .monitor: 65
    case .failures: 45
    case .logs: 44
    case .models: 29
    case .launch: 46
    case .worker, .artifacts, .comparison: 0
    }
  }

  /// The screen it was opened from: whose tab is marked, and where Esc leads.
  var parent: Screen? {
    switch self {
    case .jobs: nil
    case .artifacts: .models
    case .monitor, .models, .launch, .comparison: .jobs
    case .failures, .logs, .worker: .monitor
    }
  }

  /// Whether it shows the watched job.
  var needsJob: Bool {
    switch self {
    case .jobs, .models, .artifacts, .launch, .comparison: false
    case .monitor, .failures, .logs, .worker: true
    }
  }
}

extension DashboardState {
  /// The screens that have a digit, and something to show.
  package var screens: [Screen] {
    let hasJob = jobOfDigits != nil
    return Screen.allCases.filter { screen in
      screen.key != nil && (!screen.needsJob || hasJob) && !(isReadOnly && screen == .launch)
    }
  }

  /// The job whose screens the digits lead to: on the list the selected one, elsewhere the one
  /// watched last.
  package var jobOfDigits: String? {
    screen == .jobs ? selectedJob?.name ?? live.job?.name : live.job?.name
  }

  /// For help.
  func about(_ other: Screen) -> String {
    screen == .jobs && other == .monitor && selectedJob != nil ? "the selected job" : other.about
  }

  /// Those that a digit leads to from here.
  package var screensToGoTo: [Screen] { screens.filter { $0 != screen } }
}

extension Screen {
  /// The screen whose tab stands for this one.
  var tab: Screen { key == nil ? parent ?? .jobs : self }
}

package import BatchEndpoints
package import TerminalUI

/// Everything that can change the dashboard's state.
package enum Message: Sendable, Equatable {
  case input(InputEvent)
  case jobsListed([JobSummary])
  case jobsUnavailable(reason: String)
  case watched(job: String, WatchNews)
  case orderAnswered(job: String, JobOrder, failure: String?)
  /// What a job works on has changed: it does not go on before that is accepted.
  case changesFound([String], by: Restart, job: String)
  /// The job that was started.
  case launched(LaunchRequest, job: String)
  case launchFailed(reason: String)
  case themesRead([ThemeOffer])
  case modelProgress(ModelProgress)
  /// What became of an order: the model that was registered, or why it could not be done.
  case modelOrderAnswered(ModelOrder, made: ModelSummary?, failure: String?)
  /// The program that showed or changed a file is over; `complaint` is a sentence.
  case programEnded(ExternalProgram, path: String, complaint: String?)
  case configurationRead(Configured)
  /// The configuration cannot be used.
  case configurationUnfit(reason: String)
  case answered(Question, Answer)
  case unanswered(Question, reason: String)
  /// Time alone has changed what is on screen.
  case tick
}

/// What a change asks of the world outside.
package enum Effect: Sendable, Equatable {
  case order(job: String, JobOrder)
  /// Start a job.
  case launch(LaunchRequest)
  case model(ModelOrder)
  /// Give up the order to models that is under way.
  case stopModelOrder
  /// Lend the terminal to a program that shows or changes a file.
  case open(path: String, with: ExternalProgram)
  /// Read the operator's configuration again.
  case readConfiguration
  /// Put text on the terminal's clipboard.
  case copy(String)
  /// Tell an operator who looks elsewhere.
  case notify(String)
  /// Read the themes there are.
  case readThemes
  /// Keep for the next time what is to be kept.
  case remember
  /// Draw every cell again, whatever the terminal is believed to show.
  case redrawAll
  /// Hand the terminal back to the shell until continued.
  case suspend
  case quit(Ending)

  package enum Ending: Sendable, Equatable {
    case asked
    /// A signal, or 1 (HUP) when the terminal is gone.
    case signal(Int32)
  }

  /// Whether it changes a job or a file.
  var changes: Bool {
    switch self {
    case .order, .launch, .model, .stopModelOrder, .open(_, with: .editor): true
    case .open(_, with: .pager), .readConfiguration, .copy, .notify, .readThemes, .remember,
      .redrawAll, .suspend,
      .quit:
      false
    }
  }
}

/// A flow of news that a state needs; the runner starts and stops flows to match.
package enum Subscription: Sendable, Hashable {
  case jobs(every: Duration)
  case watch(job: String)
  /// Asked once, or again and again.
  case answer(Question, every: Duration?)
}

/// What a key can mean. `KeyMap` says which key means what in a given state.
package enum Action: Sendable, Equatable {
  case move(Int)
  /// Halves of what is visible: ±1 for half a page, ±2 for a page.
  case page(halves: Int)
  case first, last
  case open
  /// Close the overlay, clear, leave the zoom, or go up: whichever is nearest.
  case back
  case nextPanel, previousPanel
  case show(Screen)
  case editFilter, keepFilter, clearFilter
  case askToCancel
  case moveChoice(Int)
  case confirmChoice
  case choose(CancelChoice)
  case stepWorkers(Int)
  case ask(Prompt.Kind)
  /// Yes or no.
  case answer(Bool)
  case askToResume
  case retryFailed, retryMarked, markFailure, export, copy
  case nextWorker(Int)
  case closeFolder
  /// The model's files, its card, the form for a new one.
  case openFiles, modelCard, registerModel
  case archiveModel, deleteModel, toggleArchived
  /// In the form: another value, do it, give it up.
  case toggleChoice(Int)
  case register, stopModelOrder
  case openWith(ExternalProgram)
  case editConfiguration, readConfiguration
  case palette, takeEntry
  case moveEntry(Int)
  case watch(String)
  case markJob, compareJobs
  case start, dryRun, complete, launchModel
  case toggleFollow, toggleWrap, nextLevel, mark, findNext, findPrevious, readLog
  /// Columns to the right.
  case shift(Int)
  case askStack, stopWorker, skipMiniBatch
  case takeCopy(Int)
  case sort, reverseSort
  case takePrompt, togglePause, undo
  case freeze, zoom, help, redraw, suspend
  case pickTheme
  /// One level up; at the top out of the dashboard, with a question while a job runs.
  case leave
  case part(LeaveChoice)
  /// Out of the dashboard, at once.
  case quit
}

extension Action {
  /// Whether it is for changing a job or a file: what a read-only dashboard refuses.
  var changes: Bool {
    switch self {
    case .askToCancel, .askToResume, .stepWorkers, .ask, .retryFailed, .retryMarked, .export,
      .start, .dryRun,
      .launchModel, .stopWorker, .skipMiniBatch, .togglePause, .undo, .registerModel,
      .archiveModel, .deleteModel, .register, .stopModelOrder, .openWith(.editor),
      .editConfiguration:
      true
    case .move, .page, .first, .last, .open, .back, .nextPanel, .previousPanel, .show, .editFilter,
      .keepFilter, .clearFilter, .copy, .nextWorker, .closeFolder, .palette, .takeEntry,
      .moveEntry, .watch, .markJob, .markFailure, .openFiles, .modelCard, .toggleArchived,
      .toggleChoice, .openWith(.pager), .readConfiguration, .complete, .compareJobs, .toggleFollow,
      .toggleWrap,
      .nextLevel, .mark,
      .findNext, .findPrevious, .readLog, .shift, .askStack, .takeCopy, .sort, .reverseSort,
      .freeze, .zoom, .help,
      .redraw, .suspend, .pickTheme, .leave, .part, .quit:
      false
    // Answers to questions that are not asked in a read-only dashboard.
    case .moveChoice, .confirmChoice, .choose, .answer, .takePrompt:
      false
    }
  }
}

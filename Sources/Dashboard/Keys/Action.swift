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
  case retryFailed, export, copy
  case nextWorker(Int)
  case closeFolder
  case palette, takeEntry
  case moveEntry(Int)
  case watch(String)
  case markJob, compareJobs
  case start, launchModel
  case toggleFollow, toggleWrap, nextLevel, mark, findNext, findPrevious, readLog
  /// Columns to the right.
  case shift(Int)
  case askStack, stopWorker, skipMiniBatch
  case takeCopy(Int)
  case takePrompt, togglePause, undo
  case freeze, zoom, help, redraw, suspend, quit
}

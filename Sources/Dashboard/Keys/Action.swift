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
  case editFilter, keepFilter, clearFilter, eraseFilterCharacter, clearFilterText
  case askToCancel
  case moveChoice(Int)
  case confirmChoice
  case choose(CancelChoice)
  case freeze, zoom, help, redraw, suspend, quit
}

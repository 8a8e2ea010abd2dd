import BatchEndpoints
import TerminalUI

// The keys of what lies over a screen, and of text being written.

extension KeyMap {
  static let helpKeys: [KeyBinding] =
    [
      KeyBinding(
        [
          (key(.escape), .back), (key("?"), .back), (key(.function(1)), .back),
          (key(.enter), .back), (key("q"), .back),
        ], label: "close", description: "close help", rank: 100)
    ] + moving(rank: 60, label: "scroll")

  static func cardKeys(in state: DashboardState) -> [KeyBinding] {
    var bindings = [
      KeyBinding(
        [(key(.escape), .back), (key(.enter), .back), (key("q"), .back)], label: "close",
        description: "close the card", rank: 100)
    ]
    if case .failure = state.overlay, state.shownFailures.count > 1 {
      bindings.append(
        KeyBinding(
          [(key("n"), .nextPanel), (key("N"), .previousPanel)], hint: "n N", label: "next",
          description: "next, previous failed file", rank: 90))
    }
    if case .failure = state.overlay { bindings += copyKeys }
    return bindings + moving(rank: 60, label: "scroll")
  }

  static let dialogKeys =
    [
      KeyBinding(
        [(key(.escape), .choose(.keep)), (key("n"), .choose(.keep)), (key("q"), .choose(.keep))],
        hint: "Esc", label: "keep running", description: "change nothing", rank: 100),
      KeyBinding(
        [(key("y"), .choose(.afterMiniBatches))], label: "stop",
        description: "cancel when the running mini-batches are done", rank: 90),
      KeyBinding(
        [(key("a"), .choose(.atOnce))], label: "at once",
        description: "cancel now and drop the running mini-batches", rank: 89),
    ] + choosing(label: "take the marked one")

  static let paletteKeys = [
    KeyBinding([(key(.enter), .takeEntry)], label: "do", description: "do it", rank: 100),
    KeyBinding([(key(.escape), .back)], label: "leave", description: "do nothing", rank: 99),
    KeyBinding(
      [(key(.down), .moveEntry(1)), (key(.up), .moveEntry(-1))], hint: "Up Down", label: "move",
      description: "mark another", rank: 90),
  ]

  static let themeKeys = [
    KeyBinding([(key(.enter), .takeEntry)], label: "keep", description: "keep it", rank: 100),
    KeyBinding(
      [(key(.escape), .back), (key("q"), .back)], label: "as before",
      description: "back to the one before", rank: 99),
    KeyBinding(
      [
        (key("j"), .moveEntry(1)), (key("k"), .moveEntry(-1)), (key(.down), .moveEntry(1)),
        (key(.up), .moveEntry(-1)),
      ], hint: "j k", label: "look", description: "look at the next, the previous", rank: 90),
  ]

  static func leaveKeys(in state: DashboardState) -> [KeyBinding] {
    var bindings = [
      KeyBinding(
        [(key(.escape), .part(.stay)), (key("n"), .part(.stay))], label: "stay",
        description: "change nothing", rank: 100),
      KeyBinding(
        [(key("q"), .part(.leave)), (key("y"), .part(.leave)), (key("D"), .part(.leave))],
        label: "leave", description: "leave; it goes on", rank: 99),
    ]
    if state.leaveChoices.contains(.stop) {
      bindings.append(
        KeyBinding(
          [(key("s"), .part(.stop))], label: "stop",
          description: "cancel when the running mini-batches are done", rank: 90))
    }
    return bindings + choosing(label: "take the marked one")
  }

  /// Of a list that can be sorted.
  static func sortKeys(in state: DashboardState) -> [KeyBinding] {
    guard state.sortableList != nil else { return [] }
    return [
      KeyBinding(
        [(key("s"), .sort)], label: "sort", description: "sort by a column", rank: 51),
      KeyBinding(
        [(key("S"), .reverseSort)], label: "reverse", description: "turn the order round", rank: 28),
    ]
  }

  static let sortMenuKeys =
    [
      KeyBinding(
        [(key(.escape), .back), (key("q"), .back)], label: "leave",
        description: "leave it as it is", rank: 100)
    ] + choosing(label: "sort")

  static let searchKeys = [
    KeyBinding(
      [(key(.enter), .keepFilter)], label: "search", description: "find it", rank: 100),
    KeyBinding(
      [(key(.escape), .clearFilter)], label: "leave", description: "search for nothing", rank: 99),
  ]

  static let filterKeys = [
    KeyBinding(
      [(key(.enter), .keepFilter)], label: "keep", description: "keep the filter", rank: 100),
    KeyBinding(
      [(key(.escape), .clearFilter)], label: "clear", description: "show all again", rank: 99),
    KeyBinding(
      [(key(.down), .move(1)), (key(.up), .move(-1))], hint: "Up Down", label: "move",
      description: "move the selection", rank: 55),
  ]
}

import BatchEndpoints
import TerminalUI

// The keys of the failures screen, and of the dialogs it opens.

extension KeyMap {
  static func failuresKeys(in state: DashboardState) -> [KeyBinding] {
    var bindings: [KeyBinding] = []
    let selected = state.failures.list.selected
    if state.failures.focus == .files, selected != nil {
      bindings.append(
        KeyBinding(
          [(key(.enter), .open)], label: "details", description: "open the failed file",
          rank: 90))
    }
    if state.failures.focus == .classes {
      bindings.append(
        KeyBinding(
          [(key(.enter), .open)], label: "files", description: "the files of this class",
          rank: 90))
    }
    bindings.append(
      KeyBinding(
        [(key("/"), .editFilter)], label: "filter", description: "words to find, !word not",
        rank: 80))
    bindings.append(
      KeyBinding(
        [(key(.tab), .nextPanel), (key(.backTab), .previousPanel)],
        label: state.failures.focus == .files ? "classes" : "list",
        description: "files or classes", rank: 75))
    if selected != nil { bindings += copyKeys }
    if state.canRetryFailed, state.failures.focus == .files, let selected {
      let isMarked = state.failures.marked.contains(selected.path)
      bindings.append(
        KeyBinding(
          [(key(" "), .markFailure)], label: isMarked ? "unmark" : "mark",
          description: "mark to retry", rank: 82))
    }
    if state.canRetryFailed, !state.failures.marked.isEmpty {
      bindings.append(
        KeyBinding(
          [(key("r"), .retryMarked)], label: "retry marked",
          description: "score the marked files again (asks)", rank: 85))
    }
    if state.canRetryFailed {
      bindings.append(
        KeyBinding(
          [(key("R"), .retryFailed)], label: "retry all",
          description: "score all failed files again (asks)", rank: 84))
    }
    if state.failures.list.count > 0 {
      bindings.append(
        KeyBinding(
          [(key("E"), .export)], label: "export", description: "write all to a CSV or JSON file",
          rank: 70))
    }
    return bindings
  }

  static let copyKeys = copyKeys(rank: 72)

  /// Where other keys matter more.
  static let lowCopyKeys = copyKeys(rank: 42)

  private static func copyKeys(rank: Int) -> [KeyBinding] {
    [
      KeyBinding(
        [(key("y"), .copy)], label: "copy", description: "choose what to copy", rank: rank)
    ]
  }

  static func confirmKeys(_ confirmation: Confirmation) -> [KeyBinding] {
    if confirmation.name != nil { return namedConfirmKeys(confirmation) }
    guard confirmation.moot == nil else {
      return [
        KeyBinding(
          [
            (key(.escape), .answer(false)), (key(.enter), .answer(false)),
            (key("n"), .answer(false)), (key("q"), .answer(false)),
          ], hint: "Esc", label: "close", description: "there is nothing to decide any more",
          rank: 100)
      ]
    }
    return [
      KeyBinding(
        [(key(.escape), .answer(false)), (key("n"), .answer(false)), (key("q"), .answer(false))],
        hint: "Esc", label: "no", description: confirmation.no, rank: 100),
      KeyBinding(
        [(key("y"), .answer(true))], label: "yes", description: confirmation.yes, rank: 90),
    ] + choosing(label: "take the marked one")
  }

  /// All others are text, also when there is nothing to decide any more: they may be on their way.
  private static func namedConfirmKeys(_ confirmation: Confirmation) -> [KeyBinding] {
    let isMoot = confirmation.moot != nil
    let leave = KeyBinding(
      [(key(.escape), .answer(false))], label: isMoot ? "close" : "no",
      description: isMoot ? "there is nothing to decide any more" : confirmation.no, rank: 100)
    let go = KeyBinding(
      [(key(.enter), .answer(true))], label: "yes", description: confirmation.yes, rank: 90)
    return isMoot ? [leave] : [leave, go]
  }

  static func copyMenuKeys(_ choices: [CopyChoice]) -> [KeyBinding] {
    choices.enumerated().map { index, choice in
      KeyBinding(
        [(key(choice.key), .takeCopy(index))], label: choice.label,
        description: "copy the \(choice.label)", rank: 90)
    } + [
      KeyBinding([(key(.escape), .back)], label: "leave", description: "copy nothing", rank: 100)
    ] + choosing(label: "copy")
  }

  /// The keys of every dialog that marks one of its answers.
  static func choosing(label: String) -> [KeyBinding] {
    [
      KeyBinding(
        [(key(.enter), .confirmChoice)], label: label, description: "take the marked answer",
        rank: 88),
      KeyBinding(
        [
          (key("j"), .moveChoice(1)), (key("k"), .moveChoice(-1)), (key(.down), .moveChoice(1)),
          (key(.up), .moveChoice(-1)), (key(.tab), .moveChoice(1)),
          (key(.backTab), .moveChoice(-1)),
        ], hint: "j k", label: "move", description: "mark another answer", rank: 60),
    ]
  }
}

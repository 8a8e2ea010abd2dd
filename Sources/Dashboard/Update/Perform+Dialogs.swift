import Foundation
import TerminalUI

// Questions with choices, and what is copied.

extension DashboardState {
  mutating func answer(_ isYes: Bool) -> [Effect] {
    guard case .confirm(var confirmation) = overlay else { return [] }
    if isYes, let name = confirmation.name, confirmation.field.text.trimmed != name {
      confirmation.field.problem = "Write \(name), or leave with Esc."
      overlay = .confirm(confirmation)
      return []
    }
    overlay = nil
    guard isYes else { return [] }
    switch confirmation.deed {
    case .order(let order, let job): return [.order(job: job, order)]
    case .model(let order): return begin(order)
    }
  }

  mutating func openCopyMenu() {
    let choices = copyChoices
    if !choices.isEmpty { overlay = .copy(choices, selected: 0) }
  }

  /// What `y` offers.
  private var copyChoices: [CopyChoice] {
    switch screen {
    case .launch, .comparison: []
    case .jobs: jobCopies
    case .monitor: monitorCopies
    case .failures: failureCopies
    case .worker: workerCopies
    case .logs: logCopies
    case .models: modelCopies
    case .artifacts: artifactCopies
    }
  }

  mutating func takeCopy(_ index: Int, now: Date) -> [Effect] {
    guard case .copy(let choices, _) = overlay, choices.indices.contains(index) else { return [] }
    overlay = nil
    let text = choices[index].text
    guard TerminalRequest.canCopy(text) else {
      reply("The \(choices[index].label) is too long for a clipboard.", now: now)
      return []
    }
    say(
      "Sent the \(choices[index].label), \(Format.grouped(text.count)) characters, "
        + "to the terminal's clipboard.", now: now)
    return [.copy(text)]
  }

  mutating func moveChoice(by delta: Int) {
    switch overlay {
    case .confirmCancel(let job, let choice):
      guard let index = CancelChoice.allCases.firstIndex(of: choice) else { return }
      let next = min(max(0, index + delta), CancelChoice.allCases.count - 1)
      overlay = .confirmCancel(job: job, choice: CancelChoice.allCases[next])
    case .confirm(var confirmation):
      confirmation.isYes = delta > 0
      overlay = .confirm(confirmation)
    case .copy(let choices, let selected):
      overlay = .copy(choices, selected: min(max(0, selected + delta), choices.count - 1))
    case .sort(let list, let selected):
      overlay = .sort(list, selected: min(max(0, selected + delta), list.columns.count - 1))
    case .leave(let choice):
      let choices = leaveChoices
      let next = min(max(0, (choices.firstIndex(of: choice) ?? 0) + delta), choices.count - 1)
      overlay = .leave(choices[next])
    case .help, .failure, .jobError, .prompt, .palette, .registration, .model, .themes, nil:
      break
    }
  }

  mutating func confirmChoice(now: Date) -> [Effect] {
    if case .sort(let list, let selected) = overlay { takeSort(list, selected) }
    return switch overlay {
    case .confirmCancel(_, let choice): answer(choice)
    case .confirm(let confirmation): answer(confirmation.isYes)
    case .copy(_, let selected): takeCopy(selected, now: now)
    case .leave(let choice): part(choice)
    case .help, .failure, .jobError, .prompt, .palette, .registration, .model, .themes, .sort, nil:
      []
    }
  }

  mutating func answer(_ choice: CancelChoice) -> [Effect] {
    guard case .confirmCancel(let job, _) = overlay else { return [] }
    overlay = nil
    switch choice {
    case .keep: return []
    case .afterMiniBatches: return [.order(job: job, .cancel(now: false))]
    case .atOnce: return [.order(job: job, .cancel(now: true))]
    }
  }
}

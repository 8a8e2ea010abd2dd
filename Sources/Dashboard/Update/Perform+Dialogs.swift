import Foundation
import TerminalUI

// Questions with choices, and what is copied.

extension DashboardState {
  mutating func answer(_ isYes: Bool) -> [Effect] {
    guard case .confirm(let confirmation) = overlay else { return [] }
    overlay = nil
    return isYes ? [.order(job: confirmation.job, confirmation.order)] : []
  }

  mutating func openCopyMenu() {
    let choices = copyChoices
    if !choices.isEmpty { overlay = .copy(choices, selected: 0) }
  }

  /// What `y` offers.
  private var copyChoices: [CopyChoice] {
    switch screen {
    case .jobs, .launch, .comparison: []
    case .monitor, .failures: failureCopies
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
      say("The \(choices[index].label) is too long for a clipboard.", role: .warning, now: now)
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
    case .help, .failure, .jobError, .prompt, .palette, nil:
      break
    }
  }

  mutating func confirmChoice(now: Date) -> [Effect] {
    switch overlay {
    case .confirmCancel(_, let choice): answer(choice)
    case .confirm(let confirmation): answer(confirmation.isYes)
    case .copy(_, let selected): takeCopy(selected, now: now)
    case .help, .failure, .jobError, .prompt, .palette, nil: []
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

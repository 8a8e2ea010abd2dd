import TerminalUI

/// The dialogs with choices that are not about cancelling: yes or no, and what to copy.
enum ConfirmDialog {
  static func dialog(_ confirmation: Confirmation) -> Dialog {
    if let moot = confirmation.moot {
      return Dialog(
        title: confirmation.title, lines: [moot], choices: [.init(key: "Esc", label: "close")],
        selected: 0)
    }
    return Dialog(
      title: confirmation.title, lines: confirmation.lines,
      choices: [
        .init(key: "Esc", label: confirmation.no), .init(key: "y", label: confirmation.yes),
      ], selected: confirmation.isYes ? 1 : 0)
  }

  static func dialog(_ choices: [CopyChoice], selected: Int) -> Dialog {
    Dialog(
      title: "Copy", lines: [],
      choices: choices.map { .init(key: String($0.key), label: "\($0.label): \(first($0.text))") },
      selected: selected)
  }

  static func area(of state: DashboardState) -> Rect {
    Rect(state.size).split(bottom: 2).rest
  }

  /// Enough of a text to recognise it by.
  private static func first(_ text: String) -> String {
    let line = text.split(separator: "\n").first.map(String.init) ?? ""
    return TextWidth.truncate(line, to: 60, at: .middle, ellipsis: "..")
  }
}

package import TerminalUI

extension TerminalError {
  /// One sentence for standard error: what is missing and what to do instead.
  package var explanation: String {
    switch self {
    case .notATerminal:
      "The dashboard needs a terminal for input and output; "
        + "without one use the commands, such as: batchdeck job list"
    case .unusable(let term):
      "TERM is \"\(term)\", which cannot place the cursor; "
        + "use the commands instead, such as: batchdeck job list"
    }
  }
}

package import TerminalUI

/// A program of the operator's own that shows or changes a file on our terminal.
package enum ExternalProgram: Sendable, Hashable {
  case pager, editor

  /// The variables that name it, the first that is set and not empty counts (environ(7)).
  private var variables: [String] {
    switch self {
    case .pager: ["PAGER"]
    case .editor: ["VISUAL", "EDITOR"]
    }
  }

  /// What is taken when none is named: the first of these that is there.
  private var usual: [String] {
    switch self {
    case .pager: ["less", "more"]
    case .editor: ["vi", "nano", "emacs"]
    }
  }

  /// The words to start it with; nil when none is named and none of the usual ones is there, which
  /// `isExecutable` tells of a path.
  ///
  /// The variable is a shell command and may have options; the path is never read by the shell.
  package func arguments(
    for path: String, environment: [String: String], isExecutable: (String) -> Bool
  ) -> [String]? {
    let named = variables.lazy.compactMap { environment[$0]?.trimmed }.first { !$0.isEmpty }
    let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    let found = usual.first { name in folders.contains { isExecutable("\($0)/\(name)") } }
    guard let command = named ?? found else { return nil }
    return ["/bin/sh", "-c", command + #" "$@""#, command, path]
  }

  /// Why the file was not shown or changed, in one sentence; nil when all went well.
  package func complaint(_ ending: ProgramEnding?) -> String? {
    let word = self == .pager ? "pager" : "editor"
    let remedy = "set \(variables.last ?? "") to one that works."
    switch ending {
    case nil: return "There is no \(usual.joined(separator: ", no ")) here; \(remedy)"
    case .exited(code: 0): return nil
    // sh(1): the command was not found, or is no program.
    case .exited(code: 126), .exited(code: 127): return "The \(word) cannot be started; \(remedy)"
    // sh(1): 128 and the number of the signal that ended what it ran.
    case .exited(let code) where (129...192).contains(code):
      return complaint(.killed(signal: code - 128))
    case .exited(let code): return "The \(word) ended with exit code \(code)."
    case .killed(let signal): return "The \(word) was ended by signal \(signal)."
    case .notStarted(let errno):
      return "The \(word) cannot be started (error \(errno)); \(remedy)"
    }
  }
}

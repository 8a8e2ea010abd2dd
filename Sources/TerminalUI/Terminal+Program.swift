import CTerminal
import Glibc

/// How a program that had the terminal came to its end.
package enum ProgramEnding: Hashable, Sendable {
  case exited(code: Int)
  case killed(signal: Int)
  /// It did not begin: an error number of posix_spawn(3).
  case notStarted(errno: Int)
}

extension Terminal {
  /// Lends the terminal to a program and waits for its end; `.resumed` follows.
  ///
  /// The program gets the terminal as the shell left it, with the standard error that we keep back
  /// ourselves. Whatever it leaves behind, the screen is ours again afterwards. Ctrl-C reaches the
  /// program only; Ctrl-Z stops both; a signal that asks us to end is passed on to it. `arguments`
  /// begin with the program, which is looked for in `PATH`.
  package func run(_ arguments: [String]) -> ProgramEnding {
    guard isOpen else { return .notStarted(errno: Int(EIO)) }
    var copies = arguments.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    var status: Int32 = 0
    let error = ct_run(&copies, &status)
    screenWasLent()
    if error != 0 { return .notStarted(errno: Int(error)) }
    // The macros of wait(2), which Swift does not import.
    let signal = status & 0x7F
    return signal == 0
      ? .exited(code: Int(status >> 8 & 0xFF)) : .killed(signal: Int(signal))
  }
}

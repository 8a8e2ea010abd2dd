import ArgumentParser
import Foundation

/// `-y`: what a verb that cannot be taken back asks first.
struct ConfirmationOptions: ParsableArguments {
  @Flag(name: [.short, .long], help: "Do not ask.")
  var yes = false

  /// Asks at a terminal; elsewhere only `--yes` is an answer.
  ///
  /// - Throws: `CommandFailure` unless it is yes.
  func confirm(_ question: String) throws {
    if yes { return }
    guard isatty(STDIN_FILENO) == 1 else {
      throw CommandFailure(
        status: .couldNotStart, message: "Nothing was deleted; confirm it with --yes.")
    }
    write("\(question) [y/N] ", to: STDERR_FILENO)
    guard readLine()?.lowercased().hasPrefix("y") == true else {
      throw CommandFailure(status: .couldNotStart, message: "Nothing was deleted.")
    }
  }
}

/// `--no-wait`, which `az` takes where Azure needs minutes.
struct NoWaitOption: ParsableArguments {
  @Flag(help: "Accepted; nothing here takes so long that it could be waited for.")
  var noWait = false
}

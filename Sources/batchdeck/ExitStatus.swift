/// What the shell is told (`cli.md`, "Exit codes"). Wrong usage is argument-parser's 64.
enum ExitStatus: Int32, Error {
  case completed = 0
  case jobFailed = 1
  /// A bad manifest, a missing file, no such job: what was asked for was not begun.
  case couldNotStart = 2
  /// The dashboard has no terminal it could use.
  case noTerminal = 3
  /// What argument-parser uses, too (sysexits.h, EX_USAGE).
  case wrongUsage = 64
  /// What was to be printed could not be written (sysexits.h, EX_IOERR).
  case outputLost = 74
  case interrupted = 130
}

/// An end with a message of its own.
struct CommandFailure: Error {
  var status: ExitStatus
  var message: String
}

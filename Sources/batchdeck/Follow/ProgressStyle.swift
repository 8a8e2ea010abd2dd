import ArgumentParser
import Foundation

/// How a followed job shows its progress (`--progress`).
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  /// A bar on a terminal, lines elsewhere.
  case auto
  case bar, plain, json, none

  var resolved: ProgressStyle {
    guard self == .auto else { return self }
    let environment = ProcessInfo.processInfo.environment
    return isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" ? .bar : .plain
  }
}

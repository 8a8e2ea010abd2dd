package import TerminalUI

/// How the dashboard came to its end.
package enum DashboardEnding: Sendable, Equatable {
  /// The operator left. `farewell` is a line for the shell when a job goes on, such as
  /// `brave-otter-4821 goes on: 62 %. Come back with: batchdeck`.
  case left(farewell: String?)
  /// A signal ended it, or the terminal went away (then HUP).
  case signal(Int32)
}

/// Shows the dashboard until the operator leaves; the terminal is restored by then.
///
/// Blocks, and must run on the main thread: everything else goes on in tasks off the main actor.
@MainActor
package func runDashboard(
  source: DashboardSource, options: DashboardOptions
) throws(TerminalError) -> DashboardEnding {
  let terminal = try Terminal(options: options.terminal, environment: options.environment)
  defer { terminal.close() }
  let loop = DashboardLoop(terminal: terminal, source: source, options: options)
  return loop.run()
}

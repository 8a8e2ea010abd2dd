package import Foundation
package import TerminalUI

/// How the dashboard is to look and where it begins.
package struct DashboardOptions: Sendable {
  /// The job to open; nil opens the newest running one, or the list of jobs when none runs.
  package var job: String?
  package var theme: Theme
  package var terminal: TerminalOptions
  /// Variables of the process: `TERM`, `COLORTERM`, `NO_COLOR`, `LANG` …
  package var environment: [String: String]
  /// In which times of day are shown.
  package var timeZone: TimeZone

  package init(
    job: String? = nil, theme: Theme, terminal: TerminalOptions, environment: [String: String],
    timeZone: TimeZone = .current
  ) {
    self.job = job
    self.theme = theme
    self.terminal = terminal
    self.environment = environment
    self.timeZone = timeZone
  }
}

package import Foundation
package import TerminalUI

/// How the dashboard is to look and where it begins.
package struct DashboardOptions: Sendable {
  /// How the operator is told of a job's end while looking elsewhere.
  package enum Notification: Sendable { case off, bell, osc9 }

  /// The job to open; nil opens the newest running one, or where the dashboard was left.
  package var job: String?
  /// The screen to begin with, of those that show no job.
  package var screen: Screen?
  package var themes: DashboardThemes
  package var keys = OperatorKeys()
  package var isReadOnly = false
  package var notification = Notification.osc9
  /// The most frames a second that news alone makes, 1 … 30.
  package var framesPerSecond = FramePacer.usualFramesPerSecond
  package var memory = DashboardMemory()
  /// Keeps what is to be remembered; called on the main thread.
  package var remember: @Sendable (DashboardMemory) -> Void = { _ in }
  /// The file that the operator may write a configuration into, there already or not.
  package var configurationFile: String?
  /// The options anew; called on the main thread. Throws what describes itself.
  package var readAgain: @Sendable () throws -> DashboardOptions
  package var terminal: TerminalOptions
  /// Variables of the process: `TERM`, `COLORTERM`, `NO_COLOR`, `LANG` …
  package var environment: [String: String]
  /// In which times of day are shown.
  package var timeZone: TimeZone

  package init(
    themes: DashboardThemes, terminal: TerminalOptions, environment: [String: String],
    timeZone: TimeZone = .current, readAgain: @escaping @Sendable () throws -> DashboardOptions
  ) {
    self.themes = themes
    self.terminal = terminal
    self.environment = environment
    self.timeZone = timeZone
    self.readAgain = readAgain
  }
}

/// Where the colours come from.
package struct DashboardThemes: Sendable {
  /// What is asked for, on a background that is dark or light, or not known.
  package var configured: @Sendable (Theme.Variant?) -> Theme
  /// What was picked the last time.
  package var picked: ThemeOffer?
  /// All there are; called off the main thread each time the picker opens.
  package var offers: @Sendable () -> [ThemeOffer]

  package init(
    configured: @escaping @Sendable (Theme.Variant?) -> Theme, picked: ThemeOffer? = nil,
    offers: @escaping @Sendable () -> [ThemeOffer]
  ) {
    self.configured = configured
    self.picked = picked
    self.offers = offers
  }
}

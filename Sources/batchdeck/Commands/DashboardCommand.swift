import ArgumentParser
import Dashboard
import Execution
import Foundation
import TerminalUI

/// `batchdeck` alone.
struct DashboardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ui", abstract: "Open the dashboard (the default).")

  @Option(help: "Open this job instead of the newest running one.")
  var attach: String?

  @Option(help: "harbour-night, harbour-day, terminal or mono.")
  var theme = "harbour-night"

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  func run() throws {
    let context = try Context()
    if let attach { _ = try context.directory.folder(of: attach) }
    guard let theme = Theme.builtIn.first(where: { $0.name == theme }) else {
      throw CommandFailure(
        status: .couldNotStart,
        message: "--theme \(theme): there is no such theme; there are "
          + Theme.builtIn.map(\.name).joined(separator: ", ") + ".")
    }
    var terminal = TerminalOptions()
    terminal.mouse = !noMouse
    if ascii { terminal.ascii = .on }
    let options = DashboardOptions(
      job: attach, theme: theme, terminal: terminal, environment: context.environment)
    let source = DashboardSource(context)
    let ending: DashboardEnding
    do {
      // Commands run on the main thread, which is the main actor's.
      ending = try MainActor.assumeIsolated { try runDashboard(source: source, options: options) }
    } catch let error as TerminalError {
      throw CommandFailure(status: .noTerminal, message: error.explanation)
    }
    switch ending {
    case .left(let farewell?): printError(farewell)
    case .left(nil): break
    case .signal(let signal): Foundation.exit(128 + signal)
    }
  }
}

import ArgumentParser
import BatchEndpoints
import Execution
import Foundation
import OutputFormats
import Registry

/// The entry: parse, run, turn whatever was thrown into lines on stderr and an exit code.
///
/// Synchronous, so that the main thread stays the main actor's.
@main
enum Main {
  static func main() {
    // A reader that goes away is an error of the write, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    do {
      try checkVerb(CommandLine.arguments.dropFirst().first)
      var command = try BatchDeck.parseAsRoot()
      try command.run()
    } catch {
      exit(for: error)
    }
  }

  /// Without this the dashboard, which needs no verb, would complain of an unexpected argument.
  private static func checkVerb(_ word: String?) throws {
    let verbs = BatchDeck.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let word, !word.hasPrefix("-"), word != "help", !verbs.contains(word) else { return }
    let nearest = nearestName(to: word, among: verbs).map { "; did you mean \"\($0)\"?" } ?? "."
    throw CommandFailure(
      status: .wrongUsage,
      message: "Error: There is no command \"\(word)\"\(nearest) See: batchdeck --help")
  }

  private static func exit(for error: any Error) -> Never {
    switch error {
    case let status as ExitStatus:
      Foundation.exit(status.rawValue)
    case let failure as CommandFailure:
      printError(failure.message)
      Foundation.exit(failure.status.rawValue)
    case is ManifestError, is ExecutionError, is RegistryError, is EnvironmentError, is ModelError:
      printError("\(error)")
      Foundation.exit(ExitStatus.couldNotStart.rawValue)
    case is QueryError:
      printError("Error: \(error)")
      Foundation.exit(ExitStatus.wrongUsage.rawValue)
    default:
      BatchDeck.exit(withError: error)
    }
  }
}

/// The program and its verbs; without one it opens the dashboard.
struct BatchDeck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batchdeck",
    abstract: "Run Azure ML batch deployments on this machine, unchanged.",
    discussion: "Without a verb, batchdeck opens the dashboard.",
    version: "0.1.0",
    subcommands: [
      DashboardCommand.self, RunCommand.self, JobCommand.self, EndpointCommand.self,
      DeploymentCommand.self, ModelCommand.self, EnvironmentCommand.self, DataCommand.self,
      RunnerCommand.self,
    ],
    defaultSubcommand: DashboardCommand.self)
}

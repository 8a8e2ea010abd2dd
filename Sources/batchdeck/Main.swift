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
    keepStandardDescriptors()
    do {
      let arguments = CommandLine.arguments.dropFirst()
      if arguments.first == RunnerCommand.name { return try RunnerCommand(arguments).run() }
      if Invocation.isAz || arguments.first == "ml" { return try AzCommandLine(arguments).run() }
      try checkVerb(arguments)
      var command = try leaf(arguments) ?? BatchDeck.parseAsRoot()
      try command.run()
    } catch {
      exit(for: error)
    }
  }

  /// Refuses a verb that there is not. Otherwise the dashboard, which needs no verb, would complain of
  /// an unexpected argument, and a noun of the options of a verb that it does not have.
  private static func checkVerb(_ words: ArraySlice<String>) throws {
    var command: any ParsableCommand.Type = BatchDeck.self
    var known = ""
    for word in words where word != "help" || !known.isEmpty {
      let verbs = command.configuration.subcommands
      if verbs.isEmpty || word.hasPrefix("-") { return }
      guard let next = verbs.first(where: { $0.configuration.commandName == word }) else {
        let names = verbs.compactMap { $0.configuration.commandName }
        let nearest =
          nearestName(to: word, among: names)
          .map { "; did you mean \"\(known)\($0)\"?" } ?? "."
        throw CommandFailure(
          status: .wrongUsage,
          message: "Error: There is no command \"\(known)\(word)\"\(nearest) "
            + "See: batchdeck \(known)--help")
      }
      command = next
      known += "\(word) "
    }
  }

  /// The command that is asked for, parsed by itself: the root looks at all commands there are, which takes
  /// as long as the start of the process. Nil where that has something to say: help, which names the whole
  /// command and all its verbs, or what is wrong.
  private static func leaf(_ arguments: ArraySlice<String>) -> (any ParsableCommand)? {
    if !helpFlags.isDisjoint(with: arguments) { return nil }
    var type: any ParsableCommand.Type = BatchDeck.self
    var rest = arguments
    while let word = rest.first,
      let next = type.configuration.subcommands.first(where: {
        $0.configuration.commandName == word
      })
    {
      type = next
      rest = rest.dropFirst()
    }
    if !type.configuration.subcommands.isEmpty {
      guard let first = type.configuration.defaultSubcommand else { return nil }
      type = first
    }
    return try? type.parseAsRoot(Array(rest))
  }

  private static let helpFlags: Set = ["-h", "--help", "--help-hidden"]

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
      guard BatchDeck.exitCode(for: error) == .failure else { BatchDeck.exit(withError: error) }
      printError("Error: \((error as? CocoaError)?.localizedDescription ?? "\(error)")")
      Foundation.exit(ExitStatus.couldNotStart.rawValue)
    }
  }
}

/// The program and its verbs; without one it opens the dashboard.
struct BatchDeck: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: Invocation.name,
    abstract: "Run Azure ML batch deployments on this machine, unchanged.",
    discussion: Invocation.isAz
      ? "This is BatchDeck, which answers in place of Azure."
      : "Without a verb, batchdeck opens the dashboard.",
    version: version,
    subcommands: Invocation.isAz ? azVerbs : verbs,
    defaultSubcommand: Invocation.isAz ? nil : DashboardCommand.self)

  private static let verbs: [any ParsableCommand.Type] =
    [DashboardCommand.self, RunCommand.self] + azVerbs + [ThemesCommand.self]

  /// Those that `az ml` has as well.
  static let azVerbs: [any ParsableCommand.Type] = [
    JobCommand.self, EndpointCommand.self, DeploymentCommand.self, ModelCommand.self,
    EnvironmentCommand.self, DataCommand.self,
  ]
}

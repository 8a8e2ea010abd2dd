import ArgumentParser
import BatchEndpoints
import Execution
import Registry

struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List models by name, the latest version first.")

  @Option(name: [.customShort("n"), .long], help: "Only the versions of this model.")
  var name: String?

  @Flag(help: "Archived models as well.")
  var includeArchived = false

  @Flag(help: "Archived models alone.")
  var archivedOnly = false

  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let filter: ArchiveFilter = archivedOnly ? .archived : includeArchived ? .all : .active
    let models = try context.registry.models.list(named: name, filter)
    let shown = models.map { ModelShow($0, path: context.models.path(of: $0)) }
    try output.show(shown) {
      guard !shown.isEmpty else {
        return printError(
          "No models yet. Register one with: batchdeck model create --name NAME --path PATH")
      }
      printOutput(
        columns(
          ["NAME", "VERSION", "TYPE", "FILES", "SIZE", "CREATED"],
          shown.map { model in
            [
              model.name, model.version, model.type.rawValue, "\(model.fileCount)",
              Wording.bytes(model.bytes), Wording.time(model.creationContext.createdAt),
            ]
          }))
    }
  }
}

import ArgumentParser
import BatchEndpoints
import Execution
import Registry

struct ModelListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List models by name, the latest version first.")

  @OptionGroup var list: AssetListOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let shown = try list.list(context.registry.models).map {
      ModelShow($0, path: context.models.path(of: $0))
    }
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

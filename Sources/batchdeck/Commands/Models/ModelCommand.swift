import ArgumentParser
import BatchEndpoints
import Execution
import Registry

/// `batchdeck model …`
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Register models and look into them.",
    subcommands: [
      ModelCreateCommand.self, ModelListCommand.self, ModelShowCommand.self,
      ModelArchiveCommand.self, ModelRestoreCommand.self, ModelDeleteCommand.self,
      ModelArtifactsCommand.self,
    ])
}

/// Which model a verb is about.
struct ModelOptions: ParsableArguments {
  @Option(name: [.customShort("n"), .long], help: "The model's name.")
  var name: String

  @Option(name: [.customShort("v"), .long], help: "Its version.")
  var version: String?

  @Option(name: [.customShort("l"), .long], help: "A label instead of a version: latest.")
  var label: String?

  func validate() throws {
    if version != nil, label != nil {
      throw ValidationError("--version and --label are given; a model has one or the other.")
    }
  }

  /// Without a version or label the latest.
  var reference: AssetReference {
    AssetReference(
      name: name, selector: version.map { .version($0) } ?? .label(label ?? "latest"))
  }
}

extension Context {
  var models: ModelStore { ModelStore(home: home, registry: registry.models) }
}

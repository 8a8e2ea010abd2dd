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
      ArchiveCommand<RegisteredModel>.self, RestoreCommand<RegisteredModel>.self,
      ModelDeleteCommand.self, ModelArtifactsCommand.self,
    ])
}

extension Context {
  var models: ModelStore { ModelStore(home: home, registry: registry.models) }
}

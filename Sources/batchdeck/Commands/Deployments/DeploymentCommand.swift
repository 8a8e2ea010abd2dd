import ArgumentParser

/// `batchdeck batch-deployment …`
struct DeploymentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch-deployment", abstract: "Create the deployments of batch endpoints.",
    subcommands: [
      DeploymentCreateCommand.self, DeploymentListCommand.self, DeploymentShowCommand.self,
      DeploymentUpdateCommand.self, DeploymentDeleteCommand.self, DeploymentListJobsCommand.self,
    ])
}

/// Which deployment a verb is about.
struct DeploymentNameOptions: ParsableArguments {
  @Option(name: [.customShort("n"), .long], help: "The deployment's name.")
  var name: String

  @Option(name: [.customShort("e"), .long], help: "Its endpoint's name.")
  var endpointName: String
}

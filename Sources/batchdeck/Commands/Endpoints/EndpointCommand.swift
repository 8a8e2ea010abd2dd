import ArgumentParser

/// `batchdeck batch-endpoint …`
struct EndpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch-endpoint", abstract: "Create batch endpoints and send jobs to them.",
    subcommands: [
      EndpointCreateCommand.self, EndpointListCommand.self, EndpointShowCommand.self,
      EndpointUpdateCommand.self, EndpointDeleteCommand.self, EndpointInvokeCommand.self,
      EndpointListJobsCommand.self,
    ])
}

struct EndpointNameOption: ParsableArguments {
  @Option(name: [.customShort("n"), .long], help: "The endpoint's name.")
  var name: String
}

import ArgumentParser
import BatchEndpoints
import Registry

struct DeploymentListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the deployments of an endpoint by name.")

  @Option(name: [.customShort("e"), .long], help: "The endpoint's name.")
  var endpointName: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let shown = try context.registry.deployments.deployments(of: endpointName)
      .map { try DeploymentShow($0, context) }
    try output.show(shown.map(\.json)) {
      guard !shown.isEmpty else {
        return printError(
          "No deployments yet. Create one with: batchdeck batch-deployment create "
            + "--file FILE --endpoint-name \(endpointName)")
      }
      printOutput(
        columns(
          ["NAME", "DEFAULT", "MODEL", "CREATED"],
          shown.map { shown in
            [
              shown.deployment.name, shown.isDefault ? "yes" : "", shown.model,
              Wording.time(shown.deployment.createdAt),
            ]
          }))
    }
  }
}

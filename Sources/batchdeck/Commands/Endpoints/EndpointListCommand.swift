import ArgumentParser
import BatchEndpoints
import Registry

struct EndpointListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List endpoints by name.")

  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let shown = try context.registry.endpoints.endpoints().map { try EndpointShow($0, context) }
    try output.show(shown.map(\.json)) {
      guard !shown.isEmpty else {
        return printError(
          "No endpoints yet. Create one with: batchdeck batch-endpoint create --name NAME")
      }
      printOutput(
        columns(
          ["NAME", "DEFAULT", "DEPLOYMENTS", "CREATED"],
          shown.map { shown in
            [
              shown.endpoint.name, shown.endpoint.defaultDeployment ?? "-",
              "\(shown.deployments.count)", Wording.time(shown.endpoint.createdAt),
            ]
          }))
    }
  }
}

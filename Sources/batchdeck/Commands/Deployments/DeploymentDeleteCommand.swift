import ArgumentParser
import Registry

struct DeploymentDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a deployment of an endpoint; its jobs stay.")

  @OptionGroup var deployment: DeploymentNameOptions
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var noWait: NoWaitOption
  @OptionGroup var noOutput: NoOutputOptions

  func run() throws {
    let context = try Context()
    let (name, endpoint) = (deployment.name, deployment.endpointName)
    _ = try context.registry.deployments.deployment(name, endpoint: endpoint)
    let item = RegistryItem.deployment(name, endpoint: endpoint)
    try context.refuseWhileJobsLive(of: item, endpoint: endpoint, deployment: name)
    try confirmation.confirm("Delete \(item)?")
    let wasDefault = try context.registry.endpoints.endpoint(endpoint).defaultDeployment == name
    try context.registry.deployments.delete(name, endpoint: endpoint)
    printError("Deleted \(item).")
    if wasDefault { printError("Endpoint \(endpoint) has no default deployment now.") }
  }
}

import ArgumentParser
import Execution
import Registry

struct EndpointListJobsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list-jobs", abstract: "List the jobs of an endpoint, newest first.")

  @OptionGroup var endpoint: EndpointNameOption

  @Option(name: [.customShort("d"), .long], help: "Only the jobs of this deployment.")
  var deploymentName: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let name = endpoint.name
    _ = try context.registry.endpoints.endpoint(name)
    if let deploymentName {
      _ = try context.registry.deployments.deployment(deploymentName, endpoint: name)
    }
    try output.show(
      jobs: try context.directory.jobs(endpoint: name, deployment: deploymentName),
      context.directory,
      orElse: "No jobs yet. Begin one with: batchdeck batch-endpoint invoke -n \(name) "
        + "--input FOLDER")
  }
}

import ArgumentParser
import Execution
import Registry

struct DeploymentListJobsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list-jobs", abstract: "List the jobs of a deployment, newest first.")

  @OptionGroup var deployment: DeploymentNameOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let (name, endpoint) = (deployment.name, deployment.endpointName)
    _ = try context.registry.deployments.deployment(name, endpoint: endpoint)
    try output.show(
      jobs: try context.directory.jobs(endpoint: endpoint, deployment: name), context.directory,
      orElse: "No jobs yet. Begin one with: batchdeck batch-endpoint invoke -n \(endpoint) "
        + "-d \(name) --input FOLDER")
  }
}

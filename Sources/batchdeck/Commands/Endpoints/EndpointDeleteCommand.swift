import ArgumentParser
import BatchEndpoints
import Execution
import Registry

struct EndpointDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete an endpoint and its deployments; its jobs stay.")

  @OptionGroup var endpoint: EndpointNameOption
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var noWait: NoWaitOption
  @OptionGroup var noOutput: NoOutputOptions

  func run() throws {
    let context = try Context()
    let name = endpoint.name
    let deployments = try context.registry.deployments.deployments(of: name).map(\.name)
    try context.refuseWhileJobsLive(of: .endpoint(name), endpoint: name)
    let what =
      deployments.isEmpty
      ? "endpoint \(name)"
      : "endpoint \(name) and its \(Wording.count(deployments.count, "deployment"))"
    try confirmation.confirm("Delete \(what)?")
    try context.registry.endpoints.delete(name)
    printError("Deleted \(what).")
  }
}

extension Context {
  /// An endpoint, or a deployment of it, stays as long as a job of it goes on; messages call it `item`.
  func refuseWhileJobsLive(
    of item: RegistryItem, endpoint: String, deployment: String? = nil
  ) throws {
    let jobs = try directory.jobs(endpoint: endpoint, deployment: deployment)
    guard let job = jobs.first(where: { !$0.status.isOver }) else { return }
    throw CommandFailure(
      status: .couldNotStart,
      message: "The \(item) is in use by job \(job.name); wait for it, or stop it with: "
        + "batchdeck job cancel -n \(job.name)")
  }
}

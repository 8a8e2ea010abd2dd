import ArgumentParser
import BatchEndpoints
import Registry

struct DeploymentCreateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Create a deployment of an endpoint from its manifest.",
    discussion: """
      A deployment of that name is updated. Models and environments that the manifest describes under \
      a name are registered; what it says of their latest versions means those of now.
      """)

  @Option(name: [.customShort("n"), .long], help: "The deployment's name.")
  var name: String?

  @Option(name: [.customShort("e"), .long], help: "Its endpoint's name.")
  var endpointName: String?

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var noWait: NoWaitOption

  @Flag(help: "Make it the endpoint's default: where a job goes that names no deployment.")
  var setDefault = false

  @Flag(help: "Leave it to the first job to find that the script cannot run.")
  var skipScriptValidation = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if manifest.file == nil { throw ValidationError("Missing expected argument '--file <file>'") }
  }

  func run() throws {
    let loaded = try manifest.load(
      as: BatchDeployment.self, orElse: emptyDraft(for: "batch-deployment create"),
      [
        ManifestOption("name", name),
        ManifestOption("endpoint_name", name: "endpoint-name", endpointName),
      ])
    let context = try Context()
    let deployment = try DeploymentRegistration(
      context: context, loaded: loaded, checksScript: !skipScriptValidation
    ).deployment()
    let isNew = try context.registry.deployments.put(deployment, asDefault: setDefault)
    printError(
      "Deployment \(deployment.name) of endpoint \(deployment.endpointName) is "
        + "\(isNew ? "created" : "updated").")
    try output.showDeployment(deployment.name, of: deployment.endpointName, context)
  }
}

extension OutputOptions {
  /// Prints a deployment as it is registered.
  func showDeployment(_ name: String, of endpoint: String, _ context: Context) throws {
    let deployment = try context.registry.deployments.deployment(name, endpoint: endpoint)
    let shown = try DeploymentShow(deployment, context)
    try show(shown.json, manifest: deployment.manifest) {
      printOutput(shown.lines.joined(separator: "\n"))
    }
  }
}

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

  @Flag(help: "Make it the endpoint's default: where a job goes that names no deployment.")
  var setDefault = false

  @Flag(help: "Accepted; the script is looked at when a job begins.")
  var skipScriptValidation = false

  @OptionGroup var output: OutputOptions

  func run() throws {
    guard manifest.file != nil else {
      throw ValidationError("Missing expected argument '--file <file>'")
    }
    let draft = try manifest.draft(
      orElse: ManifestDraft(named: "batch-deployment create", folder: "/"),
      [("name", name, "--name"), ("endpoint_name", endpointName, "--endpoint-name")])
    let context = try Context()
    let deployment = try DeploymentRegistration(
      context: context, loaded: try draft.read(as: BatchDeployment.self)
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

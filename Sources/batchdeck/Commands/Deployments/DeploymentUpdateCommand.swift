import ArgumentParser
import BatchEndpoints
import Registry

struct DeploymentUpdateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change a deployment, with --set or by a new manifest.",
    discussion: """
      What is not changed stays as it was created: a model that was the latest then is not replaced.
      """)

  @OptionGroup var deployment: DeploymentNameOptions
  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var noWait: NoWaitOption

  @Flag(help: "Make it the endpoint's default: where a job goes that names no deployment.")
  var setDefault = false

  @Flag(help: "Leave it to the first job to find that the script cannot run.")
  var skipScriptValidation = false

  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let (name, endpoint) = (deployment.name, deployment.endpointName)
    let known = try context.registry.deployments.deployment(name, endpoint: endpoint)
    let isFromFile = manifest.file != nil
    let loaded = try manifest.load(
      as: BatchDeployment.self,
      orElse: ManifestDraft(
        of: known.manifest, named: "\(RegistryItem.deployment(name, endpoint: endpoint))"),
      [
        ManifestOption("name", isFromFile ? name : nil),
        ManifestOption("endpoint_name", name: "endpoint-name", isFromFile ? endpoint : nil),
      ])
    guard loaded.value.name == name, loaded.value.endpointName == endpoint else {
      throw CommandFailure(
        status: .couldNotStart,
        message: "Deployment \(name) of endpoint \(endpoint) cannot be renamed or moved; "
          + "create another one instead.")
    }
    let changed = try DeploymentRegistration(
      context: context, loaded: loaded, known: isFromFile ? nil : known,
      checksScript: !skipScriptValidation
    ).deployment()
    try context.registry.deployments.put(changed, asDefault: setDefault)
    printError("Deployment \(name) of endpoint \(endpoint) is updated.")
    try output.showDeployment(name, of: endpoint, context)
  }
}

import ArgumentParser
import BatchEndpoints
import Execution
import Foundation
import Registry

struct EndpointInvokeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invoke",
    abstract: "Begin a job of an endpoint's deployment, and return.")

  @OptionGroup var endpoint: EndpointNameOption

  @Option(
    name: [.customShort("d"), .long], help: "The deployment. Default: the endpoint's default.")
  var deploymentName: String?

  @Option(
    help: "The file or folder to score: a path, a file:// URI, or azureml:NAME:VERSION.",
    completion: .file())
  var input: String?

  @Option(help: "uri_file or uri_folder. Default: what the input is.")
  var inputType: DataType?

  @Option(
    name: [.short, .long], help: "A file with inputs and outputs, instead of --input.",
    completion: .file())
  var file: String?

  @Option(
    name: [.customShort("c"), .long],
    help: "Instances that the deployment's workers are counted for. Default: the deployment's.")
  var instanceCount: Int?

  @Option(name: [.customShort("j"), .long], help: "The job's name. Default: one is made up.")
  var jobName: String?

  @Option(name: [.customShort("e"), .long], help: "Accepted; not used on this machine.")
  var experimentName: String?

  @Option(
    parsing: .upToNextOption,
    help: "KEY=VALUE …, changes the job: mini_batch_size, retry_settings.timeout and so on.")
  var set: [String] = []

  @OptionGroup var scoring: ScoringOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    for assignment in set { _ = try pair(assignment, of: "--set") }
    let namesInput = file != nil || set.contains { $0.hasPrefix("inputs.") }
    if input == nil, !namesInput {
      throw ValidationError("Missing expected argument '--input <input>'")
    }
    if input != nil, namesInput {
      throw ValidationError(
        "What to score is named by --input and again by \(file == nil ? "--set" : "--file"); "
          + "keep one of them.")
    }
    if inputType != nil, namesInput {
      throw ValidationError("--input-type goes with --input; keep the type where the input is.")
    }
  }

  func run() throws {
    let overrides = try InvocationOverrides(set)
    let context = try Context()
    let registered = try deployment(context)
    let deployment = try deployment(registered, overrides)
    let (input, outputPath) = try places(context, overrides)
    var request = try scoring.request(input: input, for: deployment)
    request.name = jobName ?? overrides.jobName
    request.outputPath = request.outputPath ?? outputPath
    request.invocation =
      ["batch-endpoint", "invoke", "-n", endpoint.name, "-d", registered.name]
      + overrides.settings.flatMap { ["--set", String($0.option.dropFirst("--set ".count))] }
      + scoring.words
    if experimentName != nil { printError("--experiment-name is not used on this machine.") }

    let preparation = JobPreparation(
      home: context.home, registry: context.registry, environment: context.environment)
    let name = try preparation.prepare(
      deployment.value, request, scriptDisplayName: deployment.scriptDisplayName
    ).name
    _ = try context.launcher.launch(name)
    try output.show(JobShow(name, context.directory)) {
      printOutput("Job \(name) is running.")
      printOutput("Follow it:   batchdeck job stream -n \(name)")
      printOutput("Look at it:  batchdeck job show -n \(name)")
      printOutput("Dashboard:   batchdeck")
    }
  }

  // MARK: - Deployment

  private func deployment(_ context: Context) throws -> RegisteredDeployment {
    let endpoint = try context.registry.endpoints.endpoint(endpoint.name)
    let deployments = context.registry.deployments
    if let name = deploymentName ?? endpoint.defaultDeployment {
      return try deployments.deployment(name, endpoint: endpoint.name)
    }
    let names = try deployments.deployments(of: endpoint.name).map(\.name)
    let advice =
      if let first = names.first {
        "no default deployment to route to; name one with --deployment-name "
          + "(\(names.joined(separator: ", "))), or set it with: batchdeck batch-endpoint update "
          + "-n \(endpoint.name) --set defaults.deployment_name=\(first)"
      } else {
        "no deployments to route to; create one with: batchdeck batch-deployment create "
          + "--file FILE --endpoint-name \(endpoint.name)"
      }
    throw CommandFailure(
      status: .couldNotStart, message: "The endpoint \(endpoint.name) has \(advice)")
  }

  /// The deployment as it was created, with what this job has of its own.
  private func deployment(
    _ registered: RegisteredDeployment, _ overrides: InvocationOverrides
  ) throws -> LoadedManifest<BatchDeployment> {
    let item = RegistryItem.deployment(registered.name, endpoint: registered.endpointName)
    var draft = ManifestDraft(of: registered.resolved, named: "\(item)")
    for (key, value, option) in overrides.settings {
      try draft.set(key, to: value, option: option)
    }
    if let instanceCount {
      try draft.set(
        "resources.instance_count", to: "\(instanceCount)",
        option: "--instance-count \(instanceCount)")
    }
    // Its warnings were told when it was created.
    return try draft.read(as: BatchDeployment.self)
  }

  // MARK: - Input and output

  private func places(
    _ context: Context, _ overrides: InvocationOverrides
  ) throws -> (input: String, output: String?) {
    let data = context.registry.data
    if let input {
      let path = try ScoringInput(text: input, type: inputType).path(data)
      return (path, overrides.outputPath)
    }
    var draft =
      try file.map { try ManifestDraft(contentsOf: $0) }
      ?? emptyDraft(for: "batch-endpoint invoke")
    for assignment in overrides.inputs { try draft.set(assignment) }
    let loaded = try draft.read(as: InvocationInputs.self)
    for warning in loaded.warnings { printError("\(warning)") }
    let problems = loaded.validateFiles()
    if !problems.isEmpty { throw ManifestError(problems) }
    let fromFile = try outputPath(loaded)
    switch loaded.value.input?.source {
    case .path(let path)?: return (path, overrides.outputPath ?? fromFile)
    case .reference(let reference)?:
      let input = ScoringInput(text: "azureml:\(reference)", type: loaded.value.input?.type)
      return (try input.path(data), overrides.outputPath ?? fromFile)
    case nil: preconditionFailure("an inputs file was read that has no input")
    }
  }

  private func outputPath(_ loaded: LoadedManifest<InvocationInputs>) throws -> String? {
    guard loaded.value.outputs.count < 2 else {
      throw ManifestError([
        loaded.source.error(
          "outputs has \(loaded.value.outputs.count) entries; a deployment with a model has one.",
          at: "outputs")
      ])
    }
    return loaded.value.outputs.values.first?.path
  }
}

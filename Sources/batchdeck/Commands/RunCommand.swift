import ArgumentParser
import BatchEndpoints
import Execution
import Foundation
import Registry

/// `batchdeck run MANIFEST --input PATH`: score now, without registering anything.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Score files with a batch deployment now, and wait until it is done.",
    discussion: """
      The job runs in a process of its own: closing this terminal does not end it. Ctrl-C stops it \
      after the running mini-batches, a second Ctrl-C at once; either way it can be resumed.
      """)

  @Argument(help: "The deployment's manifest, such as deployment.yml.", completion: .file())
  var manifest: String

  @Option(
    help: "The file or folder to score, or a file:// URI; folders are read with all below them.",
    completion: .file())
  var input: String

  @Option(
    help: "Where the output goes. Default: a folder of the job's own.", completion: .directory)
  var outputPath: String?

  @Option(
    help: """
      The Python interpreter for the workers: a path, or a name in PATH. Default: an environment built \
      from the deployment's conda file, or python3 where it has none.
      """)
  var python: String?

  @Option(
    help: "A file or folder, or a registered NAME[:VERSION], instead of the manifest's model.",
    completion: .file())
  var model: String?

  @Option(help: "Worker processes. Default: instance_count × max_concurrency_per_instance.")
  var workers: Int?

  @Option(help: "Files in a mini-batch. Default: the deployment's.")
  var miniBatchSize: Int?

  @Option(help: "Failed items tolerated, -1 for any number. Default: the deployment's.")
  var errorThreshold: Int?

  @Option(help: "Attempts of a failing file after the first. Default: the deployment's.")
  var maxRetries: Int?

  @Flag(help: "Let every file of a failing mini-batch fail, as Azure counts.")
  var noIsolation = false

  @Flag(help: "Start the job and return.")
  var detach = false

  @Option(help: "auto, bar, plain, json or none; goes to stderr.")
  var progress = ProgressStyle.auto

  @OptionGroup var output: OutputOptions

  func validate() throws {
    try check(workers, "--workers", atLeast: 1)
    try check(miniBatchSize, "--mini-batch-size", atLeast: 1)
    try check(errorThreshold, "--error-threshold", atLeast: -1)
    try check(maxRetries, "--max-retries", atLeast: 0)
  }

  private func check(_ value: Int?, _ name: String, atLeast least: Int) throws {
    if let value, value < least {
      throw ValidationError("\(name) is \(value); it must be at least \(least).")
    }
  }

  func run() throws {
    let context = try Context()
    let deployment = try readManifest(context)
    let preparation = JobPreparation(
      home: context.home, registry: context.registry, environment: context.environment)
    let specification = try preparation.prepare(
      deployment.value, try request(for: deployment),
      scriptDisplayName: deployment.scriptDisplayName)
    let connection = try context.launcher.launch(specification.name)
    if detach {
      return try output.show(JobShow(try connection.snapshot())) {
        printOutput("Job \(specification.name) is running. Watch it with: batchdeck")
      }
    }
    if progress.resolved != .none {
      printError("Job \(specification.name): \(specification.deploymentName) over \(input)")
    }
    throw try Follower(
      context: context, jobName: specification.name, interruptMeaning: .cancelsJob,
      progress: progress, output: output
    ).follow(connection)
  }

  private func readManifest(_ context: Context) throws -> LoadedManifest<BatchDeployment> {
    var deployment = try BatchDeployment.load(contentsOf: manifest)
    if let model {
      let path = ManifestPath.absolute(model, in: FileManager.default.currentDirectoryPath)
      if access(path, F_OK) == 0 {
        var type = ModelType.customModel
        if case .inline(let named) = deployment.value.model { type = named.type }
        deployment.value.model = .inline(InlineModel(path: path, type: type))
      } else {
        let reference = AssetReference(shorthand: model)
        guard (try? context.registry.models.find(reference)) != nil else {
          throw CommandFailure(
            status: .couldNotStart,
            message: "--model \(model): there is no such file or folder, nor a registered model.")
        }
        deployment.value.model = .reference(reference)
      }
    }
    for warning in deployment.warnings { printError("\(warning)") }
    let problems = deployment.validateFiles()
    if !problems.isEmpty { throw ManifestError(problems) }
    return deployment
  }

  private func pythonSource(
    for deployment: LoadedManifest<BatchDeployment>
  ) throws -> JobRequest.PythonSource {
    if let python { return .named(python) }
    guard let environment = try deployment.environmentRequest() else { return .named("python3") }
    return .environment(environment) { printError($0) }
  }

  private func request(for deployment: LoadedManifest<BatchDeployment>) throws -> JobRequest {
    var request = JobRequest(input: input, python: try pythonSource(for: deployment))
    request.outputPath = outputPath
    request.miniBatchSize = miniBatchSize
    request.workers = workers
    request.errorThreshold = errorThreshold
    request.maxRetries = maxRetries
    request.isolation = noIsolation ? false : nil
    return request
  }
}

extension LoadedManifest where Value == BatchDeployment {
  /// The scoring script as the manifest's author would name it.
  var scriptDisplayName: String {
    guard let code = value.codeConfiguration else { return source.file }
    let path = code.scriptPath
    return path.hasPrefix(source.folder + "/")
      ? String(path.dropFirst(source.folder.count + 1)) : path
  }
}

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
    help: "The file or folder to score: a path, a file:// URI, or azureml:NAME:VERSION.",
    completion: .file())
  var input: String

  @Option(
    help: "A file or folder, or a registered NAME[:VERSION], instead of the manifest's model.",
    completion: .file())
  var model: String?

  @Option(help: "KEY.PATH=VALUE, changes the manifest; may be given several times.")
  var set: [String] = []

  @Flag(help: "Start the job and return.")
  var detach = false

  @Option(help: "auto, bar, plain, json or none; goes to stderr.")
  var progress = ProgressStyle.auto

  @OptionGroup var scoring: ScoringOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let reading = DeploymentReading(manifest: manifest, set: set, model: model)
    let deployment = try reading.read(context.registry)
    for warning in deployment.warnings { printError("\(warning)") }
    var request = try scoring.request(
      input: try ScoringInput(text: input).path(context.registry.data), for: deployment)
    request.invocation = reading.invocation + scoring.words
    let preparation = JobPreparation(
      home: context.home, registry: context.registry, environment: context.environment)
    let specification = try preparation.prepare(
      deployment.value, request, scriptDisplayName: deployment.scriptDisplayName)
    let connection = try context.launcher.launch(specification.name)
    if detach {
      return try output.show(JobShow(specification.name, context.directory)) {
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

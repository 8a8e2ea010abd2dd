package import BatchEndpoints
import Foundation
import Glibc
package import Registry

/// Turns a deployment and a request into a job that a runner can begin.
///
/// Everything that can be wrong is looked at first; then the job's folder is made in one go.
package struct JobPreparation {
  private let home: BatchDeckHome
  private let registry: JobRegistry
  private let models: ModelStore
  private let environment: [String: String]

  package init(
    home: BatchDeckHome, registry: RegistryDatabase, environment: [String: String]
  ) {
    self.home = home
    self.registry = registry.jobs
    models = ModelStore(home: home, registry: registry.models)
    self.environment = environment
  }

  /// Makes the job, not started. Messages call the scoring script `scriptDisplayName`.
  ///
  /// - Throws: `ExecutionError` for everything the operator can mend; nothing is left behind then.
  package func prepare(
    _ deployment: BatchDeployment, _ request: JobRequest, scriptDisplayName: String
  ) throws -> JobSpecification {
    if let name = request.name { try check(name: name) }
    let script = deployment.codeConfiguration.map {
      JobSpecification.Script(folder: $0.code, path: $0.scriptPath)
    }
    let model = try model(of: deployment)
    if script == nil, model?.type != .mlflowModel {
      throw ExecutionError.scriptUnfit(
        message: "Deployment \(deployment.name) has no code_configuration; "
          + "only an MLflow model scores without a scoring script.")
    }
    let input = try inputPath(request.input, isTopLevelOnly: script == nil)
    let outputPath = request.outputPath.map(absolute)
    if let outputPath { try checkOutput(outputPath, deployment.settings) }
    let workerFiles = try WorkerFiles.install(in: home.cachePath)
    let python = try interpreter(
      request.python,
      ScriptCheck(
        path: (script ?? WorkerFiles.mlflowDriver(in: workerFiles)).path,
        displayName: scriptDisplayName, workerFiles: workerFiles))

    let settings = deployment.settings
    var generator = SystemRandomNumberGenerator()
    let (name, folder) = try makeJobFolder(request.name, using: &generator)
    let specification = JobSpecification(
      name: name, createdAt: Date(), endpointName: deployment.endpointName,
      deploymentName: deployment.name, python: python.path, script: script, modelPath: model?.path,
      environmentVariables: python.variables.merging(settings.environmentVariables) { $1 },
      inputPath: input,
      outputPath: outputPath ?? folder.scorePath, outputFileName: settings.outputFileName,
      outputAction: settings.outputAction,
      miniBatchSize: request.miniBatchSize ?? settings.miniBatchSize,
      workers: request.workers ?? deployment.requestedWorkers,
      errorThreshold: request.errorThreshold ?? settings.errorThreshold,
      maxRetries: request.maxRetries ?? settings.retrySettings.maxRetries,
      timeoutSeconds: Double(request.timeoutSeconds ?? settings.retrySettings.timeoutSeconds),
      isolation: request.isolation ?? deployment.engineOptions.isolation,
      loggingLevel: settings.loggingLevel)
    do {
      try furnish(folder, specification)
      try registry.add(
        JobSummary(
          name: name, endpointName: deployment.endpointName, deploymentName: deployment.name,
          status: .notStarted, createdAt: specification.createdAt, inputPath: input))
    } catch {
      try? FileManager.default.removeItem(atPath: folder.path)
      throw error
    }
    return specification
  }

  // MARK: - Checks

  private func check(name: String) throws {
    guard JobName.isFit(name) else { throw ExecutionError.jobNameUnfit(name: name) }
    if access(home.job(name).path, F_OK) == 0 { throw ExecutionError.jobNameTaken(name: name) }
  }

  private func model(
    of deployment: BatchDeployment
  ) throws -> (path: String, type: ModelType)? {
    switch deployment.model {
    case nil: return nil
    case .inline(let model): return (model.path, model.type)
    case .reference(let reference):
      let model = try models.registry.find(reference)
      return (models.path(of: model), model.type)
    }
  }

  private func inputPath(_ typed: String, isTopLevelOnly: Bool) throws -> String {
    var typed = typed
    if typed.contains("://") {
      guard let url = URL(string: typed), url.scheme == "file",
        ["", "localhost"].contains(url.host ?? ""), url.path.hasPrefix("/")
      else { throw ExecutionError.inputRemote(uri: typed) }
      typed = url.path
    }
    let path = absolute(typed)
    guard access(path, F_OK) == 0 else { throw ExecutionError.inputMissing(path: typed) }
    if try InputListing.isEmpty(path, isTopLevelOnly: isTopLevelOnly) {
      throw ExecutionError.inputEmpty(path: typed)
    }
    return path
  }

  /// As seen from the working directory.
  private func absolute(_ path: String) -> String {
    ManifestPath.absolute(path, in: FileManager.default.currentDirectoryPath)
  }

  private struct ScriptCheck {
    var path: String
    var displayName: String
    var workerFiles: String
  }

  /// The interpreter, and the variables that belong to its environment.
  private func interpreter(
    _ source: JobRequest.PythonSource, _ script: ScriptCheck
  ) throws -> (path: String, variables: [String: String]) {
    switch source {
    case .named(let name):
      return (try resolve(name, script).path, [:])
    case .environment(let request, let log):
      let store = EnvironmentStore(home: home, environment: environment)
      if try store.existing(for: request) == nil { try checkBeforeBuilding(script) }
      let built = try store.environment(for: request, log: log)
      if built.isReused { built.notes.forEach(log) }
      let active = built.activated(environment)
      return (
        try resolve(built.pythonPath, script).path,
        active.filter { environment[$0.key] != $0.value }
      )
    }
  }

  private func resolve(_ python: String, _ script: ScriptCheck) throws -> PythonInterpreter {
    try PythonInterpreter.resolve(
      python, checking: script.path, displayName: script.displayName,
      workerFiles: script.workerFiles, environment: environment)
  }

  /// Whatever Python there is can tell that a script will not do, minutes before its own is built.
  private func checkBeforeBuilding(_ script: ScriptCheck) throws {
    do {
      _ = try resolve("python3", script)
    } catch ExecutionError.pythonMissing, ExecutionError.pythonUnusable {
      // Then the check waits for the environment.
    }
  }

  private func checkOutput(_ path: String, _ settings: DeploymentSettings) throws {
    guard settings.outputAction == .appendRow else { return }
    let file = path + "/" + settings.outputFileName
    if access(file, F_OK) == 0 { throw ExecutionError.outputExists(path: file) }
  }

  // MARK: - Making

  private func makeJobFolder(
    _ asked: String?, using generator: inout some RandomNumberGenerator
  ) throws -> (name: String, folder: JobFolder) {
    try makeFolder(home.jobsPath)
    while true {
      let name = asked ?? JobName.random(using: &generator)
      let folder = home.job(name)
      if mkdir(folder.path, 0o700) == 0 { return (name, folder) }
      guard errno == EEXIST else {
        throw ExecutionError.io(path: folder.path, activity: "make the folder", errno: errno)
      }
      // Another process took it since it was looked at.
      if asked != nil { throw ExecutionError.jobNameTaken(name: name) }
    }
  }

  private func furnish(_ folder: JobFolder, _ specification: JobSpecification) throws {
    try makeFolder(folder.modelPath)
    if let model = specification.modelPath {
      let link = folder.modelPath + "/" + ManifestPath.name(of: model)
      guard symlink(model, link) == 0 else {
        throw ExecutionError.io(path: link, activity: "link the model", errno: errno)
      }
    }
    for stream in JobFolder.LogStream.allCases { try makeFolder(folder.workerLogFolder(stream)) }
    try makeFolder(folder.entryScriptLogFolder)
    try makeFolder(folder.workPath)
    try makeFolder(specification.outputPath, mode: 0o777)
    try Ledger(path: folder.ledgerPath).store(specification)
  }
}

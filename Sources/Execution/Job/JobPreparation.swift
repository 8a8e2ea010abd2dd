package import BatchEndpoints
import Foundation
import Glibc
package import Registry

/// Turns a deployment and a request into a job that a runner can begin.
///
/// Everything that can be wrong is looked at first; then the job's folder is made in one go.
package struct JobPreparation {
  private let home: BatchDeckHome
  /// Where the job goes, which need not be where models and environments are.
  private let jobsHome: BatchDeckHome
  private let registry: JobRegistry
  private let assets: DeploymentAssets
  private let environment: [String: String]

  /// `jobs` is where to make the job, if not beside everything else.
  package init(
    home: BatchDeckHome, registry: RegistryDatabase, environment: [String: String],
    jobs: (home: BatchDeckHome, registry: JobRegistry)? = nil
  ) {
    self.home = home
    jobsHome = jobs?.home ?? home
    self.registry = jobs?.registry ?? registry.jobs
    assets = DeploymentAssets(home: home, registry: registry)
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
    let model = try assets.model(of: deployment)
    if script == nil, model?.type != .mlflowModel {
      throw ExecutionError.scriptUnfit(
        message: "Deployment \(deployment.name) has no code_configuration; "
          + "only an MLflow model scores without a scoring script.")
    }
    let isTopLevelOnly = !(request.isRecursive ?? (script != nil))
    let modelState = try model.map { try ModelListing(path: $0.path).state }
    let (input, survey) = try input(request.input, isTopLevelOnly: isTopLevelOnly)
    let outputPath = request.outputPath.map(absolute)
    if let outputPath {
      try checkOutput(outputPath, deployment.settings)
      try checkApart(outputPath, from: input, isTopLevelOnly: isTopLevelOnly)
    }
    let workerFiles = try WorkerFiles.install(in: home.cachePath)
    let python = try interpreter(
      request.python, deployment, model,
      ScriptCheck(
        script: script ?? WorkerFiles.mlflowDriver(in: workerFiles),
        displayName: scriptDisplayName, workerFiles: workerFiles))

    let settings = deployment.settings
    let options = deployment.engineOptions
    let memoryLimit = request.memoryLimitBytes ?? options.memoryLimitBytes
    try JobSpecification.check(memoryLimitBytes: memoryLimit)
    // What is asked on the command line wins over the deployment's properties.
    let isOrdered = request.isOrdered ?? (options.isOrdered && request.order != .largestFirst)
    var generator = SystemRandomNumberGenerator()
    let (name, folder) = try makeJobFolder(request.name, using: &generator)
    let specification = JobSpecification(
      name: name, createdAt: Date(), endpointName: deployment.endpointName,
      deploymentName: deployment.name, python: python.path,
      pythonEnvironment: python.environment, script: script,
      model: model.map { staged($0, modelState, in: folder) },
      environmentVariables: python.variables.merging(settings.environmentVariables) { $1 },
      inputPath: input, isRecursive: request.isRecursive,
      outputPath: outputPath ?? folder.scorePath, outputFileName: settings.outputFileName,
      outputAction: settings.outputAction, isOrdered: isOrdered,
      durability: request.durability,
      miniBatchSize: request.miniBatchSize ?? settings.miniBatchSize,
      miniBatchBytes: request.miniBatchBytes ?? options.miniBatchBytes,
      order: isOrdered ? .path : request.order ?? options.order ?? survey.order,
      workers: request.workers ?? deployment.requestedWorkers,
      errorThreshold: request.errorThreshold ?? settings.errorThreshold,
      maxRetries: request.maxRetries ?? settings.retrySettings.maxRetries,
      timeoutSeconds: Double(request.timeoutSeconds ?? settings.retrySettings.timeoutSeconds),
      isolation: request.isolation ?? options.isolation,
      memoryLimitBytes: memoryLimit,
      shareModel: request.shareModel ?? options.shareModel,
      loggingLevel: settings.loggingLevel, invocation: request.invocation)
    do {
      try furnish(folder, specification)
      try OutputFile.claim(specification)
    } catch {
      try? FileManager.default.removeItem(atPath: folder.path)
      throw error
    }
    do {
      try registry.add(
        JobSummary(
          name: name, endpointName: deployment.endpointName, deploymentName: deployment.name,
          status: .notStarted, createdAt: specification.createdAt, inputPath: input))
    } catch {
      specification.predictionsPath.map { _ = unlink($0) }
      try? FileManager.default.removeItem(atPath: folder.path)
      throw error
    }
    return specification
  }

  /// Looks whether a deployment's script can be a scoring script, as `prepare` does: with the Python of its
  /// environment if that is built, otherwise with the one there is. Where there is none it is left to
  /// `prepare`. `folder` is where relative paths of the environment start.
  ///
  /// - Throws: `ExecutionError.scriptUnfit`.
  package func checkScript(
    of deployment: BatchDeployment, folder: String, displayName: String
  ) throws {
    guard let code = deployment.codeConfiguration else { return }
    let script = JobSpecification.Script(folder: code.code, path: code.scriptPath)
    let asked = try? assets.environment(of: deployment, nil, folder: folder) { _ in }
    let store = EnvironmentStore(home: home, environment: environment)
    let built = try asked.flatMap { try store.existing(for: $0) }
    try checkBeforeBuilding(
      ScriptCheck(
        script: script, displayName: displayName,
        workerFiles: try WorkerFiles.install(in: home.cachePath)),
      with: built?.pythonPath ?? "python3")
  }

  // MARK: - Checks

  private func check(name: String) throws {
    guard JobName.isFit(name) else { throw ExecutionError.jobNameUnfit(name: name) }
    if access(jobsHome.job(name).path, F_OK) == 0 { throw ExecutionError.jobNameTaken(name: name) }
  }

  private func input(
    _ typed: String, isTopLevelOnly: Bool
  ) throws -> (path: String, survey: InputSurvey) {
    var typed = typed
    if typed.contains("://") {
      guard let url = URL(string: typed), url.scheme == "file",
        ["", "localhost"].contains(url.host ?? ""), url.path.hasPrefix("/")
      else { throw ExecutionError.inputRemote(uri: typed) }
      typed = url.path
    }
    let path = absolute(typed)
    guard access(path, F_OK) == 0 else { throw ExecutionError.inputMissing(path: typed) }
    let survey = try InputListing.survey(path, isTopLevelOnly: isTopLevelOnly)
    if survey.count == 0 { throw ExecutionError.inputEmpty(path: typed) }
    return (path, survey)
  }

  /// As seen from the working directory.
  private func absolute(_ path: String) -> String {
    ManifestPath.absolute(path, in: FileManager.default.currentDirectoryPath)
  }

  private struct ScriptCheck {
    var script: JobSpecification.Script
    var displayName: String
    var workerFiles: String
  }

  /// An interpreter, and what belongs to it.
  private struct Python {
    var path: String
    var variables: [String: String] = [:]
    var environment: JobSpecification.PythonEnvironment?
  }

  private func interpreter(
    _ source: JobRequest.PythonSource, _ deployment: BatchDeployment,
    _ model: DeploymentAssets.Model?, _ script: ScriptCheck
  ) throws -> Python {
    switch source {
    case .named(let name):
      return Python(path: try resolve(name, script).path)
    case .deployment(let folder, let log):
      guard
        let request = try assets.environment(of: deployment, model, folder: folder, log: log)
      else { return Python(path: try resolve("python3", script).path) }
      let store = EnvironmentStore(home: home, environment: environment)
      if try store.existing(for: request) == nil { try checkBeforeBuilding(script) }
      let built = try store.environment(for: request, log: log)
      if built.isReused { built.notes.forEach(log) }
      let active = built.activated(environment)
      return Python(
        path: try resolve(built.pythonPath, script).path,
        variables: active.filter { environment[$0.key] != $0.value },
        environment: JobSpecification.PythonEnvironment(name: request.name, digest: built.digest))
    }
  }

  private func resolve(_ python: String, _ script: ScriptCheck) throws -> PythonInterpreter {
    try PythonInterpreter.resolve(
      python, checking: script.script.path, in: script.script.folder,
      displayName: script.displayName, workerFiles: script.workerFiles, environment: environment)
  }

  /// Whatever Python there is can tell that a script will not do, minutes before its own is built.
  private func checkBeforeBuilding(
    _ script: ScriptCheck, with python: String = "python3"
  ) throws {
    do {
      _ = try resolve(python, script)
    } catch ExecutionError.pythonMissing, ExecutionError.pythonUnusable {
      // Then the check waits for the environment.
    }
  }

  private func checkOutput(_ path: String, _ settings: DeploymentSettings) throws {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw ExecutionError.outputUnfit(path: path, reason: "it is a file")
      }
      guard access(path, W_OK | X_OK) == 0 else {
        throw ExecutionError.outputUnfit(path: path, errno: errno)
      }
    }
    guard settings.outputAction == .appendRow else { return }
    let file = path + "/" + settings.outputFileName
    if access(file, F_OK) == 0 { throw ExecutionError.outputExists(path: file) }
  }

  private func checkApart(
    _ output: String, from input: String, isTopLevelOnly: Bool
  ) throws {
    let (outer, inner) = (resolved(input), resolved(output))
    let isListed = isTopLevelOnly ? inner == outer : (inner + "/").hasPrefix(outer + "/")
    if isListed { throw ExecutionError.outputInInput(output: output, input: input) }
  }

  /// Without symbolic links, as far as the path is there (realpath(3)).
  private func resolved(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    let parent = parentFolder(of: path)
    return (parent.isEmpty ? "" : resolved(parent)) + "/" + ManifestPath.name(of: path)
  }

  // MARK: - Making

  private func makeJobFolder(
    _ asked: String?, using generator: inout some RandomNumberGenerator
  ) throws -> (name: String, folder: JobFolder) {
    try makeFolder(jobsHome.jobsPath)
    while true {
      let name = asked ?? JobName.random(using: &generator)
      let folder = jobsHome.job(name)
      if mkdir(folder.path, 0o700) == 0 { return (name, folder) }
      guard errno == EEXIST else {
        throw ExecutionError.io(path: folder.path, activity: "make the folder", errno: errno)
      }
      // Another process took it since it was looked at.
      if asked != nil { throw ExecutionError.jobNameTaken(name: name) }
    }
  }

  /// Where the workers will find the model.
  private func staged(
    _ model: DeploymentAssets.Model, _ state: String?, in folder: JobFolder
  ) -> JobSpecification.Model {
    switch model {
    case .inline(let model):
      JobSpecification.Model(path: model.path, folder: folder.modelPath, state: state)
    case .registered(let model, let path):
      JobSpecification.Model(
        path: path, folder: assets.models.folder(of: model) ?? folder.modelPath,
        identity: "\(model.identity)", digest: model.digest, state: state)
    }
  }

  private func furnish(_ folder: JobFolder, _ specification: JobSpecification) throws {
    if let model = specification.model, model.folder == folder.modelPath {
      try makeFolder(folder.modelPath)
      try ModelStaging.stage(model.path, in: folder.modelPath)
    }
    try JobLogs.makeFolders(in: folder)
    try makeFolder(folder.workPath)
    try makeFolder(specification.outputPath, mode: 0o777)
    try Ledger(path: folder.ledgerPath).store(specification)
  }
}

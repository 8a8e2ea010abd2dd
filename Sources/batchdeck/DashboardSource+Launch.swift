import BatchEndpoints
import Dashboard
import Execution
import Foundation
import Registry

/// Looks at what the launch form asks for, and starts it; blocks.
struct JobStarter {
  let context: Context

  init(_ context: Context) { self.context = context }

  /// What can be told without building anything.
  func review(_ request: LaunchRequest) -> LaunchReview {
    var review = LaunchReview(problems: [], facts: [])
    var isTopLevelOnly = false
    do {
      let deployment = try reading(request).read(context.registry)
      isTopLevelOnly = deployment.value.codeConfiguration == nil
      review.workers = request.workers ?? deployment.value.requestedWorkers
      review.precedent = precedent(of: deployment.value.name)
      review.facts.append(
        "deployment \(deployment.value.name): "
          + "\(Wording.count(request.workers ?? deployment.value.requestedWorkers, "worker")), "
          + "mini-batch \(request.miniBatchSize ?? deployment.value.settings.miniBatchSize)")
      review.facts += deployment.warnings.map { "\($0)" }
      if let file = outputFile(of: request, deployment.value),
        FileManager.default.fileExists(atPath: file)
      {
        review.problems.append(
          LaunchProblem(.output, "\(file) exists already; name another folder."))
      }
    } catch let error as ManifestError {
      review.problems += error.errors.map { LaunchProblem(.manifest, "\($0)") }
    } catch is CommandFailure {
      review.problems.append(LaunchProblem(.model, DeploymentReading.noModel))
    } catch {
      review.problems.append(LaunchProblem(.manifest, "\(error)"))
    }
    if let python = request.python, python != "env", !isProgram(python) {
      review.problems.append(LaunchProblem(.python, "there is no program \(python)."))
    }
    do {
      let local = try localInput(of: request)
      if FileManager.default.fileExists(atPath: local) {
        review.input = LaunchInput(path: local, isTopLevelOnly: isTopLevelOnly)
      } else {
        review.problems.append(LaunchProblem(.input, "there is no \(local)."))
      }
    } catch let error as CommandFailure {
      review.problems.append(LaunchProblem(.input, error.message))
    } catch {
      review.problems.append(LaunchProblem(.input, "\(error)"))
    }
    return review
  }

  /// The name of the job, whose runner answers by then.
  ///
  /// - Throws: What describes itself in one sentence.
  func start(_ request: LaunchRequest) throws -> String {
    do {
      return try launch(request)
    } catch let failure as CommandFailure {
      throw ExecutionError.refused(message: failure.message)
    }
  }

  private func launch(_ request: LaunchRequest) throws -> String {
    let reading = reading(request)
    let deployment = try reading.read(context.registry)
    var asked = jobRequest(request, deployment, input: try localInput(of: request))
    asked.outputPath = try request.output.map { try localFolder($0, of: "output") }
    asked.workers = request.workers
    asked.invocation = reading.invocation + request.words
    let specification = try JobPreparation(
      home: context.home, registry: context.registry, environment: context.environment
    ).prepare(deployment.value, asked, scriptDisplayName: deployment.scriptDisplayName)
    _ = try context.launcher.launch(specification.name)
    return specification.name
  }

  func reading(_ request: LaunchRequest) -> DeploymentReading {
    DeploymentReading(manifest: request.manifest, model: request.model)
  }

  /// What to ask of a job, but for its output and its workers.
  func jobRequest(
    _ request: LaunchRequest, _ deployment: LoadedManifest<BatchDeployment>, input: String
  ) -> JobRequest {
    var asked = JobRequest(
      input: input,
      python: request.python.flatMap { $0 == "env" ? nil : .named($0) }
        ?? .deployment(folder: deployment.source.folder) { _ in })
    asked.miniBatchSize = request.miniBatchSize
    asked.memoryLimitBytes = request.memoryLimit
    asked.timeoutSeconds = request.timeout
    asked.maxRetries = request.retries
    asked.errorThreshold = request.failures
    return asked
  }

  /// The path of what is to be scored.
  func localInput(of request: LaunchRequest) throws -> String {
    let path = try ScoringInput(text: request.input).path(context.registry.data)
    if path.hasPrefix("file://"), let local = URL(string: path)?.path { return local }
    return ManifestPath.absolute(path, in: FileManager.default.currentDirectoryPath)
  }

  /// Whether there is a program of this path, or of this name in `PATH`.
  private func isProgram(_ name: String) -> Bool {
    let folders = (context.environment["PATH"] ?? "").split(separator: ":")
    let paths =
      name.contains("/")
      ? [ManifestPath.absolute(name, in: FileManager.default.currentDirectoryPath)]
      : folders.map { "\($0)/\(name)" }
    return paths.contains { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The latest job of the same deployment that got anywhere.
  private func precedent(of deployment: String) -> LaunchPrecedent? {
    let directory = context.directory
    let earlier = (try? directory.jobs()) ?? []
    guard
      let job = earlier.first(where: {
        $0.deploymentName == deployment && $0.status.isOver && $0.filesSucceeded > 0
      }), let snapshot = try? directory.snapshot(of: job.name), snapshot.progress.elapsedSeconds > 0
    else { return nil }
    let samples = (try? directory.samples(of: job.name)) ?? []
    return LaunchPrecedent(
      job: job.name,
      filesPerSecond: Double(snapshot.progress.filesDone) / snapshot.progress.elapsedSeconds,
      workers: snapshot.settings.workers,
      memoryBytes: samples.map { $0.pssBytes ?? $0.rssBytes }.max())
  }

  private func outputFile(of request: LaunchRequest, _ deployment: BatchDeployment) -> String? {
    guard let folder = request.output, deployment.settings.outputAction == .appendRow else {
      return nil
    }
    return ManifestPath.absolute(folder, in: FileManager.default.currentDirectoryPath) + "/"
      + deployment.settings.outputFileName
  }
}

extension LaunchRequest {
  /// What decides how a file alone is scored, as it would be typed.
  fileprivate var words: [String] {
    let options: [(String, String?)] = [
      ("--python", python), ("--max-retries", retries.map(String.init)),
      ("--timeout", timeout.map(String.init)), ("--memory-limit", memoryLimit.map(String.init)),
    ]
    return options.flatMap { option, value in value.map { [option, $0] } ?? [] }
  }
}

import BatchEndpoints
import Dashboard
import Execution
import Foundation
import Registry

/// Looks at what the launch form asks for, and starts it; blocks.
struct JobStarter {
  private let context: Context

  init(_ context: Context) { self.context = context }

  /// What can be told without building anything.
  func review(_ request: LaunchRequest) -> LaunchReview {
    var review = LaunchReview(problems: [], facts: [])
    do {
      let deployment = try deployment(of: request)
      review.facts.append(
        "deployment \(deployment.value.name): "
          + "\(request.workers ?? deployment.value.requestedWorkers) workers, "
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
    } catch let error as CommandFailure {
      review.problems.append(LaunchProblem(.model, error.message))
    } catch {
      review.problems.append(LaunchProblem(.manifest, "\(error)"))
    }
    do {
      let path = try ScoringInput(text: request.input).path(context.registry.data)
      let local = path.hasPrefix("file://") ? URL(string: path)?.path ?? path : path
      if !FileManager.default.fileExists(atPath: local) {
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
    let deployment = try deployment(of: request)
    var asked = JobRequest(
      input: try ScoringInput(text: request.input).path(context.registry.data),
      python: .deployment(folder: deployment.source.folder) { _ in })
    asked.outputPath = try request.output.map { try localFolder($0, of: "output") }
    asked.workers = request.workers
    asked.miniBatchSize = request.miniBatchSize
    asked.memoryLimitBytes = request.memoryLimit
    let specification = try JobPreparation(
      home: context.home, registry: context.registry, environment: context.environment
    ).prepare(deployment.value, asked, scriptDisplayName: deployment.scriptDisplayName)
    _ = try context.launcher.launch(specification.name)
    return specification.name
  }

  /// - Throws: `ManifestError`; `CommandFailure` for a model that is not there.
  private func deployment(
    of request: LaunchRequest
  ) throws -> LoadedManifest<BatchDeployment> {
    var deployment = try ManifestDraft(contentsOf: request.manifest).read(as: BatchDeployment.self)
    if let model = request.model {
      let path = ManifestPath.absolute(model, in: FileManager.default.currentDirectoryPath)
      if FileManager.default.fileExists(atPath: path) {
        var type = ModelType.customModel
        if case .inline(let named) = deployment.value.model { type = named.type }
        deployment.value.model = .inline(InlineModel(path: path, type: type))
      } else {
        let reference = AssetReference(shorthand: model)
        guard (try? context.registry.models.find(reference)) != nil else {
          throw CommandFailure(
            status: .couldNotStart,
            message: "there is no such file or folder, nor a registered model.")
        }
        deployment.value.model = .reference(reference)
      }
    }
    let problems = deployment.validateFiles()
    if !problems.isEmpty { throw ManifestError(problems) }
    return deployment
  }

  private func outputFile(of request: LaunchRequest, _ deployment: BatchDeployment) -> String? {
    guard let folder = request.output, deployment.settings.outputAction == .appendRow else {
      return nil
    }
    return ManifestPath.absolute(folder, in: FileManager.default.currentDirectoryPath) + "/"
      + deployment.settings.outputFileName
  }
}

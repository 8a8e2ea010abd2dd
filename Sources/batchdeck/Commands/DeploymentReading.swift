import BatchEndpoints
import Foundation
import Registry

/// Reads a deployment's manifest with what the operator changes of it: for `run` and for the
/// dashboard's launch form.
struct DeploymentReading {
  /// As typed.
  var manifest: String
  /// `KEY.PATH=VALUE` each.
  var set: [String] = []
  /// A path or `NAME[:VERSION]`, instead of the manifest's.
  var model: String?

  static let noModel = "there is no such file or folder, nor a registered model."

  /// - Throws: `ManifestError`; `CommandFailure` for a model that is not there.
  func read(_ registry: RegistryDatabase) throws -> LoadedManifest<BatchDeployment> {
    var draft = try ManifestDraft(contentsOf: manifest)
    for assignment in set { try draft.set(assignment) }
    var deployment = try draft.read(as: BatchDeployment.self)
    if let model {
      deployment.value.model = try source(model, of: deployment.value, registry)
    } else if case .reference(let reference) = deployment.value.model {
      _ = try deployment.lookUp(reference, "model", "--path PATH") {
        try registry.models.find(reference)
      }
    }
    let problems = deployment.validateFiles()
    if !problems.isEmpty { throw ManifestError(problems) }
    return deployment
  }

  private func source(
    _ model: String, of deployment: BatchDeployment, _ registry: RegistryDatabase
  ) throws -> ModelSource {
    if let path = modelPath {
      var type = ModelType.customModel
      if case .inline(let named) = deployment.model { type = named.type }
      return .inline(InlineModel(path: path, type: type))
    }
    let reference = AssetReference(shorthand: model)
    guard (try? registry.models.find(reference)) != nil else {
      throw CommandFailure(
        status: .couldNotStart, message: "--model \(model): \(Self.noModel)")
    }
    return .reference(reference)
  }

  /// Where the model is that was named by its path.
  private var modelPath: String? {
    guard let path = model.map(Self.absolute) else { return nil }
    return access(path, F_OK) == 0 ? path : nil
  }

  /// The words after `batchdeck` that name the same from any folder.
  var invocation: [String] {
    ["run", Self.absolute(manifest)] + set.flatMap { ["--set", $0] }
      + (model.map { ["--model", modelPath ?? $0] } ?? [])
  }

  private static func absolute(_ path: String) -> String {
    ManifestPath.absolute(path, in: FileManager.default.currentDirectoryPath)
  }
}

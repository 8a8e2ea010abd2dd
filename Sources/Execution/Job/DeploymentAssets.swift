import BatchEndpoints
import Foundation
import Registry

/// What a deployment's model and environment are on this machine: its references looked up in the
/// registry.
struct DeploymentAssets {
  let models: ModelStore
  let environments: AssetRegistry<RegisteredEnvironment>

  init(home: BatchDeckHome, registry: RegistryDatabase) {
    models = ModelStore(home: home, registry: registry.models)
    environments = registry.environments
  }

  enum Model {
    case registered(RegisteredModel, path: String)
    case inline(InlineModel)

    /// Absolute.
    var path: String {
      switch self {
      case .registered(_, let path): path
      case .inline(let model): model.path
      }
    }

    var type: ModelType {
      switch self {
      case .registered(let model, _): model.type
      case .inline(let model): model.type
      }
    }
  }

  /// Nil when the deployment names no model.
  ///
  /// - Throws: `RegistryError` for a model that is not registered; `ModelError.gone` for one whose files
  ///   are not where they were.
  func model(of deployment: BatchDeployment) throws -> Model? {
    switch deployment.model {
    case nil: return nil
    case .inline(let model): return .inline(model)
    case .reference(let reference):
      let model = try models.registry.find(reference)
      let path = models.path(of: model)
      guard FileManager.default.fileExists(atPath: path) else {
        throw ModelError.gone(model: model.identity, path: path)
      }
      return .registered(model, path: path)
    }
  }

  /// The environment that the deployment asks for, as far as it can be built here; nil, with a line
  /// told to `log`, where it cannot, and nil where it leaves the choice to us. `folder` is where its
  /// relative paths start.
  ///
  /// - Throws: `ManifestError` for a conda file that cannot be read.
  func environment(
    of deployment: BatchDeployment, _ model: Model?, folder: String, log: (String) -> Void
  ) throws -> EnvironmentRequest? {
    switch deployment.environment {
    case .inline(let environment) where environment.conda != nil:
      return try EnvironmentRequest(
        environment, name: environment.name ?? deployment.name, folder: folder)
    case .inline:
      log(
        "The environment of deployment \(deployment.name) has no conda_file, and no image is "
          + "pulled here; \(Self.instead)")
      return nil
    case .reference(let reference):
      guard let known = try? environments.find(reference) else {
        log("The environment \(reference) is not registered here; \(Self.instead)")
        return nil
      }
      guard let conda = known.conda else {
        log(
          "The environment \(reference) has no conda_file, and no image is pulled here; "
            + Self.instead)
        return nil
      }
      return EnvironmentRequest(
        name: "\(known.identity)", conda: conda, folder: known.folder, image: known.image)
    case .remote(let name):
      log("The environment \(name) lives in Azure; \(Self.instead)")
      return nil
    case nil:
      return try ownEnvironment(of: deployment, model, shownFrom: folder)
    }
  }

  private static let instead = "python3 is used, and --python names another."

  /// An MLflow model that scores without a script brings its environment along.
  private func ownEnvironment(
    of deployment: BatchDeployment, _ model: Model?, shownFrom folder: String
  ) throws -> EnvironmentRequest? {
    guard deployment.codeConfiguration == nil, let model else { return nil }
    let path = model.path + "/conda.yaml"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return EnvironmentRequest(
      name: ManifestPath.shown(path, from: folder),
      conda: try CondaFile.load(contentsOf: path).value, folder: model.path)
  }
}

import BatchEndpoints
import Execution
import Foundation

extension LoadedManifest where Value == BatchDeployment {
  /// The environment that the deployment asks for, as far as it can be built here; nil where it leaves
  /// the choice to us.
  ///
  /// - Throws: `ManifestError` for a conda file that cannot be read.
  func environmentRequest() throws -> EnvironmentRequest? {
    switch value.environment {
    case .inline(let environment) where environment.conda != nil:
      return try EnvironmentRequest(
        environment, manifestName: source.file, folder: source.folder)
    case .inline, .reference, .remote:
      let warning = source.warning(
        "this environment cannot be built here; python3 is used, and --python names another.",
        at: "environment")
      printError("\(warning)")
      return nil
    case nil:
      return try modelEnvironment()
    }
  }

  /// An MLflow model brings its environment along.
  private func modelEnvironment() throws -> EnvironmentRequest? {
    guard value.codeConfiguration == nil, case .inline(let model) = value.model else { return nil }
    let path = model.path + "/conda.yaml"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return EnvironmentRequest(
      name: ManifestPath.shown(path, from: source.folder),
      conda: try CondaFile.load(contentsOf: path).value, folder: model.path)
  }
}

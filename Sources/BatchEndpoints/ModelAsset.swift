/// A model and where its files are (schema `model`).
package struct ModelAsset: Sendable, Equatable, Codable {
  /// Nil only for a model described inside a deployment; a model's own manifest has one.
  package var name: String?
  /// Nil asks for the next one.
  package var version: String?
  package var description: String?
  package var tags: [String: String] = [:]
  package var properties: [String: String] = [:]
  package var type: ModelType
  /// Absolute; a file or a folder. Its last component is what the scoring script finds in
  /// `AZUREML_MODEL_DIR`.
  package var path: String
  /// Any text, such as `Production`.
  package var stage: String?
  /// As written; what an MLflow model says about itself is in its own `MLmodel` file.
  package var flavors: [String: ManifestValue] = [:]
  /// As written; not used on this machine.
  package var datastore: String?
  /// As written; not used on this machine.
  package var systemMetadata: [String: ManifestValue] = [:]
  /// As written; not used on this machine.
  package var defaultDeploymentTemplate: ManifestValue?
  /// As written; not used on this machine.
  package var allowedDeploymentTemplates: ManifestValue?

  package init(
    name: String? = nil, version: String? = nil, path: String, type: ModelType = .customModel
  ) {
    self.name = name
    self.version = version
    self.path = path
    self.type = type
  }
}

/// How a model is stored (schema key `type` of a model).
package enum ModelType: String, Sendable, Codable, CaseIterable {
  case customModel = "custom_model"
  /// Runs without a scoring script.
  case mlflowModel = "mlflow_model"
  case tritonModel = "triton_model"
}

/// Where a deployment's model comes from (schema key `model`).
package enum ModelSource: Sendable, Equatable, Codable {
  case reference(AssetReference)
  case inline(InlineModel)
}

/// A model described inside the deployment manifest.
package struct InlineModel: Sendable, Equatable, Codable {
  package var name: String?
  package var version: String?
  /// Absolute; a file or a folder. Its last component is what the scoring script finds in
  /// `AZUREML_MODEL_DIR`.
  package var path: String
  package var type: ModelType

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

/// A batch deployment of `type: model`: what to score with, and how (schema
/// `modelBatchDeployment`).
package struct BatchDeployment: Sendable, Equatable, Codable {
  package var name: String
  /// Azure requires it; scoring here does not.
  package var endpointName: String?
  package var description: String?
  package var tags: [String: String] = [:]
  /// As written, our own `batchdeck.` keys included.
  package var properties: [String: String] = [:]
  /// Nil when the manifest names none: `AZUREML_MODEL_DIR` then has nothing to point at.
  package var model: ModelSource?
  /// Nil only where the model may be an MLflow model, which runs without a scoring script.
  package var codeConfiguration: CodeConfiguration?
  package var environment: EnvironmentSource?
  /// As written, such as `azureml:cpu-cluster`; not used on this machine.
  package var compute: String?
  package var resources = Resources()
  package var settings = DeploymentSettings()
  /// The `batchdeck.` keys of `properties`.
  package var engineOptions = EngineOptions()

  package init(name: String) { self.name = name }

  /// Workers that the deployment asks for: `instance_count × max_concurrency_per_instance`.
  package var requestedWorkers: Int {
    resources.instanceCount * settings.maxConcurrencyPerInstance
  }

  package struct CodeConfiguration: Sendable, Equatable, Codable {
    /// The absolute folder; first on the script's import path.
    package var code: String
    /// The script, relative to `code`.
    package var scoringScript: String

    package init(code: String, scoringScript: String) {
      self.code = code
      self.scoringScript = scoringScript
    }

    /// The absolute path of the script.
    package var scriptPath: String { ManifestPath.join(code, scoringScript) }
  }

  package struct Resources: Sendable, Equatable, Codable {
    /// At least 1.
    package var instanceCount = 1
    /// Not used on this machine.
    package var instanceType: String?
    /// Not used on this machine, and so are the others below: they are for Azure's clusters.
    package var maxInstanceCount: Int?
    package var locations: [String] = []
    /// As written, such as `2g`.
    package var shmSize: String?
    /// A text, or a list of texts.
    package var dockerArgs: ManifestValue?
    package var properties: [String: ManifestValue] = [:]

    package init() {}
  }
}

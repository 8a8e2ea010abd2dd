package import BatchEndpoints
package import Foundation

/// Everything a runner needs to know of its job, fixed when the job is made.
///
/// All paths are absolute. Kept in the ledger, so that a resume needs nothing else.
package struct JobSpecification: Codable, Sendable, Equatable {
  package var name: String
  package var createdAt: Date
  package var endpointName: String?
  package var deploymentName: String

  /// The interpreter that runs workers, already resolved from any shim.
  package var python: String
  /// Nil when an MLflow model scores without a script of its own.
  package var script: Script?
  /// The model's file or folder; nil when the deployment names none.
  package var modelPath: String?
  package var environmentVariables: [String: String]

  package var inputPath: String
  /// The folder of the named output `score`; `AZUREML_BI_OUTPUT_PATH`.
  package var outputPath: String
  package var outputFileName: String
  package var outputAction: DeploymentSettings.OutputAction

  package var miniBatchSize: Int
  package var workers: Int
  /// -1 means any number.
  package var errorThreshold: Int
  package var maxRetries: Int
  package var timeoutSeconds: Double
  package var isolation: Bool
  package var loggingLevel: String

  package struct Script: Codable, Sendable, Equatable {
    /// First on the import path.
    package var folder: String
    package var path: String

    package init(folder: String, path: String) {
      self.folder = folder
      self.path = path
    }
  }

  package init(
    name: String, createdAt: Date, endpointName: String?, deploymentName: String, python: String,
    script: Script?, modelPath: String?,
    environmentVariables: [String: String], inputPath: String, outputPath: String,
    outputFileName: String, outputAction: DeploymentSettings.OutputAction, miniBatchSize: Int,
    workers: Int,
    errorThreshold: Int, maxRetries: Int, timeoutSeconds: Double, isolation: Bool,
    loggingLevel: String
  ) {
    self.name = name
    self.createdAt = createdAt
    self.endpointName = endpointName
    self.deploymentName = deploymentName
    self.python = python
    self.script = script
    self.modelPath = modelPath
    self.environmentVariables = environmentVariables
    self.inputPath = inputPath
    self.outputPath = outputPath
    self.outputFileName = outputFileName
    self.outputAction = outputAction
    self.miniBatchSize = miniBatchSize
    self.workers = workers
    self.errorThreshold = errorThreshold
    self.maxRetries = maxRetries
    self.timeoutSeconds = timeoutSeconds
    self.isolation = isolation
    self.loggingLevel = loggingLevel
  }

  /// Whether only the files directly in the input folder are scored: MLflow models do not descend.
  package var isTopLevelOnly: Bool { script == nil }

  /// The file that `append_row` rows go to; nil for `summary_only`.
  package var predictionsPath: String? {
    outputAction == .appendRow ? outputPath + "/" + outputFileName : nil
  }
}

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
  package var codePath: String
  package var scoringScriptPath: String
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

  package init(
    name: String, createdAt: Date, endpointName: String?, deploymentName: String, python: String,
    codePath: String, scoringScriptPath: String, modelPath: String?,
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
    self.codePath = codePath
    self.scoringScriptPath = scoringScriptPath
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

  /// The file that `append_row` rows go to; nil for `summary_only`.
  package var predictionsPath: String? {
    outputAction == .appendRow ? outputPath + "/" + outputFileName : nil
  }
}

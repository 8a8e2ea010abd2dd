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
  /// The words after `batchdeck` that name what is run, with what the operator changed of it, but
  /// without input, output and workers; nil where that is not known.
  package var invocation: [String]?

  /// The interpreter that runs workers, already resolved from any shim.
  package var python: String
  /// The environment that the interpreter belongs to; nil for one that was named.
  package var pythonEnvironment: PythonEnvironment?
  /// Nil when an MLflow model scores without a script of its own.
  package var script: Script?
  /// Nil when the deployment names none.
  package var model: Model?
  package var environmentVariables: [String: String]

  package var inputPath: String
  /// Whether the files in folders below the input are scored as well; nil for what is usual.
  package var isRecursive: Bool?
  /// The folder of the named output `score`; `AZUREML_BI_OUTPUT_PATH`.
  package var outputPath: String
  package var outputFileName: String
  package var outputAction: DeploymentSettings.OutputAction
  /// Whether the rows of a completed job are in the order of its input.
  @NewerKey package var isOrdered: Bool
  @NewerKey package var durability: Durability

  package var miniBatchSize: Int
  /// Nil for any number.
  package var miniBatchBytes: Int?
  @NewerKey package var order: EngineOptions.FileOrder
  package var workers: Int
  /// -1 means any number.
  package var errorThreshold: Int
  package var maxRetries: Int
  package var timeoutSeconds: Double
  package var isolation: Bool
  /// What one worker may use, bytes; nil for any amount.
  package var memoryLimitBytes: Int?
  /// Whether `init()` runs once for all workers.
  @NewerKey package var shareModel: EngineOptions.ShareModel
  package var loggingLevel: String

  /// What recorded results survive.
  package enum Durability: String, Codable, Sendable, CaseIterable {
    /// The end of any process.
    case process
    /// A loss of power as well; each group of rows waits for the device.
    case power
  }

  package struct Script: Codable, Sendable, Equatable {
    /// First on the import path.
    package var folder: String
    package var path: String

    package init(folder: String, path: String) {
      self.folder = folder
      self.path = path
    }
  }

  /// The model that workers find in `AZUREML_MODEL_DIR`.
  package struct Model: Codable, Sendable, Equatable {
    /// Its file or folder.
    package var path: String
    /// `AZUREML_MODEL_DIR`: holds the model, named as it is, and nothing else.
    package var folder: String
    /// `NAME:VERSION` of a registered model.
    package var identity: String?
    /// Of a registered model; see `ModelDigest`.
    package var digest: String?
    /// Its files' names, sizes and times when the job was made; see `ModelListing.state`.
    package var state: String?

    package init(
      path: String, folder: String, identity: String? = nil, digest: String? = nil,
      state: String? = nil
    ) {
      self.path = path
      self.folder = folder
      self.identity = identity
      self.digest = digest
      self.state = state
    }
  }

  /// An environment that was built here.
  package struct PythonEnvironment: Codable, Sendable, Equatable {
    /// What messages call it.
    package var name: String
    /// Of what decides its content, in hexadecimal.
    package var digest: String

    package init(name: String, digest: String) {
      self.name = name
      self.digest = digest
    }
  }

  package init(
    name: String, createdAt: Date, endpointName: String?, deploymentName: String, python: String,
    pythonEnvironment: PythonEnvironment?, script: Script?, model: Model?,
    environmentVariables: [String: String], inputPath: String, isRecursive: Bool? = nil,
    outputPath: String,
    outputFileName: String, outputAction: DeploymentSettings.OutputAction, isOrdered: Bool = false,
    durability: Durability = .process, miniBatchSize: Int,
    miniBatchBytes: Int? = nil, order: EngineOptions.FileOrder = .path, workers: Int,
    errorThreshold: Int, maxRetries: Int, timeoutSeconds: Double, isolation: Bool,
    memoryLimitBytes: Int? = nil, shareModel: EngineOptions.ShareModel = .off,
    loggingLevel: String, invocation: [String]? = nil
  ) {
    self.name = name
    self.createdAt = createdAt
    self.endpointName = endpointName
    self.deploymentName = deploymentName
    self.python = python
    self.pythonEnvironment = pythonEnvironment
    self.script = script
    self.model = model
    self.environmentVariables = environmentVariables
    self.inputPath = inputPath
    self.isRecursive = isRecursive
    self.outputPath = outputPath
    self.outputFileName = outputFileName
    self.outputAction = outputAction
    self.isOrdered = isOrdered
    self.durability = durability
    self.miniBatchSize = miniBatchSize
    self.miniBatchBytes = miniBatchBytes
    self.order = order
    self.workers = workers
    self.errorThreshold = errorThreshold
    self.maxRetries = maxRetries
    self.timeoutSeconds = timeoutSeconds
    self.isolation = isolation
    self.memoryLimitBytes = memoryLimitBytes
    self.shareModel = shareModel
    self.loggingLevel = loggingLevel
    self.invocation = invocation
  }

  /// Whether only the files directly in the input folder are scored: usually MLflow models do not descend.
  package var isTopLevelOnly: Bool { !(isRecursive ?? (script != nil)) }

  /// The file that `append_row` rows go to; nil for `summary_only`.
  package var predictionsPath: String? {
    outputAction == .appendRow ? outputPath + "/" + outputFileName : nil
  }
}

extension JobSpecification.Durability: HasFormerValue {
  package static let former = Self.process
}

extension EngineOptions.FileOrder: HasFormerValue {
  package static let former = Self.path
}

extension EngineOptions.ShareModel: HasFormerValue {
  package static let former = Self.off
}

extension JobSpecification {
  /// - Throws: `ExecutionError.refused` for a limit under which no worker could even start.
  static func check(memoryLimitBytes bytes: Int?) throws {
    guard let bytes, bytes < ByteSize.leastForPython else { return }
    throw ExecutionError.refused(
      message: "A memory limit of \(Amount.bytes(bytes)) leaves no room for Python itself; "
        + "give at least 16MiB, such as 512MiB.")
  }
}

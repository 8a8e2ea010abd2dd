package import BatchEndpoints
import SystemMetrics

/// What an operator asks for on the command line, beyond what the deployment says.
package struct JobRequest: Sendable {
  /// As typed: a path or a `file://` URI.
  package var input: String
  /// Whether the files in folders below the input are scored as well; nil for what is usual: with a
  /// scoring script, and not with an MLflow model alone.
  package var isRecursive: Bool?
  /// What the job is to be called; nil makes a name up.
  package var name: String?
  /// As typed; nil for the job's own folder.
  package var outputPath: String?
  package var python: PythonSource
  package var miniBatchSize: Int?
  package var miniBatchBytes: Int?
  package var order: EngineOptions.FileOrder?
  /// Whether the rows are to be in the order of the input; it decides `order`, too.
  package var isOrdered: Bool?
  package var durability: JobSpecification.Durability = .process
  package var memoryLimitBytes: Int?
  package var shareModel: EngineOptions.ShareModel?
  package var workers: Int?
  package var errorThreshold: Int?
  package var maxRetries: Int?
  package var timeoutSeconds: Int?
  /// False: every file of a failing mini-batch fails, as Azure counts.
  package var isolation: Bool?
  /// As in `JobSpecification`.
  package var invocation: [String]?

  /// Where the workers' interpreter comes from.
  package enum PythonSource: Sendable {
    /// A path, or a name to look up in `PATH`.
    case named(String)
    /// The environment that the deployment asks for, built if need be; `python3` where it asks for
    /// none, or for one that cannot be had here. `folder` is the manifest's, where relative paths of
    /// an inline conda file start; `log` hears of it line by line.
    case deployment(folder: String, log: @Sendable (String) -> Void)
  }

  /// As many workers as this machine has processors to give.
  package static var workersForThisMachine: Int { (try? ProcFS().availableCores()) ?? 1 }

  package init(input: String, python: PythonSource = .named("python3")) {
    self.input = input
    self.python = python
  }
}

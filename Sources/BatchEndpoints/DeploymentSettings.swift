/// How a deployment runs (schema key `settings`; in the legacy shape the same keys stand at the
/// root).
package struct DeploymentSettings: Sendable, Equatable, Codable {
  /// Files in one call of `run()`, at least 1.
  package var miniBatchSize = 10
  /// Worker processes on one instance, at least 1.
  package var maxConcurrencyPerInstance = 1
  /// Failed files tolerated over the whole input; the job stops beyond it. -1 tolerates any number.
  package var errorThreshold = -1
  package var retrySettings = RetrySettings()
  package var outputAction: OutputAction = .appendRow
  /// A file name without folders; used by `append_row`.
  package var outputFileName = "predictions.csv"
  /// As written; the script sees it in `--logging_level`.
  package var loggingLevel = "info"
  /// Set for the workers; a value that is not a string in YAML is its text as written.
  package var environmentVariables: [String: String] = [:]

  package init() {}

  package struct RetrySettings: Sendable, Equatable, Codable {
    /// Attempts after the first, at least 0.
    package var maxRetries = 3
    /// Seconds that one call of `run()` may take, at least 1.
    package var timeoutSeconds = 30

    package init() {}
  }

  package enum OutputAction: String, Sendable, Codable, CaseIterable {
    /// What `run()` returns becomes rows of the output file.
    case appendRow = "append_row"
    /// What `run()` returns is only counted.
    case summaryOnly = "summary_only"
  }
}

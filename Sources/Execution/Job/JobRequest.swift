/// What an operator asks for on the command line, beyond what the deployment says.
package struct JobRequest: Sendable {
  /// As typed: a path or a `file://` URI.
  package var input: String
  /// As typed; nil for the job's own folder.
  package var outputPath: String?
  /// A path, or a name to look up in `PATH`.
  package var python: String
  package var miniBatchSize: Int?
  package var workers: Int?
  package var errorThreshold: Int?
  package var maxRetries: Int?
  package var timeoutSeconds: Int?
  /// False: every file of a failing mini-batch fails, as Azure counts.
  package var isolation: Bool?

  package init(input: String, python: String = "python3") {
    self.input = input
    self.python = python
  }
}

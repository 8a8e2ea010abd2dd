/// A Python environment that is ready for a deployment's workers.
package struct BuiltEnvironment: Sendable, Equatable {
  /// Absolute.
  package var pythonPath: String
  package var pythonVersion: String
  /// SHA-256 of what decides the environment's content, in hex.
  package var digest: String
  package var folder: String
  /// What the installers printed when it was built.
  package var logPath: String
  /// As `pip freeze` prints them, sorted.
  package var packages: [String]
  /// What of the request is not honoured to the letter, one line each. A build tells them to its log
  /// as well.
  package var notes: [String]
  /// False when this call built it.
  package var isReused: Bool
  /// Environment variables that the conda file sets.
  package var variables: [String: String]
  let isConda: Bool

  /// Environment variables as in a shell where the environment is active, so that a script finds the
  /// environment's programs as well.
  ///
  /// Conda packages may bring shell scripts that set more; those are not run.
  package func activated(_ environment: [String: String]) -> [String: String] {
    var active = environment
    let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    active["PATH"] = "\(folder)/bin:\(path)"
    active["PYTHONHOME"] = nil
    active["VIRTUAL_ENV"] = isConda ? nil : folder
    active["CONDA_PREFIX"] = isConda ? folder : nil
    return active.merging(variables) { _, new in new }
  }
}

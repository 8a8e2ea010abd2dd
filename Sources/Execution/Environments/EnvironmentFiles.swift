/// Where one environment is kept: `environments/DIGEST` and files beside it.
struct EnvironmentFiles: Sendable, Equatable {
  /// The environment itself. It is built in place, for a virtual environment cannot be moved.
  let folder: String

  /// The digest's first 16 digits are its name: scripts in it begin with `#!` and its path, which the
  /// kernel bounds.
  init(home: BatchDeckHome, digest: String) {
    folder = "\(home.path)/environments/\(digest.prefix(16))"
  }

  /// Written last: an environment without it was never finished.
  var recordPath: String { folder + "/.batchdeck.json" }
  var python: String { folder + "/bin/python" }
  /// What the installers printed in the last build.
  var logPath: String { folder + ".log" }
  /// Locked by whoever builds; never deleted.
  var lockPath: String { folder + ".lock" }
  var requirementsPath: String { folder + ".requirements.txt" }
  var constraintsPath: String { folder + ".constraints.txt" }
}

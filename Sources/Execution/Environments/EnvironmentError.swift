/// Why there is no Python environment: facts; `description` has the words, one line each.
package enum EnvironmentError: Error, Equatable, Sendable {
  /// Only a container image is given.
  case imageOnly(name: String, image: String)
  case nothingAsked(name: String)
  /// `available` are the versions found, newest first.
  case pythonMissing(name: String, wanted: String, available: [String])
  /// The interpreter cannot put pip into an environment.
  case ensurepipMissing(python: String, version: String)
  /// `file` is named by `from`.
  case requirementsUnreadable(file: String, from: String, reason: String)
  case buildFailed(name: String, failure: BuildFailure, logPath: String)
  /// Another process has been building the same environment for too long.
  case stillBeingBuilt(pid: Int, minutes: Int, logPath: String)
}

extension EnvironmentError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .imageOnly(let name, let image):
      "\(name): the container image \(image) cannot be run here and there is no conda_file; "
        + "add one, or name an interpreter with --python PATH."
    case .nothingAsked(let name):
      "\(name) has no conda_file, so there is nothing to build; "
        + "add one, or name an interpreter with --python PATH."
    case .pythonMissing(let name, let wanted, let available):
      "\(name) asks for \(wanted); "
        + (available.isEmpty
          ? "no Python 3 was found. " : "found are \(available.joined(separator: ", ")). ")
        + "Install it, put uv or micromamba on PATH, or name an interpreter with --python PATH."
    case .ensurepipMissing(let python, let version):
      "\(python) cannot make environments with pip (it has no ensurepip): install "
        + "python\(version.split(separator: ".").prefix(2).joined(separator: "."))-venv "
        + "(Debian, Ubuntu), or put uv on PATH."
    case .requirementsUnreadable(let file, let from, let reason):
      "\(from) names the requirements file \(file): \(reason)."
    case .buildFailed(let name, let failure, let logPath):
      "The environment of \(name) could not be built: \(failure) Its log: \(logPath)"
    case .stillBeingBuilt(let pid, let minutes, let logPath):
      "Process \(pid) has been building this environment for more than \(minutes) min; "
        + "end it or wait for it. Its log: \(logPath)"
    }
  }
}

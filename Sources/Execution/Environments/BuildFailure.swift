/// Why an installer gave up, read from what it printed: facts; `description` has the words.
package enum BuildFailure: Error, Equatable, Sendable {
  /// `found` are the newest versions there are, oldest first; with `fromConda` the conda file asks
  /// conda for it.
  case noDistribution(requirement: String, found: [String], fromConda: Bool)
  case requirementUnreadable(String)
  /// The installer's own account.
  case conflict(String)
  case wrongPython(String)
  /// A source distribution that could not be built.
  case notCompiled(String, fromConda: Bool)
  case noNetwork(String)
  case diskFull
  case pythonNotFetched(version: String)
  /// The conda tool's own account.
  case condaUnsolved(String)
  case timedOut(minutes: Int)
  case killed
  /// Nothing known in what it printed: its last error, or the last line.
  case other(program: String, exitCode: Int, line: String)
}

extension BuildFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noDistribution(let requirement, let found, let fromConda):
      "No matching distribution found for \(requirement)"
        + (found.isEmpty ? "." : " (the newest are \(found.joined(separator: ", "))).")
        + (fromConda ? Self.useConda : "")
    case .requirementUnreadable(let text):
      "\(text) is no requirement that pip can read."
    case .conflict(let account): account
    case .wrongPython(let account): account
    case .notCompiled(let package, let fromConda):
      "\(package) has no wheel for this Python and building it from source ended in an error."
        + (fromConda ? Self.useConda : "")
    case .noNetwork(let place):
      "\(place) cannot be reached; is the network up?"
    case .diskFull:
      "There is no space left on the disk."
    case .pythonNotFetched(let version):
      "uv could not fetch Python \(version); name an interpreter with --python PATH."
    case .condaUnsolved(let account): account
    case .timedOut(let minutes):
      "It was not done after \(minutes) min."
    case .killed:
      "The installer was killed."
    case .other(let program, let exitCode, let line):
      "\(program) ended with exit code \(exitCode): \(line)"
    }
  }

  private static let useConda =
    " The conda file asks conda for it; put micromamba or conda on PATH."
}

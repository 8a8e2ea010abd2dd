/// A conda environment file: `name`, `channels` and `dependencies` with a nested `- pip:` list.
package struct CondaFile: Sendable, Equatable, Codable {
  package var name: String?
  /// Highest priority first.
  package var channels: [String] = []
  /// Conda specifications as written, `python=3.10` included.
  package var packages: [String] = []
  /// The lines of the `- pip:` list as written, options such as `-r requirements.txt` included.
  package var pip: [String] = []
  /// Environment variables that conda sets when the environment is activated.
  package var variables: [String: String] = [:]
  /// As written; not used here.
  package var platforms: [String] = []
  /// As written: where conda last put the environment. Not used here.
  package var prefix: String?

  package init() {}

  /// The Python version when `dependencies` pins one: `3.10` for `python=3.10`, `python==3.10` or
  /// `python 3.10.*`.
  package var pythonVersion: String? {
    for package in packages {
      let pinned = /([^:]+::)?python *(=|==| ) *([0-9]+(\.[0-9]+)*)(\.?\*)?([= ].*)?/
      if let match = package.wholeMatch(of: pinned) { return String(match.output.3) }
    }
    return nil
  }

  /// The files that `-r` and `--requirement` lines of `pip` name, as written.
  package var requirementsFiles: [String] {
    pip.compactMap(Self.requirementsFile)
  }

  /// The file of a `-r FILE` line; nil for any other.
  static func requirementsFile(_ line: String) -> String? {
    let option = /\s*(-r\s*|--requirement[\s=]\s*)(.*?)\s*/
    guard let match = line.wholeMatch(of: option), !match.output.2.isEmpty else { return nil }
    return String(match.output.2)
  }
}

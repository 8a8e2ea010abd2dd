/// What a job's results came from. Digests are SHA-256 in hexadecimal; nil is what there is not, or
/// what is not known yet: large models take a while to read.
package struct JobLineage: Codable, Sendable, Equatable {
  /// `NAME:VERSION` of a registered model, the path of another one.
  package var model: String?
  /// Over the model's files; the same files give the same digest, registered or not.
  package var modelDigest: String?
  /// Over the names and contents of the code folder's files, hidden folders and `__pycache__` left out.
  package var codeDigest: String?
  /// The commit that is checked out where the code folder lies.
  package var gitCommit: String?
  /// Whether files of the code folder differ from that commit, or are unknown to it.
  package var gitIsDirty: Bool?
  /// The environment's name, or the interpreter that was named.
  package var environment: String?
  /// Of what decided a built environment's content; of a named interpreter's installed packages.
  package var environmentDigest: String?

  package init() {}
}

/// A batch endpoint: a name that jobs are sent to, and which of its deployments takes them (schema
/// `batchEndpoint`).
package struct BatchEndpoint: Sendable, Equatable, Codable {
  /// Letters, digits and `-`, beginning with a letter and ending with a letter or digit.
  package var name: String
  package var description: String?
  package var tags: [String: String] = [:]
  package var properties: [String: String] = [:]
  /// Not used on this machine: whoever can start BatchDeck may invoke.
  package var authMode: AuthMode = .aadToken
  package var defaults = Defaults()
  /// As written; not used on this machine.
  package var location: String?
  /// As written; not used on this machine.
  package var identity: [String: ManifestValue] = [:]

  package init(name: String) { self.name = name }

  package struct Defaults: Sendable, Equatable, Codable {
    /// Where a job goes that names no deployment; without it such a job has nowhere to go.
    package var deploymentName: String?

    package init(deploymentName: String? = nil) { self.deploymentName = deploymentName }
  }

  package enum AuthMode: String, Sendable, Codable, CaseIterable {
    case aadToken = "aad_token"
    case amlToken = "aml_token"
    case key
  }
}

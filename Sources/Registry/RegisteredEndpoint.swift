package import BatchEndpoints
package import Foundation

/// A batch endpoint (schema `batchEndpoint`).
package struct RegisteredEndpoint: Codable, Sendable, Equatable {
  package var name: String
  package var description: String?
  package var tags: [String: String]
  package var properties: [String: String]
  /// As written, such as `aad_token`; not used on this machine.
  package var authMode: String
  /// One of the endpoint's deployments: where a job goes that names none.
  package var defaultDeployment: String?
  package var createdAt: Date

  package init(
    name: String, description: String? = nil, tags: [String: String] = [:],
    properties: [String: String] = [:], authMode: String = "aad_token",
    defaultDeployment: String? = nil, createdAt: Date
  ) {
    self.name = name
    self.description = description
    self.tags = tags
    self.properties = properties
    self.authMode = authMode
    self.defaultDeployment = defaultDeployment
    self.createdAt = createdAt
  }
}

extension RegisteredEndpoint {
  /// Of a manifest, what means anything on this machine.
  package init(_ manifest: BatchEndpoint, createdAt: Date) {
    self.init(
      name: manifest.name, description: manifest.description, tags: manifest.tags,
      properties: manifest.properties, authMode: manifest.authMode.rawValue,
      defaultDeployment: manifest.defaults.deploymentName, createdAt: createdAt)
  }

  package var manifest: BatchEndpoint {
    var manifest = BatchEndpoint(name: name)
    manifest.description = description
    manifest.tags = tags
    manifest.properties = properties
    manifest.authMode = BatchEndpoint.AuthMode(rawValue: authMode) ?? .aadToken
    manifest.defaults.deploymentName = defaultDeployment
    return manifest
  }
}

extension RegisteredEndpoint: StoredValue {
  package static var tableName: String { "endpoint" }
}

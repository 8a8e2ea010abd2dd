package import Foundation

/// A version of a data asset: a file or folder to score, under a name (schema `data`).
package struct RegisteredData: Codable, Sendable, Equatable {
  package var name: String
  package var version: String
  /// `uri_file` or `uri_folder`.
  package var type: String
  package var description: String?
  package var tags: [String: String]
  /// Absolute. The file or folder stays where it is.
  package var path: String
  package var createdAt: Date
  /// Left out of lists, and never the latest.
  package var isArchived = false

  package init(
    _ identity: AssetVersion, type: String, description: String? = nil,
    tags: [String: String] = [:], path: String, createdAt: Date
  ) {
    name = identity.name
    version = identity.version
    self.type = type
    self.description = description
    self.tags = tags
    self.path = path
    self.createdAt = createdAt
  }

  package var identity: AssetVersion { AssetVersion(name: name, version: version) }
}

extension RegisteredData: DescribedValue {
  package static var kind: AssetKind { .data }

  package func hasContent(of other: RegisteredData) -> Bool {
    type == other.type && path == other.path
  }
}

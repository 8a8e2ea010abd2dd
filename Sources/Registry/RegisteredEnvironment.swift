package import BatchEndpoints
package import Foundation

/// A version of an environment (schema `environment`).
package struct RegisteredEnvironment: Codable, Sendable, Equatable {
  package var name: String
  package var version: String
  package var description: String?
  package var tags: [String: String]
  /// The container image; no image is pulled here.
  package var image: String?
  /// The conda file's content when the environment was registered.
  package var conda: CondaFile?
  /// Absolute; where relative paths of the conda file start.
  package var folder: String
  /// JSON of an `EnvironmentAsset` with what has no column here: the keys that nothing here uses.
  package var manifest: String?
  package var createdAt: Date
  /// Left out of lists, and never the latest.
  package var isArchived = false

  package init(
    _ identity: AssetVersion, description: String? = nil, tags: [String: String] = [:],
    image: String? = nil, conda: CondaFile? = nil, folder: String, manifest: String? = nil,
    createdAt: Date
  ) {
    name = identity.name
    version = identity.version
    self.description = description
    self.tags = tags
    self.image = image
    self.conda = conda
    self.folder = folder
    self.manifest = manifest
    self.createdAt = createdAt
  }

  package var identity: AssetVersion { AssetVersion(name: name, version: version) }
}

extension RegisteredEnvironment: DescribedValue {
  package static var kind: AssetKind { .environment }

  package func hasContent(of other: RegisteredEnvironment) -> Bool {
    image == other.image && conda == other.conda && manifest == other.manifest
      && (folder == other.folder || !mayNameFiles)
  }

  /// Whether a line for pip may be about a file, which lies in the folder.
  private var mayNameFiles: Bool {
    conda?.pip.contains { $0.hasPrefix("-") || $0.hasPrefix(".") || $0.contains("/") } ?? false
  }
}

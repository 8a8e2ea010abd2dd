package import BatchEndpoints
package import Foundation

/// A version of a model (schema `model`).
package struct RegisteredModel: Codable, Sendable, Equatable {
  package var name: String
  package var version: String
  package var type: ModelType
  package var description: String?
  package var tags: [String: String]
  package var properties: [String: String]
  package var stage: String?
  /// The name of the model's file or folder: what the scoring script finds in `AZUREML_MODEL_DIR`.
  package var fileName: String
  /// Where the model lies, absolute; nil when its files were copied to `models/NAME/VERSION`.
  package var inPlacePath: String?
  /// In hexadecimal; the formula is `ModelDigest`'s.
  package var digest: String
  /// Of all files together.
  package var bytes: Int
  /// At least 1.
  package var fileCount: Int
  package var createdAt: Date
  /// Left out of lists, and never the latest.
  package var isArchived = false

  package init(
    _ identity: AssetVersion, type: ModelType, description: String? = nil,
    tags: [String: String] = [:], properties: [String: String] = [:], stage: String? = nil,
    fileName: String, inPlacePath: String? = nil, digest: String, bytes: Int, fileCount: Int,
    createdAt: Date
  ) {
    name = identity.name
    version = identity.version
    self.type = type
    self.description = description
    self.tags = tags
    self.properties = properties
    self.stage = stage
    self.fileName = fileName
    self.inPlacePath = inPlacePath
    self.digest = digest
    self.bytes = bytes
    self.fileCount = fileCount
    self.createdAt = createdAt
  }

  package var identity: AssetVersion { AssetVersion(name: name, version: version) }
}

/// A file of a model.
package struct ModelArtifact: Codable, Sendable, Equatable {
  /// As seen from `AZUREML_MODEL_DIR`, so the first component is the model's `fileName`.
  package var path: String
  package var bytes: Int
  /// 64 hexadecimal digits.
  package var sha256: String

  package init(path: String, bytes: Int, sha256: String) {
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
  }
}

extension RegisteredModel: VersionedValue {
  package static var kind: AssetKind { .model }
}

extension ModelArtifact: StoredValue {
  package static var tableName: String { "model_artifact" }
}

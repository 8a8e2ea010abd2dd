package import Foundation

/// A version of a registered model.
package struct ModelSummary: Sendable, Equatable {
  package var name: String
  package var version: String
  /// `custom_model`, `mlflow_model` or `triton_model`.
  package var type: String
  /// Of all files together.
  package var bytes: Int
  package var fileCount: Int
  /// In hexadecimal.
  package var digest: String
  package var createdAt: Date
  package var about: String?
  /// Where the files are.
  package var path: String
  /// `ENDPOINT/DEPLOYMENT` of those that name it.
  package var usedBy: [String]

  /// `NAME:VERSION`, as commands take it.
  package var id: String { "\(name):\(version)" }

  package init(
    name: String, version: String, type: String, bytes: Int, fileCount: Int, digest: String,
    createdAt: Date, about: String? = nil, path: String, usedBy: [String] = []
  ) {
    self.name = name
    self.version = version
    self.type = type
    self.bytes = bytes
    self.fileCount = fileCount
    self.digest = digest
    self.createdAt = createdAt
    self.about = about
    self.path = path
    self.usedBy = usedBy
  }
}

/// A folder of a model's files, one level deep.
package struct ArtifactFolder: Sendable, Equatable {
  /// As many as were asked for at most, in bytewise order.
  package var entries: [ArtifactEntry]
  /// All there are.
  package var total: Int

  package init(entries: [ArtifactEntry], total: Int) {
    self.entries = entries
    self.total = total
  }
}

/// A file or folder of a model.
package struct ArtifactEntry: Sendable, Equatable {
  /// As seen from `AZUREML_MODEL_DIR`.
  package var path: String
  /// Of all files below, for a folder.
  package var bytes: Int
  /// Files at any depth; nil for a file.
  package var fileCount: Int?

  package init(path: String, bytes: Int, fileCount: Int? = nil) {
    self.path = path
    self.bytes = bytes
    self.fileCount = fileCount
  }

  package var isFolder: Bool { fileCount != nil }
  var name: String { String(path.split(separator: "/").last ?? "") }
}

/// How a file of a model begins.
package struct ArtifactPreview: Sendable, Equatable {
  /// Of the whole file.
  package var bytes: Int
  package var sha256: String
  /// A few thousand bytes.
  package var head: [UInt8]

  package init(bytes: Int, sha256: String, head: [UInt8]) {
    self.bytes = bytes
    self.sha256 = sha256
    self.head = head
  }
}

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
  /// Where the files are: the model's own file or folder.
  package var path: String
  /// Whether the files stayed where they were; otherwise they are a copy that nobody changes.
  package var isInPlace: Bool
  package var isArchived: Bool
  package var tags: [String: String]
  /// `ENDPOINT/DEPLOYMENT` of those that name it.
  package var usedBy: [String]

  /// `NAME:VERSION`, as commands take it.
  package var id: String { "\(name):\(version)" }

  package init(
    name: String, version: String, type: String, bytes: Int, fileCount: Int, digest: String,
    createdAt: Date, about: String? = nil, path: String, isInPlace: Bool = false,
    isArchived: Bool = false, tags: [String: String] = [:], usedBy: [String] = []
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
    self.isInPlace = isInPlace
    self.isArchived = isArchived
    self.tags = tags
    self.usedBy = usedBy
  }

  /// Where a file of the model is; `artifact` begins with the name of the model's file or folder.
  func filePath(of artifact: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) + "/" + artifact
  }
}

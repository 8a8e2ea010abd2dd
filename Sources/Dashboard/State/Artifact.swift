package import BatchEndpoints

/// A stretch of a model's files: of a folder, or of all whose path holds a text.
package struct ArtifactQuery: Sendable, Hashable {
  /// Entries asked for at a time: the longest screen and a half page more on either side.
  package static let limit = 512

  /// `NAME:VERSION`.
  package var model: String
  /// Empty for the one that holds all; without a meaning when there is a text.
  package var folder: String
  package var text: String
  /// The first entry asked for.
  package var offset: Int

  package init(model: String, folder: String = "", text: String = "", offset: Int = 0) {
    self.model = model
    self.folder = folder
    self.text = text
    self.offset = offset
  }
}

/// The answer to an `ArtifactQuery`.
package struct ArtifactPage: Sendable, Equatable {
  /// Folders come before files.
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
  /// Whether there are no more files and bytes than these.
  package var isCounted: Bool

  package init(path: String, bytes: Int, fileCount: Int? = nil, isCounted: Bool = true) {
    self.path = path
    self.bytes = bytes
    self.fileCount = fileCount
    self.isCounted = isCounted
  }

  package var isFolder: Bool { fileCount != nil }
  var name: String { String(path.split(separator: "/").last ?? "") }
}

/// A glance at a file of a model.
package struct ArtifactPreview: Sendable, Equatable {
  /// In hexadecimal, as registered.
  package var sha256: String
  /// As it is now.
  package var content: FilePreview

  package init(sha256: String, content: FilePreview) {
    self.sha256 = sha256
    self.content = content
  }
}

package import BatchEndpoints

/// A model to be registered.
package struct ModelRegistration: Sendable, Equatable {
  package var name: String
  /// Nil asks for the next number.
  package var version: String?
  /// A file or a folder.
  package var path: String
  package var type: ModelType
  package var description: String?
  package var tags: [String: String] = [:]
  package var properties: [String: String] = [:]
  package var stage: String?
  /// True: the files stay where they are, and only their digests are kept.
  package var isInPlace = false

  package init(
    name: String, version: String? = nil, path: String, type: ModelType = .customModel
  ) {
    self.name = name
    self.version = version
    self.path = path
    self.type = type
  }
}

/// How far the files of a model have been read.
package struct ModelProgress: Sendable, Equatable {
  package var bytesDone: Int
  package var bytesTotal: Int
}

/// A file or folder to score, under a name (schema `data`).
package struct DataAsset: Sendable, Equatable, Codable {
  package var name: String
  /// Nil asks for the next one.
  package var version: String?
  package var description: String?
  package var tags: [String: String] = [:]
  package var type: DataType = .folder
  /// Absolute.
  package var path: String
  /// As written; not used on this machine.
  package var datastore: String?
  /// As written; nothing is deleted here.
  package var autoDeleteSetting: ManifestValue?

  package init(name: String, version: String? = nil, path: String, type: DataType = .folder) {
    self.name = name
    self.version = version
    self.path = path
    self.type = type
  }
}

/// What a path holds (schema key `type` of a data asset or an input).
package enum DataType: String, Sendable, Codable, CaseIterable {
  case file = "uri_file"
  case folder = "uri_folder"
}

import Foundation
import Registry

/// A data asset as `data show` prints it: Azure's fields, and ours beside them.
struct DataShow: Encodable {
  /// What a job's input and `azureml:` references take.
  var id: String
  var name: String
  var version: String
  /// `uri_file` or `uri_folder`.
  var type: String
  var description: String?
  var tags: [String: String]
  /// Always empty: no registered data has any here.
  var properties: [String: String] = [:]
  /// Absolute.
  var path: String
  var creationContext: CreationContext
  var archived: Bool

  init(_ data: RegisteredData) {
    id = "azureml:\(data.identity)"
    name = data.name
    version = data.version
    type = data.type
    description = data.description
    tags = data.tags
    path = data.path
    creationContext = CreationContext(createdAt: data.createdAt)
    archived = data.isArchived
  }

  /// For people.
  var lines: [String] {
    ["\(name):\(version)  \(type)\(archived ? ", archived" : "")", "path    \(path)"]
      + Wording.about(description, tags: tags)
  }
}

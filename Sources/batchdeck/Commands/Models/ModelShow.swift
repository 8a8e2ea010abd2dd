import BatchEndpoints
import Execution
import Foundation
import Registry

/// A model as `model show` prints it: Azure's fields, and ours beside them.
struct ModelShow: Encodable {
  /// What a deployment's `model` takes.
  var id: String
  var name: String
  var version: String
  var type: ModelType
  var description: String?
  var tags: [String: String]
  var properties: [String: String]
  var stage: String?
  var path: String
  var creationContext: CreationContext
  /// SHA-256 over the files' digests.
  var digest: String
  var bytes: Int
  var fileCount: Int
  var inPlace: Bool
  var archived: Bool

  init(_ model: RegisteredModel, path: String) {
    id = "azureml:\(model.identity)"
    name = model.name
    version = model.version
    type = model.type
    description = model.description
    tags = model.tags
    properties = model.properties
    stage = model.stage
    self.path = path
    creationContext = CreationContext(createdAt: model.createdAt)
    digest = model.digest
    bytes = model.bytes
    fileCount = model.fileCount
    inPlace = model.inPlacePath != nil
    archived = model.isArchived
  }

  /// For people.
  var lines: [String] {
    let lines = [
      "\(name):\(version)  \(type.rawValue), \(Wording.count(fileCount, "file")), "
        + Wording.bytes(bytes) + (inPlace ? ", in place" : "") + (archived ? ", archived" : ""),
      "path    \(path)",
      "sha256  \(digest)",
    ]
    return lines + Wording.about(description, tags: tags)
  }
}

import BatchEndpoints
import Dashboard
import Execution
import Registry

/// The registered models, as the dashboard asks for them; blocks.
struct ModelReader {
  private let store: ModelStore
  private let registry: RegistryDatabase

  init(_ context: Context) {
    store = context.models
    registry = context.registry
  }

  func models() throws -> [ModelSummary] {
    var users: [String: [String]] = [:]
    for endpoint in try registry.endpoints.endpoints() {
      for deployment in try registry.deployments.deployments(of: endpoint.name) {
        guard let model = deployment.model else { continue }
        users["\(model)", default: []].append("\(endpoint.name)/\(deployment.name)")
      }
    }
    return try registry.models.list().map { model in
      ModelSummary(
        name: model.name, version: model.version, type: model.type.rawValue, bytes: model.bytes,
        fileCount: model.fileCount, digest: model.digest, createdAt: model.createdAt,
        about: model.description, path: store.path(of: model),
        usedBy: users["\(model.identity)"] ?? [])
    }
  }

  /// `model` is `NAME:VERSION`; an empty folder is the one that holds all.
  func folder(_ folder: String, of model: String, limit: Int) throws -> ArtifactFolder {
    let identity = try registry.models.find(AssetReference(shorthand: model)).identity
    let entries = try store.artifacts(of: identity, path: folder.isEmpty ? nil : folder)
    return ArtifactFolder(
      entries: entries.prefix(limit).map { entry in
        switch entry.kind {
        case .file: ArtifactEntry(path: entry.path, bytes: entry.bytes)
        case .folder(let count):
          ArtifactEntry(path: entry.path, bytes: entry.bytes, fileCount: count)
        }
      }, total: entries.count)
  }

  func preview(of model: String, path: String) throws -> ArtifactPreview {
    let identity = try registry.models.find(AssetReference(shorthand: model)).identity
    let preview = try store.preview(of: identity, path: path)
    return ArtifactPreview(bytes: preview.bytes, sha256: preview.sha256, head: preview.head)
  }
}

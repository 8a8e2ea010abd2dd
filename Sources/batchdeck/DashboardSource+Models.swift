import BatchEndpoints
import Dashboard
import Execution
import Foundation
import Registry
import Synchronization

/// The registered models, as the dashboard asks for them; blocks.
final class ModelReader: Sendable {
  private let store: ModelStore
  private let registry: RegistryDatabase

  /// Files counted for a page of folders: some ten milliseconds.
  private static let mostCounted = 50_000

  /// The folder asked for last: a version's files never change, and its pages come one after another.
  private let latest = Mutex<(model: RegisteredModel, path: String, index: FolderIndex)?>(nil)

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
    return try registry.models.list(.all).map {
      summary(of: $0, usedBy: users["\($0.identity)"] ?? [])
    }
  }

  private func summary(of model: RegisteredModel, usedBy: [String] = []) -> ModelSummary {
    ModelSummary(
      name: model.name, version: model.version, type: model.type.rawValue, bytes: model.bytes,
      fileCount: model.fileCount, digest: model.digest, createdAt: model.createdAt,
      about: model.description, path: store.path(of: model),
      isInPlace: model.inPlacePath != nil, isArchived: model.isArchived, tags: model.tags,
      usedBy: usedBy)
  }

  private func identity(_ model: String) throws -> AssetVersion {
    try registry.models.find(AssetReference(shorthand: model)).identity
  }

  // MARK: - Files

  func artifacts(_ query: ArtifactQuery) throws -> ArtifactPage {
    let model = try registry.models.find(AssetReference(shorthand: query.model))
    let limit = ArtifactQuery.limit
    if !query.text.isEmpty {
      let (entries, total) = try store.artifacts(
        of: model.identity, containing: query.text, offset: query.offset, limit: limit)
      return ArtifactPage(entries: entries.map(ArtifactEntry.init), total: total)
    }
    let index = try index(of: query.folder, model)
    let entries = try store.artifacts(
      of: model.identity, in: index, offset: query.offset, limit: limit,
      mostCounted: Self.mostCounted)
    return ArtifactPage(entries: entries.map(ArtifactEntry.init), total: index.count)
  }

  private func index(of folder: String, _ model: RegisteredModel) throws -> FolderIndex {
    if let latest = latest.withLock({ $0 }), latest.model == model, latest.path == folder {
      return latest.index
    }
    let index = try store.folder(folder, of: model.identity)
    latest.withLock { $0 = (model, folder, index) }
    return index
  }

  func preview(of model: String, path: String) throws -> ArtifactPreview {
    let preview = try store.preview(of: try identity(model), path: path)
    return ArtifactPreview(sha256: preview.sha256, content: preview.content)
  }

  // MARK: - Orders

  func review(_ draft: ModelDraft) -> ModelReview {
    let registration = registration(draft)
    var review = ModelReview()
    do {
      try store.check(registration)
    } catch ModelError.sourceMissing {
      review.problems.append(.init(.path, "there is no such file or folder."))
    } catch let error as ModelError {
      review.problems.append(.init(error.field, "\(error)"))
    } catch RegistryError.exists {
      review.problems.append(.init(.version, "there is a version \(draft.version ?? "") already."))
    } catch {
      review.problems.append(.init(.path, "\(error)"))
    }
    guard review.problems.isEmpty else { return review }
    if draft.type == "custom_model", store.isMLflowModel(at: registration.path) {
      review.facts.append("It has an MLmodel file: as mlflow_model it needs no scoring script.")
    }
    if registration.path != draft.path { review.facts.append("That is \(registration.path).") }
    return review
  }

  /// Returns the model that was registered.
  ///
  /// - Throws: What describes itself in one sentence; what `progress` throws.
  func carryOut(
    _ order: ModelOrder, progress: (Dashboard.ModelProgress) throws -> Void
  ) throws -> ModelSummary? {
    switch order {
    case .register(let draft):
      let model = try store.register(registration(draft)) {
        try progress(.init(bytesDone: $0.bytesDone, bytesTotal: $0.bytesTotal))
      }
      return summary(of: model)
    case .archive(let id): try setArchived(true, id)
    case .restore(let id): try setArchived(false, id)
    case .delete(let id): try store.delete(try identity(id))
    }
    return nil
  }

  private func registration(_ draft: ModelDraft) -> ModelRegistration {
    var registration = ModelRegistration(
      name: draft.name, version: draft.version,
      path: ManifestPath.absolute(draft.path, in: FileManager.default.currentDirectoryPath),
      type: ModelType(rawValue: draft.type) ?? .customModel)
    registration.isInPlace = draft.isInPlace
    return registration
  }

  private func setArchived(_ isArchived: Bool, _ id: String) throws {
    let model = try identity(id)
    try registry.models.setArchived(isArchived, name: model.name, version: model.version)
  }
}

extension ArtifactEntry {
  fileprivate init(_ entry: ModelEntry) {
    switch entry.kind {
    case .file: self.init(path: entry.path, bytes: entry.bytes)
    case .folder(let count, let isWhole):
      self.init(path: entry.path, bytes: entry.bytes, fileCount: count, isCounted: isWhole)
    }
  }
}

extension ModelError {
  /// The field of the form that it is about.
  fileprivate var field: ModelField {
    switch self {
    case .nameUnfit: .name
    case .versionUnfit: .version
    case .sourceMissing, .sourceEmpty, .fileUnfit, .gone, .noSuchFile: .path
    }
  }
}

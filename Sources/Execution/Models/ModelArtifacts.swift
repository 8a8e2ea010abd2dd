package import BatchEndpoints
package import Registry

/// One line of a model's listing.
package struct ModelEntry: Sendable, Equatable {
  /// As seen from `AZUREML_MODEL_DIR`.
  package var path: String
  /// Of all files below, for a folder.
  package var bytes: Int
  package var kind: Kind

  package enum Kind: Sendable, Equatable {
    /// 64 hexadecimal digits.
    case file(sha256: String)
    /// Files at any depth; where not all were counted there are more, and more bytes.
    case folder(fileCount: Int, isWhole: Bool = true)
  }

  init(_ artifact: ModelArtifact) {
    self.init(
      path: artifact.path, bytes: artifact.bytes, kind: .file(sha256: artifact.sha256))
  }

  package init(path: String, bytes: Int, kind: Kind) {
    self.path = path
    self.bytes = bytes
    self.kind = kind
  }
}

/// How a file of a model begins, with what was registered of it.
package struct ModelFilePreview: Sendable, Equatable {
  package var path: String
  /// Of the whole file when it was registered.
  package var sha256: String
  /// As it is now.
  package var content: FilePreview
}

extension ModelStore {
  /// What is in a folder of the model, one level deep: folders, then files, each in bytewise order.
  /// Nil is the folder that `AZUREML_MODEL_DIR` names. For a file, the file.
  ///
  /// - Throws: `RegistryError.notFound`, `ModelError.noSuchFile`.
  package func artifacts(of model: AssetVersion, path: String? = nil) throws -> [ModelEntry] {
    let wanted = path.map(Self.relative) ?? ""
    if let file = try registry.artifact(of: model, at: wanted) { return [ModelEntry(file)] }
    let folder = try folder(wanted, of: model)
    return try artifacts(of: model, in: folder, offset: 0, limit: folder.count)
  }

  /// What a folder of the model holds, to have pages of it; an empty path is the folder that
  /// `AZUREML_MODEL_DIR` names.
  ///
  /// - Throws: `RegistryError.notFound`, `ModelError.noSuchFile`.
  package func folder(_ path: String, of model: AssetVersion) throws -> FolderIndex {
    _ = try registry.find(model.reference)
    let folder = try registry.folder(Self.relative(path), of: model)
    if folder.count == 0 { throw try noSuchFile(Self.relative(path), of: model) }
    return folder
  }

  /// A stretch of what a folder holds. In all its folders together about `mostCounted` files are
  /// counted; nil for all, which takes as long as there are files.
  package func artifacts(
    of model: AssetVersion, in folder: FolderIndex, offset: Int, limit: Int,
    mostCounted: Int? = nil
  ) throws -> [ModelEntry] {
    let page = folder.folders.dropFirst(offset).prefix(limit)
    let share = mostCounted.map { max(100, $0 / max(1, page.count { $0.sum == nil })) }
    let folders = try page.map { folder in
      let sum =
        try folder.sum ?? registry.sum(ofFolder: folder.path, of: model, atMost: share)
      return ModelEntry(
        path: folder.path, bytes: sum.bytes,
        kind: .folder(fileCount: min(sum.fileCount, share ?? .max), isWhole: sum.isWhole))
    }
    guard folders.count < limit else { return folders }
    return try folders
      + registry.files(
        in: folder, of: model, offset: max(0, offset - folder.folders.count),
        limit: limit - folders.count
      ).map(ModelEntry.init)
  }

  /// Files of any folder whose path holds a text, and how many there are in all.
  package func artifacts(
    of model: AssetVersion, containing text: String, offset: Int, limit: Int
  ) throws -> (entries: [ModelEntry], total: Int) {
    let (files, total) = try registry.files(
      of: model, containing: text, offset: offset, limit: limit)
    return (files.map(ModelEntry.init), total)
  }

  /// What a file of the model is and how it begins.
  ///
  /// - Throws: `RegistryError.notFound`, `ModelError.noSuchFile`; `ExecutionError.io` when the file is
  ///   no longer there.
  package func preview(of identity: AssetVersion, path: String) throws -> ModelFilePreview {
    let model = try registry.find(identity.reference)
    let wanted = Self.relative(path)
    guard let artifact = try registry.artifact(of: identity, at: wanted) else {
      throw try noSuchFile(wanted, of: identity)
    }
    // The path begins with the name of the model's own file or folder.
    let file = self.path(of: model) + artifact.path.dropFirst(model.fileName.count)
    return ModelFilePreview(
      path: artifact.path, sha256: artifact.sha256,
      content: try PreviewFile.open(file) {
        try FilePreview(of: $0, name: ManifestPath.name(of: wanted))
      })
  }

  /// As the registry has it: without slashes at the ends, `.` and `..`.
  private static func relative(_ path: String) -> String {
    String(ManifestPath.absolute(path, in: "/").dropFirst())
  }

  /// Files that a wrong name is compared with.
  private static let mostNames = 5000

  private func noSuchFile(_ path: String, of model: AssetVersion) throws -> ModelError {
    let paths = try registry.paths(of: model, limit: Self.mostNames)
    return .noSuchFile(model: model, path: path, nearest: nearestName(to: path, among: paths))
  }
}

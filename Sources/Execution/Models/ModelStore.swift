import BatchEndpoints
import Foundation
import Glibc
package import Registry

/// The models of this machine: their files under `models/NAME/VERSION`, or where they were, and their
/// records in the registry.
///
/// Everything here blocks for as long as the disk takes, so it is not for the cooperative pool.
package struct ModelStore: Sendable {
  let home: BatchDeckHome
  let registry: ModelRegistry

  package init(home: BatchDeckHome, registry: ModelRegistry) {
    self.home = home
    self.registry = registry
  }

  /// Registers a model, copying its files unless it is to stay in place.
  ///
  /// Symbolic links become copies of what they lead to; folders without files are left out. The copy
  /// is read-only. A process that dies on the way leaves no model: its files get their place and the
  /// registry its record when everything is copied, and the next registration sweeps up the rest. Data
  /// is not forced to the disk; after a power cut `verify` tells.
  ///
  /// `progress` is called ten times a second at most, and at the end; what it throws abandons the
  /// registration.
  ///
  /// - Throws: `ModelError`, `RegistryError.exists`, `ExecutionError.io`.
  package func register(
    _ registration: ModelRegistration, progress: (ModelProgress) throws -> Void = { _ in }
  ) throws -> RegisteredModel {
    try checkNames(registration)
    ModelFolder.sweep(home.modelsPath)
    let path = ManifestPath.absolute(
      registration.path, in: FileManager.default.currentDirectoryPath)
    let listing = try ModelListing(path: path)
    if let problem = listing.problems.first {
      throw ModelError.fileUnfit(path: problem.path, reason: problem.reason)
    }
    if listing.files.isEmpty { throw ModelError.sourceEmpty(path: registration.path) }

    guard !registration.isInPlace else {
      let artifacts = try read(listing.files, progress) { try $1.hash($0.source) }
      return try add(registration, listing, inPlace: path, artifacts)
    }
    let folder = try ModelFolder(in: home.models(named: registration.name))
    do {
      var made: Set<String> = [""]
      let artifacts = try read(listing.files, progress) { file, reader in
        try makeFolders(above: file.path, in: folder.path, made: &made)
        return try reader.copy(file.source, to: folder.path + "/" + file.path)
      }
      try folder.protect(made)
      return try add(registration, listing, inPlace: nil, artifacts) { identity in
        try folder.settle(at: home.model(identity))
      }
    } catch {
      folder.discard()
      // Succeeds when it would have been the first version.
      rmdir(home.models(named: registration.name))
      throw error
    }
  }

  /// What can be told of a registration without reading the model.
  ///
  /// - Throws: `ModelError`, `RegistryError.exists`.
  package func check(_ registration: ModelRegistration) throws {
    try checkNames(registration)
    guard access(registration.path, F_OK) == 0 else {
      throw ModelError.sourceMissing(path: registration.path)
    }
  }

  /// Whether a folder has what MLflow makes of a model.
  package func isMLflowModel(at path: String) -> Bool { access(path + "/MLmodel", F_OK) == 0 }

  /// Deletes a model that no deployment uses; files in place stay.
  ///
  /// - Throws: `RegistryError.notFound`, `.inUse`; `ExecutionError.io` when the files cannot be moved
  ///   away, and then nothing is deleted.
  package func delete(_ model: AssetVersion) throws {
    var retired: String?
    try registry.delete(model) { retired = try ModelFolder.retire(home.model(model)) }
    // What cannot be removed now is swept up later.
    if let retired { try? ClaimedFolder.remove(retired) }
    // Succeeds when it was the last version.
    rmdir(home.models(named: model.name))
  }

  private func checkNames(_ registration: ModelRegistration) throws {
    guard Self.isFit(registration.name) else {
      throw ModelError.nameUnfit(name: registration.name)
    }
    guard let version = registration.version else { return }
    guard Self.isFit(version) else { throw ModelError.versionUnfit(version: version) }
    // It is looked at again in the end; this spares the copying.
    let known = try registry.list(named: registration.name, .all)
    if known.contains(where: { $0.version == version }) {
      throw RegistryError.exists(.asset(.model, name: registration.name, version: version))
    }
  }

  /// Whether a name or version can be a folder's name.
  private static func isFit(_ name: String) -> Bool {
    name.utf8.count <= 255 && name.wholeMatch(of: /[A-Za-z0-9][-A-Za-z0-9_.]*/) != nil
  }

  /// Reads all files in one pass, however that is done, and reports how far it is.
  func read(
    _ files: [ModelListing.File], _ progress: (ModelProgress) throws -> Void,
    by readFile: (ModelListing.File, ModelFileReader) throws -> ModelFileReader.Content
  ) throws -> [ModelArtifact] {
    var meter = ModelProgressMeter(bytesTotal: files.reduce(0) { $0 + $1.bytes })
    let artifacts = try withoutActuallyEscaping(progress) { progress in
      let reader = ModelFileReader { count in
        if let report = meter.advance(by: count, at: .now) { try progress(report) }
      }
      return try files.map { file in
        let content = try readFile(file, reader)
        return ModelArtifact(path: file.path, bytes: content.bytes, sha256: content.sha256)
      }
    }
    try progress(meter.finished())
    return artifacts
  }

  private func makeFolders(
    above path: String, in folder: String, made: inout Set<String>
  ) throws {
    guard let slash = path.lastIndex(of: "/") else { return }
    let parent = String(path[..<slash])
    if made.contains(parent) { return }
    try makeFolders(above: parent, in: folder, made: &made)
    try makeFolder(folder + "/" + parent)
    made.insert(parent)
  }

  private func add(
    _ registration: ModelRegistration, _ listing: ModelListing, inPlace: String?,
    _ artifacts: [ModelArtifact], settle: (AssetVersion) throws -> Void = { _ in }
  ) throws -> RegisteredModel {
    try registry.add(registration.name, version: registration.version) { identity in
      try settle(identity)
      let model = RegisteredModel(
        identity, type: registration.type, description: registration.description,
        tags: registration.tags, properties: registration.properties,
        stage: registration.stage, fileName: listing.fileName, inPlacePath: inPlace,
        digest: ModelDigest.hex(of: artifacts), bytes: artifacts.reduce(0) { $0 + $1.bytes },
        fileCount: artifacts.count, createdAt: Date())
      return (model, artifacts)
    }
  }
}

extension BatchDeckHome {
  package var modelsPath: String { path + "/models" }

  /// Where the stored versions of a model are.
  func models(named name: String) -> String { modelsPath + "/" + name }

  /// The parent of a stored model's file or folder.
  func model(_ model: AssetVersion) -> String { models(named: model.name) + "/" + model.version }
}

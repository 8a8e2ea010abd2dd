package import BatchEndpoints
import GRDB

/// The models of this machine, and their files as they were when registered.
///
/// It knows nothing of the files on disk; those are `ModelStore`'s.
package struct ModelRegistry: Sendable {
  private let database: RegistryDatabase

  package init(_ database: RegistryDatabase) { self.database = database }

  /// Adds a model under the version asked for, or the next number, and returns it as it is kept.
  ///
  /// `make` is told the version and may still refuse; until it returns, no other process adds or
  /// deletes anything.
  ///
  /// - Throws: `RegistryError.exists`, before `make` is called; what `make` throws.
  package func add(
    _ name: String, version: String?,
    make: (AssetVersion) throws -> (model: RegisteredModel, artifacts: [ModelArtifact])
  ) throws -> RegisteredModel {
    try database.queue.write { db in
      let identity = try RegisteredModel.newVersion(db, name: name, asked: version)
      let (model, artifacts) = try make(identity)
      try Stored(model).insert(db)
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO model_artifact (model_name, model_version, path, bytes, sha256)
          VALUES (?, ?, ?, ?, ?)
          """)
      for artifact in artifacts {
        try statement.execute(arguments: [
          model.name, model.version, artifact.path, artifact.bytes, artifact.sha256,
        ])
      }
      return try RegisteredModel.find(db, name: model.name, version: model.version) ?? model
    }
  }

  /// The model that a reference means; `latest` is the newest that is not archived.
  ///
  /// - Throws: `RegistryError.notFound`, `.labelUnknown`, `.allArchived`.
  package func model(_ reference: AssetReference) throws -> RegisteredModel {
    try database.queue.read { try RegisteredModel.resolve($0, reference) }
  }

  /// By name; of one name the latest first.
  package func models(
    named name: String? = nil, _ filter: ArchiveFilter = .active
  ) throws -> [RegisteredModel] {
    try database.queue.read { try RegisteredModel.list($0, name: name, filter) }
  }

  /// The model's files, or those at and below `path`, in bytewise order of their paths.
  package func artifacts(
    of model: AssetVersion, under path: String? = nil
  ) throws -> [ModelArtifact] {
    try database.queue.read { db in
      // '0' follows '/', so the range holds everything below the folder and nothing else.
      try Stored<ModelArtifact>.fetchAll(
        db,
        sql: """
          SELECT path, bytes, sha256 FROM model_artifact
          WHERE model_name = :name AND model_version = :version
            AND (:path IS NULL OR path = :path OR (path > :path || '/' AND path < :path || '0'))
          ORDER BY path
          """, arguments: ["name": model.name, "version": model.version, "path": path]
      ).map(\.value)
    }
  }

  /// Archives or restores a version, or all of a name.
  ///
  /// - Throws: `RegistryError.notFound`.
  package func setArchived(_ isArchived: Bool, name: String, version: String? = nil) throws {
    try database.queue.write {
      try RegisteredModel.setArchived($0, isArchived, name: name, version: version)
    }
  }

  /// Deletes a model that no deployment uses.
  ///
  /// `then` takes its files away: until it returns, no other process can add the same version. What
  /// it throws keeps the model.
  ///
  /// - Throws: `RegistryError.notFound`, `.inUse`; what `then` throws.
  package func delete(_ model: AssetVersion, then: () throws -> Void = {}) throws {
    try database.queue.write { db in
      try RegisteredDeployment.refuseIfUsed(db, .model, model)
      try RegisteredModel.delete(db, model)
      try then()
    }
  }
}

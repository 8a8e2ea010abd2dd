import BatchEndpoints
import GRDB

package typealias ModelRegistry = AssetRegistry<RegisteredModel>

/// Models have their files listed as they were when registered.
extension AssetRegistry<RegisteredModel> {
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
      let kept = try RegisteredModel.insert(db, model)
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
      return kept
    }
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
}

import BatchEndpoints
import GRDB

extension AssetRegistry<RegisteredModel> {
  /// A file of the model; nil when there is none.
  package func artifact(of model: AssetVersion, at path: String) throws -> ModelArtifact? {
    try database.queue.read { db in
      try Stored<ModelArtifact>.fetchOne(
        db,
        sql: """
          SELECT path, bytes, sha256 FROM model_artifact
          WHERE model_name = ? AND model_version = ? AND path = ?
          """, arguments: [model.name, model.version, path])?.value
    }
  }

  /// Paths of the model's files in bytewise order, the first so many.
  package func paths(of model: AssetVersion, limit: Int) throws -> [String] {
    try database.queue.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT path FROM model_artifact WHERE model_name = ? AND model_version = ?
          ORDER BY path LIMIT ?
          """, arguments: [model.name, model.version, limit])
    }
  }

  /// What a folder holds; empty for the one that `AZUREML_MODEL_DIR` names, and when it is not there.
  ///
  /// Takes as long as it has entries, however much is in its folders.
  package func folder(_ path: String, of model: AssetVersion) throws -> FolderIndex {
    try database.queue.read { try FolderReading.index(of: path, model: model, $0) }
  }

  /// Files of the folder itself, in bytewise order.
  package func files(
    in folder: FolderIndex, of model: AssetVersion, offset: Int, limit: Int
  ) throws -> [ModelArtifact] {
    try database.queue.read { db in
      var files: [ModelArtifact] = []
      var skipped = offset
      for stretch in folder.stretches where files.count < limit {
        guard skipped < stretch.count else {
          skipped -= stretch.count
          continue
        }
        files += try Stored<ModelArtifact>.fetchAll(
          db,
          sql: """
            SELECT path, bytes, sha256 FROM model_artifact
            WHERE model_name = ? AND model_version = ? AND path >= ? AND path < ?
            ORDER BY path LIMIT ? OFFSET ?
            """,
          arguments: [
            model.name, model.version, stretch.from, pathBound(stretch.to), limit - files.count,
            skipped,
          ]
        ).map(\.value)
        skipped = 0
      }
      return files
    }
  }

  /// How much is below a folder; counts so many files and one more at most.
  package func sum(
    ofFolder path: String, of model: AssetVersion, atMost limit: Int? = nil
  ) throws -> FolderSum {
    try database.queue.read { db in
      let row = try Row.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM (
              SELECT bytes FROM model_artifact
              WHERE model_name = ? AND model_version = ? AND path > ? AND path < ? LIMIT ?)
            """),
        arguments: [
          // A negative limit is none (SQLite, "SELECT", 5).
          model.name, model.version, path + "/", path + "0", limit.map { $0 + 1 } ?? -1,
        ])
      let (count, bytes): (Int, Int) = (row?[0] ?? 0, row?[1] ?? 0)
      return FolderSum(fileCount: count, bytes: bytes, isWhole: limit.map { count <= $0 } ?? true)
    }
  }

  /// Files whose path holds a text, letters of ASCII in either case, in bytewise order; and how many
  /// there are in all.
  package func files(
    of model: AssetVersion, containing text: String, offset: Int, limit: Int
  ) throws -> (files: [ModelArtifact], total: Int) {
    let condition = #"WHERE model_name = ? AND model_version = ? AND path LIKE ? ESCAPE '\'"#
    let pattern = "%" + text.replacing(/[%_\\]/) { "\\\($0.output)" } + "%"
    return try database.queue.read { db in
      let total = try Int.fetchOne(
        db, sql: "SELECT COUNT(*) FROM model_artifact " + condition,
        arguments: [model.name, model.version, pattern])
      let files = try Stored<ModelArtifact>.fetchAll(
        db,
        sql: "SELECT path, bytes, sha256 FROM model_artifact " + condition
          + " ORDER BY path LIMIT ? OFFSET ?",
        arguments: [model.name, model.version, pattern, limit, offset])
      return (files.map(\.value), total ?? 0)
    }
  }
}

import BatchEndpoints
import Foundation
import GRDB

/// What a folder of a model's files holds, one level deep; found once, for pages of it to be had
/// quickly, however many there are.
package struct FolderIndex: Sendable, Equatable {
  /// Folders in it, whole paths in bytewise order. They come before its files.
  package fileprivate(set) var folders: [String] = []
  package fileprivate(set) var fileCount = 0
  /// Where its own files lie among those of its folders.
  fileprivate var stretches: [Stretch] = []

  fileprivate struct Stretch: Sendable, Equatable {
    var from: String
    /// Nil for the end of the model.
    var to: String?
    var count: Int
  }

  package var count: Int { folders.count + fileCount }
}

/// All files below a folder.
package struct FolderSum: Sendable, Equatable {
  package var fileCount: Int
  package var bytes: Int
}

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
  /// Jumps over what is in its folders, so it takes as long as it has entries.
  package func folder(_ path: String, of model: AssetVersion) throws -> FolderIndex {
    let prefix = path.isEmpty ? "" : path + "/"
    // '0' follows '/', so it ends what is below a folder.
    let end = path.isEmpty ? nil : path + "0"
    return try database.queue.read { db in
      // With a plus the pattern narrows nothing down: the search is to begin at the bound.
      let next = try db.cachedStatement(
        sql: """
          SELECT path FROM model_artifact
          WHERE model_name = ? AND model_version = ? AND path >= ? AND path < ?
            AND +path GLOB ?
          ORDER BY path LIMIT 1
          """)
      let first = try db.cachedStatement(
        sql: """
          SELECT path FROM model_artifact
          WHERE model_name = ? AND model_version = ? AND path >= ? AND path < ?
          ORDER BY path LIMIT 1
          """)
      let count = try db.cachedStatement(
        sql: """
          SELECT COUNT(*) FROM model_artifact
          WHERE model_name = ? AND model_version = ? AND path >= ? AND path < ?
          """)
      var folder = FolderIndex()
      var from = prefix
      while true {
        // Where folder follows folder there are no files to be counted in between.
        let here = try String.fetchOne(
          first, arguments: [model.name, model.version, from, bound(end)])
        if let here, here.utf8.dropFirst(prefix.utf8.count).contains(UInt8(ascii: "/")) {
          let below = Self.firstPart(of: here, after: prefix)
          folder.folders.append(below)
          from = below + "0"
          continue
        }
        let found = try String.fetchOne(
          next,
          arguments: [
            model.name, model.version, from, bound(end), Self.glob(prefix) + "*/*",
          ])
        let below = found.map { Self.firstPart(of: $0, after: prefix) }
        let to = below.map { $0 + "/" } ?? end
        let files = try Int.fetchOne(
          count, arguments: [model.name, model.version, from, bound(to)])
        if let files, files > 0 {
          folder.stretches.append(.init(from: from, to: to, count: files))
          folder.fileCount += files
        }
        guard let below else { return folder }
        folder.folders.append(below)
        from = below + "0"
      }
    }
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
            model.name, model.version, stretch.from, bound(stretch.to), limit - files.count,
            skipped,
          ]
        ).map(\.value)
        skipped = 0
      }
      return files
    }
  }

  /// How much is below a folder.
  package func sum(ofFolder path: String, of model: AssetVersion) throws -> FolderSum {
    try database.queue.read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM model_artifact
          WHERE model_name = ? AND model_version = ? AND path > ? AND path < ?
          """, arguments: [model.name, model.version, path + "/", path + "0"])
      return FolderSum(fileCount: row?[0] ?? 0, bytes: row?[1] ?? 0)
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

  /// A path up to the slash that follows a prefix. By bytes: a slash and a mark on it would be one
  /// character.
  private static func firstPart(of path: String, after prefix: String) -> String {
    let rest = path.utf8.dropFirst(prefix.utf8.count)
    return String(path[..<(rest.firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex)])
  }

  /// A text as a GLOB pattern that it alone matches (SQLite, "Expressions", 5).
  private static func glob(_ text: String) -> String {
    text.replacing(/[*?\[]/) { "[\($0.output)]" }
  }

  /// No text is greater than a blob (SQLite, "Datatypes", 4.1).
  private func bound(_ end: String?) -> DatabaseValue {
    end?.databaseValue ?? Data([0]).databaseValue
  }
}

import BatchEndpoints
import Foundation
import GRDB

/// What a folder of a model's files holds, one level deep; found once, for pages of it to be had
/// quickly, however many there are.
package struct FolderIndex: Sendable, Equatable {
  package struct Folder: Sendable, Equatable {
    /// As seen from the model's root.
    package var path: String
    /// What is below it, of folders that hold little; nil for others.
    package var sum: FolderSum?
  }

  /// Folders in it, in bytewise order. They come before its files.
  package fileprivate(set) var folders: [Folder] = []
  package fileprivate(set) var fileCount = 0
  /// Where its own files lie among those of its folders.
  fileprivate(set) var stretches: [Stretch] = []

  struct Stretch: Sendable, Equatable {
    var from: String
    /// Nil for the end of the model.
    var to: String?
    var count: Int
  }

  package var count: Int { folders.count + fileCount }
}

/// Files below a folder, at any depth.
package struct FolderSum: Sendable, Equatable {
  package var fileCount: Int
  package var bytes: Int
  /// Whether there are no more than were counted.
  package var isWhole = true
}

/// Finds what a folder holds: file after file where it has many folders with little in them, by jumps
/// over what is in a folder, and over its own files, where there is much.
struct FolderReading {
  /// Files one after another that are read before a jump is cheaper.
  private static let patience = 32

  private let db: Database
  private let model: AssetVersion
  /// Of the paths in the folder.
  private let prefix: String
  /// The first path beyond it; nil for the end of the model.
  private let end: String?
  private var index = FolderIndex()

  /// Reads the whole folder; an empty path is the one that holds all.
  static func index(of path: String, model: AssetVersion, _ db: Database) throws -> FolderIndex {
    // '0' follows '/', so it ends what is below a folder.
    var reading = FolderReading(
      db: db, model: model, prefix: path.isEmpty ? "" : path + "/",
      end: path.isEmpty ? nil : path + "0")
    var from: String? = reading.prefix
    while let start = from { from = try reading.read(from: start) }
    return reading.index
  }

  private init(db: Database, model: AssetVersion, prefix: String, end: String?) {
    (self.db, self.model, self.prefix, self.end) = (db, model, prefix, end)
  }

  /// Reads on from a path.
  ///
  /// - Returns: Where to go on; nil at the end.
  private mutating func read(from start: String) throws -> String? {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT path, bytes FROM model_artifact
          WHERE model_name = ? AND model_version = ? AND path >= ? AND path < ? ORDER BY path
          """), arguments: [model.name, model.version, start, pathBound(end)])
    var files = FolderIndex.Stretch(from: start, to: end, count: 0)
    var below: (prefix: String, sum: FolderSum)?
    while let row = try rows.next() {
      let (path, bytes): (String, Int) = (row[0], row[1])
      if let (prefix, counted) = below {
        let name = String(prefix.dropLast())
        var sum = counted
        if path.utf8.starts(with: prefix.utf8) {
          (sum.fileCount, sum.bytes) = (sum.fileCount + 1, sum.bytes + bytes)
          below = (prefix, sum)
          guard sum.fileCount > Self.patience else { continue }
          index.folders.append(.init(path: name))
          return name + "0"
        }
        index.folders.append(.init(path: name, sum: sum))
        below = nil
        files = FolderIndex.Stretch(from: name + "0", to: end, count: 0)
      }
      if let folder = folder(of: path) {
        files.to = folder + "/"
        add(files)
        below = (folder + "/", FolderSum(fileCount: 1, bytes: bytes))
      } else {
        files.count += 1
        if files.count > Self.patience { return try jump(over: files) }
      }
    }
    if let (prefix, sum) = below {
      index.folders.append(.init(path: String(prefix.dropLast()), sum: sum))
    } else {
      add(files)
    }
    return nil
  }

  /// Counts the folder's own files from the beginning of a stretch to the next folder.
  ///
  /// - Returns: Where that begins; nil when there is none.
  private mutating func jump(over stretch: FolderIndex.Stretch) throws -> String? {
    // With a plus the pattern narrows nothing down: the search is to begin at the bound.
    let next = try String.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT path FROM model_artifact
          WHERE model_name = ? AND model_version = ? AND path >= ? AND path < ?
            AND +path GLOB ?
          ORDER BY path LIMIT 1
          """),
      arguments: [
        model.name, model.version, stretch.from, pathBound(end), Self.glob(prefix) + "*/*",
      ])
    var files = stretch
    let from = next.flatMap(folder).map { $0 + "/" }
    files.to = from ?? end
    files.count =
      try Int.fetchOne(
        db.cachedStatement(
          sql: """
            SELECT COUNT(*) FROM model_artifact
            WHERE model_name = ? AND model_version = ? AND path >= ? AND path < ?
            """), arguments: [model.name, model.version, files.from, pathBound(files.to)]) ?? 0
    add(files)
    return from
  }

  private mutating func add(_ files: FolderIndex.Stretch) {
    guard files.count > 0 else { return }
    index.stretches.append(files)
    index.fileCount += files.count
  }

  /// The folder in this one that a path is below; nil for a file of this one. By bytes: a slash and a
  /// mark on it would be one character.
  private func folder(of path: String) -> String? {
    let rest = path.utf8.dropFirst(prefix.utf8.count)
    return rest.firstIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) }
  }

  /// A text as a GLOB pattern that it alone matches (SQLite, "Expressions", 5).
  private static func glob(_ text: String) -> String {
    text.replacing(/[*?\[]/) { "[\($0.output)]" }
  }
}

/// The end of a range of paths; nil for the end of all.
///
/// No text is greater than a blob (SQLite, "Datatypes", 4.1).
func pathBound(_ end: String?) -> DatabaseValue {
  end?.databaseValue ?? Data([0]).databaseValue
}

package import BatchEndpoints
import Foundation
import GRDB

/// How many files failed for one kind of reason.
package struct FailureCount: Sendable, Equatable {
  package var errorClass: String
  package var count: Int
}

/// A stretch of a list of failed files.
package struct FailedFiles: Sendable, Equatable {
  /// How many the whole list has.
  package var total: Int
  package var files: [FailedFile]
}

/// Failed files, as there may be millions of them: by the page, from the nearer end of an index.
extension Ledger {
  private static func columns(in db: Database) throws -> String {
    try columns(
      [
        "path", "bytes", "attempts", "error_class", "message", "traceback", "worker", "failed_at",
        "stderr", "rss_bytes", "peak_bytes",
      ], of: "failed_file", in: db)
  }

  private static let latestFirst = "ORDER BY failed_at DESC, position DESC"
  /// How many are in memory at once where all are gone through.
  private static let batchLength = 1000

  /// The commonest first.
  package func failureCounts() throws -> [FailureCount] {
    try database.read { try Self.failureCounts(in: $0) }
  }

  static func failureCounts(in db: Database) throws -> [FailureCount] {
    // As in `columns`: the ledger may be an older one.
    let kept =
      try db.tableExists("failure_class")
      ? "failure_class WHERE count > 0"
      : "(SELECT error_class, count(*) AS count FROM failed_file GROUP BY error_class)"
    return try Row.fetchAll(
      db, sql: "SELECT error_class, count FROM \(kept) ORDER BY count DESC, error_class"
    ).map { FailureCount(errorClass: $0[0], count: $0[1]) }
  }

  /// How many files failed with each message, the commonest `limit` of them.
  func failureMessages(limit: Int) throws -> [String: Int] {
    try database.read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT error_class || ': ' || message AS text, count(*) AS count FROM failed_file
          GROUP BY text ORDER BY count DESC LIMIT ?
          """, arguments: [limit])
      return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
  }

  /// A page of all failed files, or of those of a class, latest first.
  ///
  /// Costs a walk along an index to the nearer end: 20 ms of CPU in the middle of a million.
  package func failedFiles(
    ofClass errorClass: String? = nil, offset: Int, limit: Int
  ) throws -> FailedFiles {
    try database.read { db in
      let total = try Self.failureCounts(in: db)
        .filter { errorClass == nil || $0.errorClass == errorClass }.reduce(0) { $0 + $1.count }
      let length = min(limit, max(0, total - offset))
      let beyond = max(0, total - offset - length)
      let (skipped, direction) = beyond < offset ? (beyond, "ASC") : (offset, "DESC")
      var arguments: StatementArguments = ["limit": length, "offset": skipped]
      if let errorClass { arguments += ["class": errorClass] }
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT \(Self.columns(in: db)) FROM failed_file WHERE position IN (
            SELECT position FROM failed_file \(errorClass == nil ? "" : "WHERE error_class = :class")
            ORDER BY failed_at \(direction), position \(direction) LIMIT :limit OFFSET :offset)
          \(Self.latestFirst)
          """,
        arguments: arguments)
      return FailedFiles(total: total, files: rows.map { FailedFile($0) })
    }
  }

  /// The latest failed files, latest first.
  package func failedFiles(limit: Int = .max) throws -> [FailedFile] {
    try database.read { db in
      try Row.fetchAll(
        db, sql: "SELECT \(Self.columns(in: db)) FROM failed_file \(Self.latestFirst) LIMIT ?",
        arguments: [Int64(clamping: limit)]
      ).map { FailedFile($0) }
    }
  }

  /// Those at these places of the manifest that have failed, latest first.
  func failedFiles(at positions: some Sequence<Int>) throws -> [FailedFile] {
    try database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT \(Self.columns(in: db)) FROM failed_file
          WHERE position IN (\(positions.map(String.init).joined(separator: ",")))
          \(Self.latestFirst)
          """
      ).map { FailedFile($0) }
    }
  }

  /// Goes through all failed files, latest first, with few of them in memory and without holding the
  /// runner up: what fails meanwhile is not among them.
  package func forEachFailedFile(_ body: (FailedFile) throws -> Void) throws {
    var last: (at: Double, position: Int) = (.infinity, .max)
    while true {
      let rows = try database.read { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT \(Self.columns(in: db)), position FROM failed_file
            WHERE (failed_at, position) < (?, ?) \(Self.latestFirst) LIMIT \(Self.batchLength)
            """, arguments: [last.at, last.position])
      }
      for row in rows { try body(FailedFile(row)) }
      guard let end = rows.last, rows.count == Self.batchLength else { return }
      last = (end["failed_at"], end["position"])
    }
  }

  // MARK: - Forgetting

  /// Those of the paths that are of failed files.
  func failedPaths(among paths: [String]) throws -> Set<String> {
    try database.read { db in
      try String.fetchSet(
        db, sql: "SELECT path FROM failed_file WHERE path IN (SELECT value FROM json_each(?))",
        arguments: [Self.json(paths)])
    }
  }

  /// Forgets failures, those of some paths or all, and with `andShortfalls` mini-batches that gave fewer
  /// items than they have files: their files have no result then, and `closeGaps` removes their rows.
  ///
  /// - Returns: How many files that are.
  func forgetFailures(of paths: [String]? = nil, andShortfalls: Bool = false) throws -> Int {
    try database.write { db in
      if let paths {
        try db.execute(
          sql: "DELETE FROM failed_file WHERE path IN (SELECT value FROM json_each(?))",
          arguments: [Self.json(paths)])
      } else {
        try db.execute(sql: "DELETE FROM failed_file")
      }
      var count = db.changesCount
      if andShortfalls {
        let short = "FROM mini_batch WHERE items < count"
        count += try Int.fetchOne(db, sql: "SELECT sum(count) \(short)") ?? 0
        try db.execute(sql: "DELETE \(short)")
      }
      try db.execute(
        sql: """
          DELETE FROM failure_class;
          INSERT INTO failure_class
            SELECT error_class, count(*) FROM failed_file GROUP BY error_class
          """)
      return count
    }
  }

  private static func json(_ texts: [String]) throws -> String {
    String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
  }

  /// Counts failures that are being recorded.
  static func count(_ errorClasses: [String], in db: Database) throws {
    for (errorClass, group) in Dictionary(grouping: errorClasses, by: { $0 }) {
      try db.execute(
        sql: """
          INSERT INTO failure_class (error_class, count) VALUES (?, ?)
          ON CONFLICT (error_class) DO UPDATE SET count = count + excluded.count
          """, arguments: [errorClass, group.count])
    }
  }
}

extension FailedFile {
  /// From a row that begins with `columns`.
  fileprivate init(_ row: Row) {
    self.init(
      path: row[0], sizeBytes: row[1], attempts: row[2], errorClass: row[3], message: row[4],
      traceback: row[5], workerEnd: FailedFile.WorkerEnd(row), worker: row[6],
      failedAt: Date(timeIntervalSince1970: row[7]))
  }
}

extension FailedFile.WorkerEnd {
  /// Nil where nothing is known.
  fileprivate init?(_ row: Row) {
    self.init(stderr: row[8], rssBytes: row[9], peakBytes: row[10])
    if self == FailedFile.WorkerEnd() { return nil }
  }
}

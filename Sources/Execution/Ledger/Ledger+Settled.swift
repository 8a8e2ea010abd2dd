import GRDB
import GRDBSQLite
package import Scheduling

/// What earlier runners finished. There may be a million mini-batches, and an operator who waits for the
/// job to go on: rows are stepped through by hand, which takes a tenth of what decoding them does.
extension Ledger {
  /// What a new runner finds done.
  package struct Settled: Sendable, Equatable {
    /// Mini-batches with rows, joined where they adjoin, and failed files, each of its own; in no
    /// particular order.
    package var ranges: [FileRange] = []
    package var counts = JobStateMachine.Counts()
    /// The sizes of the files of both together.
    package var bytes = 0
  }

  /// Where the output ends that the recorded mini-batches account for, bytes.
  package func outputEnd() throws -> Int {
    try database.read {
      try Int.fetchOne($0, sql: "SELECT max(row_offset + row_length) FROM mini_batch") ?? 0
    }
  }

  /// What the rows of the recorded mini-batches add up to, bytes.
  func rowBytes() throws -> Int {
    try database.read { try Int.fetchOne($0, sql: "SELECT sum(row_length) FROM mini_batch") ?? 0 }
  }

  /// What earlier runners finished of a manifest with `fileCount` entries.
  package func settled(fileCount: Int) throws -> Settled {
    try database.read { db in
      var settled = Settled()
      settled.counts.filesTotal = fileCount
      var last = FileRange(first: 0, count: 0)
      let miniBatches = try db.makeStatement(
        sql: "SELECT first, count, items, bytes FROM mini_batch ORDER BY first")
      try miniBatches.step(in: db) { row in
        let files = FileRange(first: row.integer(0), count: row.integer(1))
        if files.first == last.end {
          last.count += files.count
        } else {
          if last.count > 0 { settled.ranges.append(last) }
          last = files
        }
        let items = row.integer(2)
        settled.counts.filesSucceeded += files.count
        settled.counts.itemsReturned += items
        settled.counts.itemsUnreported += max(0, files.count - items)
        settled.counts.miniBatchesDone += 1
        settled.bytes += row.integer(3)
      }
      if last.count > 0 { settled.ranges.append(last) }
      let failures = try db.makeStatement(sql: "SELECT position, bytes FROM failed_file")
      try failures.step(in: db) { row in
        settled.ranges.append(FileRange(first: row.integer(0), count: 1))
        settled.counts.filesFailed += 1
        settled.bytes += row.integer(1)
      }
      return settled
    }
  }
}

extension Statement {
  /// Calls for each row (sqlite.org/c3ref/step.html), which `integer` then reads.
  fileprivate func step(in db: Database, _ look: (Statement) -> Void) throws {
    defer { sqlite3_reset(sqliteStatement) }
    while true {
      switch sqlite3_step(sqliteStatement) {
      case SQLITE_ROW: look(self)
      case SQLITE_DONE: return
      case let code:
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage)
      }
    }
  }

  fileprivate func integer(_ column: Int32) -> Int {
    Int(sqlite3_column_int64(sqliteStatement, column))
  }
}

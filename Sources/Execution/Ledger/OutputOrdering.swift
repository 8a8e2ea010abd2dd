import GRDB
import Glibc

/// Brings the rows of a job's output into the order of its input.
///
/// A second file is written beside the output and takes its place. What happens when, so that a kill at any
/// moment leaves one of the two files whole and records that belong to it:
///
/// 1. the new file is written and synced: until then a restart throws it away;
/// 2. one transaction of the ledger records where the rows are in it, and that it is to take over: from then
///    on a restart makes it take over;
/// 3. it takes the output's name (rename(2)); a restart that finds no new file any more has nothing to do;
/// 4. the ledger forgets that it was to take over.
///
/// Takes as much room on the disk as the output once more, and memory for one mini-batch's rows or
/// `bufferSize`, whichever is more.
struct OutputOrdering {
  private let ledger: Ledger
  private let path: String
  /// In the same folder, as rename(2) needs it.
  private let newPath: String

  /// What is read from the output at once, bytes.
  private static let bufferSize = 1 << 20
  /// The setting that says that the new file is to take over.
  private static let key = "ordering"

  init(ledger: Ledger, path: String) {
    self.ledger = ledger
    self.path = path
    newPath = path + ".ordering"
  }

  /// Ends what an earlier runner began. To be called before the output is opened.
  func recover() throws {
    if try ledger.hasSetting(Self.key) {
      try takeOver()
    } else {
      try removeNew()
    }
  }

  /// Removes rows whose mini-batches were forgotten. To be called before the output is opened.
  ///
  /// - Throws: As `run`.
  func closeGaps() throws {
    if try ledger.outputEnd() > ledger.rowBytes() { try run() }
  }

  /// Returns at once where the rows are in order already.
  ///
  /// - Throws: `ExecutionError.io`, `DatabaseError`; the output and the ledger are then as they were, or
  ///   `recover` completes them.
  func run() throws {
    guard try !isOrdered() else { return }
    try writeNew()
    try record()
    try takeOver()
  }

  // MARK: - Steps

  private func isOrdered() throws -> Bool {
    var end = 0
    return try ledger.forEachRows { rows in
      defer { end += rows.count }
      return rows.offset == end
    }
  }

  func writeNew() throws {
    do {
      let source = try openFile(path, O_RDONLY)
      defer { close(source) }
      try removeNew()
      let target = try BufferedFile(path: newPath, keeping: 0, mode: 0o666)
      var buffer = [UInt8](repeating: 0, count: Self.bufferSize)
      // Neighbours that stay neighbours are copied together.
      var run = Ledger.Rows(offset: 0, count: 0)
      _ = try ledger.forEachRows { rows in
        if rows.offset == run.offset + run.count {
          run.count += rows.count
        } else {
          try copy(run, from: source, to: target, through: &buffer)
          run = rows
        }
        return true
      }
      try copy(run, from: source, to: target, through: &buffer)
      try target.flush()
      try target.sync()
    } catch {
      // A full disk gets its room back.
      try? removeNew()
      throw error
    }
  }

  private func copy(
    _ rows: Ledger.Rows, from source: Int32, to target: BufferedFile, through buffer: inout [UInt8]
  ) throws {
    var (offset, end) = (rows.offset, rows.offset + rows.count)
    while offset < end {
      let count = buffer.withUnsafeMutableBytes {
        pread(source, $0.baseAddress, min($0.count, end - offset), off_t(offset))
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw ExecutionError.io(path: path, activity: "read", errno: errno)
      }
      guard count > 0 else { throw ExecutionError.outputLost(path: path) }
      try buffer.withUnsafeBytes {
        try target.write(UnsafeRawBufferPointer(rebasing: $0[..<count]))
      }
      offset += count
    }
  }

  func record() throws {
    // The new name may be on the device before this is, unless it waits.
    try ledger.makeDurable()
    try ledger.database.write { db in
      try db.execute(
        sql: """
          UPDATE mini_batch SET row_offset = placed.row_offset
          FROM (
            SELECT first, sum(row_length) OVER (ORDER BY first) - row_length AS row_offset
            FROM mini_batch
          ) AS placed
          WHERE mini_batch.first = placed.first
          """)
      try Ledger.setSetting(Self.key, true, in: db)
    }
  }

  private func takeOver() throws {
    guard rename(newPath, path) == 0 || errno == ENOENT else {
      throw ExecutionError.io(path: path, activity: "replace", errno: errno)
    }
    try syncFolder(parentFolder(of: path))
    try ledger.removeSetting(Self.key)
  }

  private func removeNew() throws {
    guard unlink(newPath) == 0 || errno == ENOENT else {
      throw ExecutionError.io(path: newPath, activity: "remove", errno: errno)
    }
  }
}

extension Ledger {
  /// Where the rows of a mini-batch are in the output, bytes.
  struct Rows {
    var offset: Int
    var count: Int
  }

  /// Visits the rows of all mini-batches in the order of the input, until `visit` returns false.
  ///
  /// - Returns: Whether all were visited.
  fileprivate func forEachRows(_ visit: (Rows) throws -> Bool) throws -> Bool {
    try database.read { db in
      let found = try Row.fetchCursor(
        db, sql: "SELECT row_offset, row_length FROM mini_batch ORDER BY first")
      while let row = try found.next() {
        guard try visit(Rows(offset: row[0], count: row[1])) else { return false }
      }
      return true
    }
  }
}

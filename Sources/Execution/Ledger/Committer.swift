import BatchEndpoints
import Foundation
import GRDB
import GRDBSQLite
import Glibc
import NIOCore
import Registry
import Scheduling

/// Makes rows and their records durable: first the rows in the output, then the records in one
/// transaction of the ledger, so that the ledger never knows of rows that are not there.
///
/// Lives on its own thread, where it may block.
final actor Committer {
  nonisolated let unownedExecutor: UnownedSerialExecutor
  private let eventLoop: any EventLoop
  private let ledger: Ledger
  private let openRegistry: @Sendable () throws -> JobRegistry
  /// Nil when it cannot be used. Opened with the first group, while the first worker starts.
  private lazy var registry = try? openRegistry()
  private let output: OutputFile?
  private var logs: JobLogs?
  /// The first failure. Results that were already on their way when it happened must not follow it.
  private var failure: (any Error)?

  /// `output` is where rows go; nil for `summary_only`. `logs` repeat what was committed as text.
  init(
    eventLoop: any EventLoop, ledger: Ledger,
    openRegistry: @escaping @Sendable () throws -> JobRegistry, output: OutputFile?,
    logs: JobLogs? = nil
  ) {
    self.eventLoop = eventLoop
    unownedExecutor = eventLoop.executor.asUnownedSerialExecutor()
    self.ledger = ledger
    self.openRegistry = openRegistry
    self.output = output
    self.logs = logs
  }

  /// Hands a group over and returns at once; groups are committed in the order of the calls.
  nonisolated func commit(
    _ group: CommitGroup, then report: @escaping @Sendable (Result<Void, any Error>) -> Void
  ) {
    eventLoop.execute {
      self.assumeIsolated { committer in
        report(Result { try committer.write(group) })
      }
    }
  }

  /// Looks whether the output has its rows, after all that was handed over, and where they are to be in
  /// the order of the input puts them so; no rows may follow.
  nonisolated func complete(
    inOrder isOrdered: Bool, then report: @escaping @Sendable (Result<Void, any Error>) -> Void
  ) {
    eventLoop.execute {
      self.assumeIsolated { committer in
        report(Result { try committer.complete(inOrder: isOrdered) })
      }
    }
  }

  private func complete(inOrder isOrdered: Bool) throws {
    guard let output else { return }
    try output.check()
    guard isOrdered else { return }
    do {
      try OutputOrdering(ledger: ledger, path: output.path).run()
    } catch  where error.isForWantOfRoom {
      throw StorageFull(reason: "\(error)")
    }
  }

  private func write(_ group: CommitGroup) throws {
    if let failure, group.holdsResults { throw failure }
    let now = Date()
    do {
      let offset = try output?.append(group.rows) ?? 0
      do {
        try ledger.record(group, rowsFrom: offset, at: now)
      } catch {
        // A resume would cut them off; until then nobody should read rows that have no record.
        try? output?.truncate(to: offset)
        throw error
      }
    } catch  where error.isForWantOfRoom {
      // Nothing of the group is there: it can be committed when there is room.
      throw StorageFull(reason: "\(error)")
    } catch {
      failure = failure ?? error
      throw error
    }
    if let snapshot = group.snapshot {
      // The ledger is the truth: a registry that is locked or full must not end the job, and readers
      // look into the ledger of a job that has no runner.
      try? registry?.update(JobSummary(snapshot))
    }
    logs?.record(group, at: now)
  }
}

/// A group could not be written because the disk is full, or the operator's share of it.
struct StorageFull: Error {
  var reason: String
}

extension Error {
  /// Whether more room on the disk would have helped.
  fileprivate var isForWantOfRoom: Bool {
    switch self {
    case ExecutionError.io(_, _, let code) as ExecutionError: code == ENOSPC || code == EDQUOT
    case let error as DatabaseError: error.resultCode == .SQLITE_FULL
    default: false
    }
  }
}

extension Ledger {
  /// Records a group in one transaction.
  ///
  /// Mini-batches are bound by hand to a cached statement: 1 µs a row instead of 2–5.
  func record(_ group: CommitGroup, rowsFrom offset: Int, at now: Date) throws {
    try database.write { db in
      if !group.miniBatches.isEmpty {
        let insert = try db.cachedStatement(
          sql: """
            INSERT INTO mini_batch
              (first, count, items, row_offset, row_length, bytes, worker, attempt, run_ns, committed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        var rowOffset = offset
        for record in group.miniBatches {
          try insert.bind(record, rowOffset: rowOffset, at: now, in: db)
          rowOffset += record.rowLength
        }
      }
      for failure in group.failures {
        let file = failure.file
        try db.execute(
          sql: """
            INSERT INTO failed_file
              (position, path, bytes, attempts, error_class, message, traceback, worker, failed_at,
               stderr, rss_bytes, peak_bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            failure.position, file.path, file.sizeBytes, file.attempts, file.errorClass,
            file.message, file.traceback, file.worker, file.failedAt.timeIntervalSince1970,
            file.workerEnd?.stderr, file.workerEnd?.rssBytes, file.workerEnd?.peakBytes,
          ])
      }
      try Self.count(group.failures.map(\.file.errorClass), in: db)
      if let specification = group.specification {
        try Self.setSetting("specification", specification, in: db)
      }
      if let snapshot = group.snapshot { try Self.setSetting("snapshot", snapshot, in: db) }
      for process in group.processes {
        try db.execute(
          sql: "INSERT OR REPLACE INTO process (number, worker) VALUES (?, ?)",
          arguments: [process.number, process.worker])
      }
      for event in group.events { try Self.insert(event, in: db) }
      for sample in group.samples {
        try db.execute(
          sql: """
            INSERT OR REPLACE INTO sample
              (at, files_per_second, rss_bytes, pss_bytes, files_done, worker_files_per_second)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            sample.at.timeIntervalSince1970, sample.filesPerSecond, sample.rssBytes,
            sample.pssBytes, sample.filesDone,
            sample.workerFilesPerSecond.map { String($0) }.joined(separator: " "),
          ])
      }
    }
  }
}

extension Statement {
  /// Inserts one mini-batch through the raw statement (sqlite.org/c3ref/bind_blob.html).
  fileprivate func bind(
    _ record: CommitGroup.MiniBatchRecord, rowOffset: Int, at now: Date, in db: Database
  ) throws {
    let files = record.miniBatch.files
    let runNanoseconds = Int64((record.run ?? .zero) / .nanoseconds(1))
    let integers: [Int64] = [
      Int64(files.first), Int64(files.count), Int64(record.items), Int64(rowOffset),
      Int64(record.rowLength), Int64(record.bytes), Int64(record.worker),
      Int64(record.miniBatch.attempt), runNanoseconds,
    ]
    sqlite3_reset(sqliteStatement)
    for (column, value) in integers.enumerated() {
      sqlite3_bind_int64(sqliteStatement, Int32(column + 1), value)
    }
    sqlite3_bind_double(
      sqliteStatement, Int32(integers.count + 1), now.timeIntervalSince1970)
    let code = sqlite3_step(sqliteStatement)
    sqlite3_reset(sqliteStatement)
    guard code == SQLITE_DONE else {
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: db.lastErrorMessage)
    }
  }
}

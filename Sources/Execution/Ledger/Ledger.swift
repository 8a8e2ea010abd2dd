package import BatchEndpoints
import Foundation
import GRDB

/// A job's memory: what was asked, which mini-batches have their rows in the output, which files
/// failed, what happened when.
///
/// One runner writes it, from one thread; anybody may read it meanwhile (WAL).
package final class Ledger: Sendable {
  let database: DatabaseQueue
  private let path: String

  /// Opens the ledger, and makes it where there is none.
  package init(path: String) throws {
    self.path = path
    var configuration = Configuration()
    // A job that has not begun has nothing yet that must outlive a power failure.
    let synchronous = access(path, F_OK) == 0 ? "NORMAL" : "OFF"
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA synchronous = \(synchronous); PRAGMA journal_mode = WAL")
    }
    // Another process only ever reads, but a checkpoint may hold it up for a moment.
    configuration.busyMode = .timeout(10)
    do {
      database = try DatabaseQueue(path: path, configuration: configuration)
      try LedgerSchema.migrator.migrate(database)
    } catch {
      throw ExecutionError.ledgerUnreadable(path: path, reason: "\(error)")
    }
  }

  /// Opens an existing ledger to look into it.
  package init(reading path: String) throws {
    self.path = path
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    do {
      database = try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      throw ExecutionError.ledgerUnreadable(path: path, reason: "\(error)")
    }
  }

  /// Has every transaction from now on wait until the device holds it, so that it survives a loss of power;
  /// otherwise it survives the end of the process, and a loss of power takes the latest ones.
  func makeDurable() throws {
    try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
  }

  // MARK: - Settings

  package func store(_ specification: JobSpecification) throws {
    try setSetting("specification", specification)
  }

  package func specification() throws -> JobSpecification {
    guard let specification = try setting("specification", as: JobSpecification.self) else {
      throw ExecutionError.ledgerUnreadable(path: path, reason: "it holds no specification")
    }
    return specification
  }

  /// The job as its last runner left it; nil before the first runner stored one.
  package func lastSnapshot() throws -> JobSnapshot? {
    try setting("snapshot", as: JobSnapshot.self)
  }

  package func store(_ snapshot: JobSnapshot) throws {
    try setSetting("snapshot", snapshot)
  }

  /// Nil until a runner has looked.
  package func lineage() throws -> JobLineage? {
    try setting("lineage", as: JobLineage.self)
  }

  func store(_ lineage: JobLineage) throws { try setSetting("lineage", lineage) }

  private func setting<Value: Decodable>(_ key: String, as type: Value.Type) throws -> Value? {
    let text = try database.read {
      try String.fetchOne($0, sql: "SELECT value FROM setting WHERE key = ?", arguments: [key])
    }
    return try text.map { try JSONDecoder().decode(type, from: Data($0.utf8)) }
  }

  private func setSetting(_ key: String, _ value: some Encodable) throws {
    try database.write { try Self.setSetting(key, value, in: $0) }
  }

  static func setSetting(_ key: String, _ value: some Encodable, in db: Database) throws {
    let text = String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    try db.execute(
      sql: "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", arguments: [key, text])
  }

  func forgetLineage() throws { try removeSetting("lineage") }

  func hasSetting(_ key: String) throws -> Bool {
    try database.read {
      try Int.fetchOne($0, sql: "SELECT 1 FROM setting WHERE key = ?", arguments: [key]) != nil
    }
  }

  func removeSetting(_ key: String) throws {
    try database.write {
      try $0.execute(sql: "DELETE FROM setting WHERE key = ?", arguments: [key])
    }
  }

  /// Changes what the next runner is told.
  func change(_ change: (inout JobSpecification) -> Void) throws {
    var specification = try specification()
    let before = specification
    change(&specification)
    if specification != before { try store(specification) }
  }

  /// Adds an event while no runner does.
  func note(_ event: JobEvent) throws {
    try database.write { try Self.insert(event, in: $0) }
  }

  /// Columns to select, those that are not there as NULL: a reader does not bring the ledger of an older
  /// job up to date.
  static func columns(_ names: [String], of table: String, in db: Database) throws -> String {
    let known = Set(try db.columns(in: table).map(\.name))
    return names.map { known.contains($0) ? $0 : "NULL AS \($0)" }.joined(separator: ", ")
  }

  static func insert(_ event: JobEvent, in db: Database) throws {
    try db.execute(
      sql: "INSERT INTO event (at, kind, message) VALUES (?, ?, ?)",
      arguments: [event.at.timeIntervalSince1970, event.kind.rawValue, event.message])
  }

  // MARK: - Results

  /// The numbers of the processes that a worker slot has had, ascending.
  func processes(ofWorker slot: Int) throws -> [Int] {
    try database.read {
      try Int.fetchAll(
        $0, sql: "SELECT number FROM process WHERE worker = ? ORDER BY number", arguments: [slot])
    }
  }

  /// Events, latest first.
  package func events(limit: Int) throws -> [JobEvent] {
    try database.read { db in
      try Row.fetchAll(
        db, sql: "SELECT at, kind, message FROM event ORDER BY id DESC LIMIT ?",
        arguments: [limit]
      ).map { row in
        JobEvent(
          at: Date(timeIntervalSince1970: row[0]),
          kind: JobEvent.Kind(rawValue: row[1]) ?? .job, message: row[2])
      }
    }
  }

  /// The latest samples, oldest first.
  package func samples(limit: Int) throws -> [JobSample] {
    try database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT \(Self.columns(
            [
              "at", "files_per_second", "rss_bytes", "pss_bytes", "files_done",
              "worker_files_per_second",
            ], of: "sample", in: db))
          FROM sample ORDER BY at DESC LIMIT ?
          """, arguments: [limit]
      ).reversed().map { row in
        let workers: String = row[5]
        return JobSample(
          at: Date(timeIntervalSince1970: row[0]), filesPerSecond: row[1], rssBytes: row[2],
          pssBytes: row[3], filesDone: row[4],
          workerFilesPerSecond: workers.split(separator: " ").compactMap { Double($0) })
      }
    }
  }
}

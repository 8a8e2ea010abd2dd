package import BatchEndpoints
import Foundation
import GRDB

/// What this machine's operator has made: so far, jobs. Models, environments, endpoints and deployments
/// join it.
///
/// Several processes use it at once, each for moments.
package final class JobRegistry: Sendable {
  private let database: DatabaseQueue

  /// Opens the registry, and makes it where there is none; its folder exists.
  ///
  /// - Throws: `RegistryError.unusable`.
  package init(path: String) throws {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")
    }
    do {
      database = try Self.open(path, configuration)
    } catch {
      throw RegistryError.unusable(path: path, reason: "\(error)")
    }
  }

  /// Opens and migrates. Of several processes that find no registry only one makes the tables; the
  /// others see its tables half-way, fail, and find all well when they look again.
  private static func open(_ path: String, _ configuration: Configuration) throws -> DatabaseQueue {
    do {
      return try openOnce(path, configuration)
    } catch is DatabaseError {
      return try openOnce(path, configuration)
    }
  }

  private static func openOnce(
    _ path: String, _ configuration: Configuration
  ) throws -> DatabaseQueue {
    let database = try DatabaseQueue(path: path, configuration: configuration)
    try RegistrySchema.migrator.migrate(database)
    return database
  }

  package func add(_ job: JobSummary) throws {
    try database.write { try JobRecord(job).insert($0) }
  }

  /// Replaces what is known of a job; one that is not there stays away.
  package func update(_ job: JobSummary) throws {
    try database.write { db in
      let record = JobRecord(job)
      if try record.exists(db) { try record.update(db) }
    }
  }

  package func remove(job name: String) throws {
    _ = try database.write { try JobRecord.deleteOne($0, key: name) }
  }

  /// All jobs, newest first.
  package func jobs() throws -> [JobSummary] {
    try database.read { db in
      try JobRecord.fetchAll(db, sql: "SELECT * FROM job ORDER BY created_at DESC, name")
        .map(\.summary)
    }
  }

  package func job(_ name: String) throws -> JobSummary? {
    try database.read { try JobRecord.fetchOne($0, key: name)?.summary }
  }
}

/// What the registry could not do.
package enum RegistryError: Error, Equatable, Sendable, CustomStringConvertible {
  case unusable(path: String, reason: String)

  package var description: String {
    switch self {
    case .unusable(let path, let reason):
      "\(path): the registry cannot be used: \(reason)"
    }
  }
}

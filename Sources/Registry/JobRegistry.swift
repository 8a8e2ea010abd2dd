package import BatchEndpoints
import Foundation
import GRDB

/// The jobs of this machine.
package final class JobRegistry: Sendable {
  private let database: DatabaseQueue

  package init(_ database: RegistryDatabase) { self.database = database.queue }

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

  /// Jobs, newest first: all of them, those of an endpoint, or those of one of its deployments.
  package func jobs(
    endpoint: String? = nil, deployment: String? = nil
  ) throws -> [JobSummary] {
    try database.read { db in
      try JobRecord.fetchAll(
        db,
        sql: """
          SELECT * FROM job
          WHERE (:endpoint IS NULL OR endpoint_name = :endpoint)
            AND (:deployment IS NULL OR deployment_name = :deployment)
          ORDER BY created_at DESC, name
          """, arguments: ["endpoint": endpoint, "deployment": deployment]
      ).map(\.summary)
    }
  }

  package func job(_ name: String) throws -> JobSummary? {
    try database.read { try JobRecord.fetchOne($0, key: name)?.summary }
  }
}

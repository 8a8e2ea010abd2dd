import GRDB

/// The tables of `registry.sqlite`. A shipped migration is never edited.
enum RegistrySchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(
        sql: """
          -- status is the last a runner or its launcher wrote: a job whose runner was killed still
          -- says Running here, and readers look at its lock.
          CREATE TABLE job (
            name TEXT PRIMARY KEY,
            deployment_name TEXT NOT NULL,
            status TEXT NOT NULL,
            created_at REAL NOT NULL,
            ended_at REAL,
            input_path TEXT NOT NULL,
            files_total INTEGER NOT NULL DEFAULT 0,
            files_succeeded INTEGER NOT NULL DEFAULT 0,
            files_failed INTEGER NOT NULL DEFAULT 0
          ) WITHOUT ROWID;
          CREATE INDEX job_by_age ON job (created_at);
          """)
    }
    return migrator
  }
}

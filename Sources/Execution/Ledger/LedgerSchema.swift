import GRDB

/// The tables of `ledger.sqlite`. A shipped migration is never edited.
enum LedgerSchema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(
        sql: """
          CREATE TABLE setting (
            key TEXT PRIMARY KEY,
            value TEXT NOT NULL
          ) WITHOUT ROWID;

          -- A mini-batch whose rows are in the output. Its files are manifest positions
          -- first ..< first + count; its rows the bytes row_offset ..< row_offset + row_length.
          CREATE TABLE mini_batch (
            first INTEGER PRIMARY KEY,
            count INTEGER NOT NULL CHECK (count > 0),
            items INTEGER NOT NULL,
            row_offset INTEGER NOT NULL,
            row_length INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            worker INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            run_ns INTEGER NOT NULL,
            committed_at REAL NOT NULL
          );

          CREATE TABLE failed_file (
            position INTEGER PRIMARY KEY,
            path TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            error_class TEXT NOT NULL,
            message TEXT NOT NULL,
            traceback TEXT,
            worker INTEGER,
            failed_at REAL NOT NULL
          );

          -- Worker processes, numbered over the whole job, and the slots they filled.
          CREATE TABLE process (
            number INTEGER PRIMARY KEY,
            worker INTEGER NOT NULL
          );

          CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            at REAL NOT NULL,
            kind TEXT NOT NULL,
            message TEXT NOT NULL
          );

          CREATE TABLE sample (
            at REAL PRIMARY KEY,
            files_per_second REAL NOT NULL,
            rss_bytes INTEGER NOT NULL,
            pss_bytes INTEGER,
            files_done INTEGER NOT NULL,
            worker_files_per_second TEXT NOT NULL
          ) WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("2: failures by time and class") { db in
      try db.execute(
        sql: """
          -- A page of a million failed files, of all or of one class, latest first.
          CREATE INDEX failed_file_by_time ON failed_file (failed_at, position);
          CREATE INDEX failed_file_by_class ON failed_file (error_class, failed_at, position);

          -- How many rows of failed_file each class has.
          CREATE TABLE failure_class (
            error_class TEXT PRIMARY KEY,
            count INTEGER NOT NULL
          ) WITHOUT ROWID;

          INSERT INTO failure_class
            SELECT error_class, count(*) FROM failed_file GROUP BY error_class;
          """)
    }
    migrator.registerMigration("3: what ended workers leave") { db in
      try db.execute(
        sql: """
          -- Of the worker whose end made the file fail; all NULL where it lived on.
          ALTER TABLE failed_file ADD COLUMN stderr TEXT;
          ALTER TABLE failed_file ADD COLUMN rss_bytes INTEGER;
          ALTER TABLE failed_file ADD COLUMN peak_bytes INTEGER;

          -- Ledgers of the first builds lack these.
          CREATE TABLE IF NOT EXISTS process (
            number INTEGER PRIMARY KEY,
            worker INTEGER NOT NULL
          );
          """)
      if try !db.columns(in: "sample").contains(where: { $0.name == "pss_bytes" }) {
        try db.execute(sql: "ALTER TABLE sample ADD COLUMN pss_bytes INTEGER")
      }
    }
    return migrator
  }
}

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
    migrator.registerMigration("2") { db in try db.execute(sql: assetsAndEndpoints) }
    migrator.registerMigration("3") { db in
      // How long runners have worked on the job; NULL until one has, and for older jobs.
      try db.execute(sql: "ALTER TABLE job ADD COLUMN elapsed_seconds REAL")
    }
    return migrator
  }

  /// Times are seconds since 1970. Tags, properties, conda and manifest are JSON.
  private static let assetsAndEndpoints = """
    -- The id orders versions of one instant.
    CREATE TABLE model (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL CHECK (name <> ''),
      version TEXT NOT NULL CHECK (version <> ''),
      type TEXT NOT NULL,
      description TEXT,
      tags TEXT NOT NULL,
      properties TEXT NOT NULL,
      stage TEXT,
      -- The last component of the path it was registered from.
      file_name TEXT NOT NULL CHECK (file_name <> '' AND file_name NOT GLOB '*/*'),
      -- Where the model lies; NULL when its files were copied to models/NAME/VERSION.
      in_place_path TEXT CHECK (in_place_path GLOB '/*'),
      digest TEXT NOT NULL,
      bytes INTEGER NOT NULL CHECK (bytes >= 0),
      file_count INTEGER NOT NULL CHECK (file_count > 0),
      created_at REAL NOT NULL,
      is_archived INTEGER NOT NULL DEFAULT 0,
      UNIQUE (name, version)
    );

    -- path begins with the model's file_name.
    CREATE TABLE model_artifact (
      model_name TEXT NOT NULL,
      model_version TEXT NOT NULL,
      path TEXT NOT NULL CHECK (path <> ''),
      bytes INTEGER NOT NULL CHECK (bytes >= 0),
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
      PRIMARY KEY (model_name, model_version, path),
      FOREIGN KEY (model_name, model_version) REFERENCES model (name, version) ON DELETE CASCADE
    ) WITHOUT ROWID;

    CREATE TABLE environment (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL CHECK (name <> ''),
      version TEXT NOT NULL CHECK (version <> ''),
      description TEXT,
      tags TEXT NOT NULL,
      image TEXT,
      conda TEXT,
      folder TEXT NOT NULL CHECK (folder GLOB '/*'),
      manifest TEXT,
      created_at REAL NOT NULL,
      is_archived INTEGER NOT NULL DEFAULT 0,
      UNIQUE (name, version)
    );

    CREATE TABLE data_asset (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL CHECK (name <> ''),
      version TEXT NOT NULL CHECK (version <> ''),
      type TEXT NOT NULL CHECK (type IN ('uri_file', 'uri_folder')),
      description TEXT,
      tags TEXT NOT NULL,
      path TEXT NOT NULL CHECK (path GLOB '/*'),
      created_at REAL NOT NULL,
      is_archived INTEGER NOT NULL DEFAULT 0,
      UNIQUE (name, version)
    );

    -- A default deployment is one of the endpoint's own.
    CREATE TABLE endpoint (
      name TEXT PRIMARY KEY CHECK (name <> ''),
      description TEXT,
      tags TEXT NOT NULL,
      properties TEXT NOT NULL,
      auth_mode TEXT NOT NULL,
      default_deployment TEXT,
      created_at REAL NOT NULL,
      FOREIGN KEY (name, default_deployment) REFERENCES deployment (endpoint_name, name)
        DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID;

    -- The model and the environment are what the manifest's references meant when it was deployed;
    -- NULL for those that it describes itself.
    CREATE TABLE deployment (
      endpoint_name TEXT NOT NULL REFERENCES endpoint (name) ON DELETE CASCADE,
      name TEXT NOT NULL CHECK (name <> ''),
      manifest TEXT NOT NULL,
      model_name TEXT,
      model_version TEXT,
      environment_name TEXT,
      environment_version TEXT,
      created_at REAL NOT NULL,
      PRIMARY KEY (endpoint_name, name),
      CHECK ((model_name IS NULL) = (model_version IS NULL)),
      CHECK ((environment_name IS NULL) = (environment_version IS NULL)),
      FOREIGN KEY (model_name, model_version) REFERENCES model (name, version),
      FOREIGN KEY (environment_name, environment_version) REFERENCES environment (name, version)
    ) WITHOUT ROWID;
    CREATE INDEX deployment_by_model ON deployment (model_name, model_version);
    CREATE INDEX deployment_by_environment
      ON deployment (environment_name, environment_version);

    -- NULL for a job that was scored without an endpoint. Jobs outlive endpoints and deployments.
    ALTER TABLE job ADD COLUMN endpoint_name TEXT;
    CREATE INDEX job_by_endpoint ON job (endpoint_name, deployment_name, created_at);
    """
}

-- A registry of schema 2: a job that ended before the time it took was recorded.
PRAGMA journal_mode = WAL;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES ('1');
INSERT INTO grdb_migrations VALUES ('2');
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
, endpoint_name TEXT) WITHOUT ROWID;
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
CREATE INDEX job_by_age ON job (created_at);
CREATE INDEX deployment_by_model ON deployment (model_name, model_version);
CREATE INDEX deployment_by_environment
  ON deployment (environment_name, environment_version);
CREATE INDEX job_by_endpoint ON job (endpoint_name, deployment_name, created_at);
INSERT INTO job VALUES (
  'calm_otter_1234', 'digits-v1', 'Completed', 1700000000.25, 1700000060.5, '/data/digits',
  1000, 998, 2, NULL);

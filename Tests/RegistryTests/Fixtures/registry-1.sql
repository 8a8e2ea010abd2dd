-- A registry of schema 1 as BatchDeck 0.1 left it: one job that ended, one whose runner was killed.
PRAGMA journal_mode = WAL;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES ('1');
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
INSERT INTO job VALUES (
  'calm_otter_1234', 'digits-v1', 'Completed', 1700000000.25, 1700000060.5, '/data/digits',
  1000, 998, 2);
INSERT INTO job VALUES (
  'brave_newt_1001', 'digits-v2', 'Running', 1700000100.0, NULL, '/data/more digits', 0, 0, 0);

import BatchEndpoints
import Foundation
import GRDB
import Scheduling
import Testing

@testable import Execution

/// A job that the first builds made and left interrupted: schema, specification and snapshot are as they
/// wrote them, and never edited.
@Suite("A former ledger")
struct FormerLedgerTests {
  private let workspace: Workspace
  private let path: String

  init() throws {
    workspace = try Workspace()
    path = workspace["ledger.sqlite"]
    let database = try DatabaseQueue(path: path)
    try database.write { db in
      try db.execute(sql: Self.schema)
      for (key, value) in [("specification", Self.specification), ("snapshot", Self.snapshot)] {
        try db.execute(
          sql: "INSERT INTO setting (key, value) VALUES (?, ?)", arguments: [key, value])
      }
    }
    try database.close()
  }

  @Test("is read, with what those builds did where it is silent", arguments: [true, false])
  func isRead(isOnlyRead: Bool) throws {
    let ledger = isOnlyRead ? try Ledger(reading: path) : try Ledger(path: path)
    let specification = try ledger.specification()
    #expect(specification.script?.path == "/job/code/score.py")
    #expect(!specification.isOrdered)
    #expect(specification.durability == .process)
    #expect(specification.order == .path)
    #expect(specification.shareModel == .off)
    #expect(specification.invocation == nil)
    let snapshot = try #require(try ledger.lastSnapshot())
    #expect(snapshot.progress.filesDone == 6)
    #expect(snapshot.workers.map(\.isStuck) == [false])
    let failure = FailedFile(
      path: "bad", sizeBytes: 3, attempts: 4, errorClass: "ValueError", message: "no digit",
      traceback: "Traceback", worker: 0, failedAt: instant(2))
    #expect(try ledger.failedFiles() == [failure])
    #expect(try ledger.failedFiles(offset: 0, limit: 9).files == [failure])
    #expect(snapshot.recentFailures == [failure])
    #expect(
      try ledger.samples(limit: 9) == [
        JobSample(
          at: instant(1), filesPerSecond: 2.5, rssBytes: 1 << 20, filesDone: 5,
          workerFilesPerSecond: [2.5])
      ])
  }

  @Test("is brought up to date by its next runner, which goes on in it")
  func goesOn() throws {
    let ledger = try Ledger(path: path)
    var group = CommitGroup()
    var file = FailedFile.sample(1)
    file.workerEnd = FailedFile.WorkerEnd(stderr: "Aborted", rssBytes: 1, peakBytes: 2)
    group.failures = [.init(position: 7, file: file)]
    group.processes = [.init(number: 1, worker: 0)]
    group.samples = [
      JobSample(at: instant(9), filesPerSecond: 1, rssBytes: 2, pssBytes: 3, filesDone: 4)
    ]
    try ledger.record(group, rowsFrom: 0, at: instant(9))
    #expect(try ledger.failedFiles().map(\.path).sorted() == ["bad", "file1"])
    #expect(try ledger.failedFiles().contains(file))
    #expect(try ledger.processes(ofWorker: 0) == [1])
    #expect(try ledger.samples(limit: 9).map(\.pssBytes) == [nil, 3])
    #expect(try ledger.settled(fileCount: 9).counts.filesSucceeded == 5)
  }

  private static let specification = """
    {"name":"calm_otter_1234","createdAt":721692800,"endpointName":"digits",\
    "deploymentName":"digits-v1","python":"/usr/bin/python3",\
    "script":{"folder":"/job/code","path":"/job/code/score.py"},\
    "model":{"path":"/job/model/m","folder":"/job/model"},"environmentVariables":{"A":"1"},\
    "inputPath":"/in","outputPath":"/out","outputFileName":"predictions.csv",\
    "outputAction":"append_row","miniBatchSize":5,"workers":1,"errorThreshold":-1,"maxRetries":3,\
    "timeoutSeconds":30,"isolation":true,"loggingLevel":"info"}
    """

  private static let snapshot = """
    {"name":"calm_otter_1234","displayName":"digits-v1","status":"Running",\
    "deploymentName":"digits-v1","endpointName":"digits","createdAt":721692800,\
    "startedAt":721692801,"settings":{"miniBatchSize":5,"workers":1,"errorThreshold":-1,\
    "maxRetries":3,"timeoutSeconds":30,"outputAction":"append_row","inputPath":"/in"},\
    "progress":{"filesTotal":9,"filesSucceeded":5,"filesFailed":1,"filesRunning":0,\
    "filesRetrying":0,"itemsUnreported":0,"miniBatchesDone":2,"bytesTotal":27,"bytesDone":18,\
    "filesPerSecond":2.5,"elapsedSeconds":2},"workers":[{"id":0,"pid":77,"state":"idle",\
    "filesDone":6,"filesPerSecond":2.5,"incarnation":1}],"runner":{"pid":76,"startedAt":721692801},\
    "outputs":{"score":{"path":"/out/predictions.csv"}},"recentFailures":[{"path":"bad",\
    "sizeBytes":3,"attempts":4,"errorClass":"ValueError","message":"no digit",\
    "traceback":"Traceback","worker":0,"failedAt":721692802}],"recentEvents":[]}
    """

  private static let schema = """
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1');
    CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
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
    CREATE TABLE event (
      id INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL
    );
    CREATE TABLE sample (
      at REAL PRIMARY KEY,
      files_per_second REAL NOT NULL,
      rss_bytes INTEGER NOT NULL,
      files_done INTEGER NOT NULL,
      worker_files_per_second TEXT NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO mini_batch VALUES (0, 5, 5, 0, 20, 15, 0, 1, 1000, 1700000001);
    INSERT INTO failed_file VALUES (
      5, 'bad', 3, 4, 'ValueError', 'no digit', 'Traceback', 0, 1700000002);
    INSERT INTO sample VALUES (1700000001, 2.5, 1048576, 5, '2.5');
    """
}

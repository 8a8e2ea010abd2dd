import BatchEndpoints
import CProcess
import Foundation
import Glibc
import Registry
import Scheduling
import Testing

@testable import Execution

@Suite("Looking jobs up", .timeLimit(.minutes(15)))
struct JobDirectoryTests {
  private let workspace: Workspace
  private let home: BatchDeckHome
  private let registry: JobRegistry
  private let directory: JobDirectory

  init() throws {
    workspace = try Workspace()
    home = BatchDeckHome(path: workspace.path)
    registry = try RegistryDatabase(path: home.registryPath).jobs
    directory = JobDirectory(home: home, registry: registry)
  }

  @Test(
    "a job that has not ended and has no runner is interrupted",
    arguments: zip(
      [.notStarted, .preparing, .running, .paused, .finalizing, .completed, .failed, .canceled]
        as [JobStatus],
      [
        .interrupted, .interrupted, .interrupted, .interrupted, .interrupted, .completed, .failed,
        .canceled,
      ] as [JobStatus]))
  func statuses(stored: JobStatus, told: JobStatus) throws {
    _ = try add("calm_otter_1234", status: stored)
    #expect(try directory.jobs().map(\.status) == [told])
  }

  @Test("a job whose lock is held has the status that its runner stored")
  func alive() throws {
    let folder = try add("calm_otter_1234", status: .running)
    #expect(!directory.isAlive("calm_otter_1234"))
    let lock = batchdeck_lock_file(folder.lockPath)
    try #require(lock >= 0)
    #expect(directory.isAlive("calm_otter_1234"))
    #expect(try directory.jobs().map(\.status) == [.running])
    batchdeck_unlock_file(lock)
    #expect(!directory.isAlive("calm_otter_1234"))
    #expect(try directory.jobs().map(\.status) == [.interrupted])
  }

  @Test(
    "a name that no job has gets the nearest one that there is",
    arguments: zip(
      ["calm_oter_1234", "CALM-OTTER-1234", "brave_newt_1000", "x"],
      ["calm_otter_1234", "calm_otter_1234", "brave_newt_1001", nil] as [String?]))
  func unknown(name: String, nearest: String?) throws {
    for name in ["calm_otter_1234", "brave_newt_1001"] { _ = try add(name, status: .completed) }
    let error = ExecutionError.jobUnknown(name: name, nearest: nearest)
    #expect(throws: error) { try directory.folder(of: name) }
    #expect(throws: error) { try directory.snapshot(of: name) }
    #expect(throws: error) { try directory.connect(to: name) }
    #expect(throws: error) { try directory.failedFiles(of: name) }
    #expect(throws: error) { try directory.samples(of: name) }
    #expect(
      "\(error)"
        == (nearest.map { "There is no job \"\(name)\"; did you mean \"\($0)\"?" }
          ?? "There is no job \"\(name)\"; see: batchdeck job list"))
  }

  @Test("a job that no runner has begun is interrupted, or not started while one begins")
  func unstarted() throws {
    let folder = try add("calm_otter_1234", status: .notStarted)
    try Ledger(path: folder.ledgerPath).store(JobSpecification.sample())
    var expected = JobSnapshot(
      name: "calm_otter_1234", displayName: "digits-v1", status: .interrupted,
      endpointName: "digits", deploymentName: "digits-v1", createdAt: instant(0),
      settings: JobSnapshot.Settings(
        miniBatchSize: 4, workers: 2, errorThreshold: -1, maxRetries: 3, timeoutSeconds: 30,
        outputAction: "append_row", inputPath: "/in"),
      outputs: JobSnapshot.Outputs(scorePath: "/out/p.csv"))
    #expect(try directory.snapshot(of: "calm_otter_1234") == expected)
    let lock = batchdeck_lock_file(folder.lockPath)
    try #require(lock >= 0)
    defer { close(lock) }
    expected.status = .notStarted
    #expect(try directory.snapshot(of: "calm_otter_1234") == expected)
  }

  @Test("a job whose first runner cannot begin has failed, and one that had begun is interrupted")
  func runnerThatDoesNotStart() throws {
    let program = try workspace.program("program", "echo 'No socket can be made.' >&2; exit 2")
    let launcher = JobLauncher(home: home, program: program, environment: [:])
    for name in ["calm_otter_1234", "brave_newt_1001"] {
      let folder = try add(name, status: .notStarted)
      try JobLogs.makeFolders(in: folder)
      let ledger = try Ledger(path: folder.ledgerPath)
      try ledger.store(JobSpecification.sample(name: name))
      if name == "brave_newt_1001" { try ledger.store(JobSnapshot.sample(name: name)) }
      #expect(
        throws: ExecutionError.runnerDidNotStart(name: name, reason: "No socket can be made.")
      ) { try launcher.launch(name) }
    }
    let failed = try directory.snapshot(of: "calm_otter_1234")
    #expect(failed.status == .failed)
    #expect(
      failed.error
        == JobSnapshot.JobError(
          code: "RunnerDidNotStart",
          message: "the runner ended before it began: No socket can be made."))
    #expect(try directory.snapshot(of: "brave_newt_1001").status == .interrupted)
    #expect(
      Set(try directory.jobs().map { "\($0.name) \($0.status)" })
        == ["calm_otter_1234 failed", "brave_newt_1001 interrupted"])
  }

  @Test("what a killed runner stored last is corrected by its ledger")
  func killed() throws {
    let folder = try add("calm_otter_1234", status: .running)
    let ledger = try Ledger(path: folder.ledgerPath)
    try ledger.store(JobSnapshot.sample())
    // Two mini-batches, two failed files and an event have come since.
    let event = JobEvent(at: instant(4), kind: .worker, message: "worker 0 died")
    var group = CommitGroup([(0, 2, "a\nb\n"), (2, 4, "c\nd\ne\nf\n")])
    group.failures = [
      CommitGroup.FailureRecord(position: 6, file: .sample(1)),
      CommitGroup.FailureRecord(position: 7, file: .sample(2)),
    ]
    group.events = [event]
    try ledger.record(group, rowsFrom: 0, at: instant(5))
    try workspace.file("in/a", "123")
    try listed(workspace["in"], into: folder.path)

    var expected = JobSnapshot.sample()
    expected.status = .interrupted
    expected.runner = nil
    expected.workers = [JobSnapshot.Worker(id: 0, state: .stopped, filesDone: 5)]
    expected.progress.filesSucceeded = 6
    expected.progress.filesFailed = 2
    expected.progress.filesRunning = 0
    expected.progress.filesRetrying = 0
    expected.progress.miniBatchesDone = 2
    expected.progress.bytesDone = 630
    expected.progress.filesPerSecond = 0
    expected.progress.etaSeconds = nil
    expected.progress.filesTotal = 1
    expected.progress.bytesTotal = 3
    expected.recentFailures = [.sample(2), .sample(1)]
    expected.recentEvents = [event]
    #expect(try directory.snapshot(of: "calm_otter_1234") == expected)
  }

  @Test("a job whose folder was deleted is told about as an error, not a crash")
  func folderGone() throws {
    let folder = try add("calm_otter_1234", status: .completed)
    try FileManager.default.removeItem(atPath: folder.path)
    #expect {
      try directory.snapshot(of: "calm_otter_1234")
    } throws: { error in
      guard case .ledgerUnreadable(folder.ledgerPath, _) = error as? ExecutionError
      else { return false }
      return true
    }
  }

  private func add(_ name: String, status: JobStatus) throws -> JobFolder {
    let folder = home.job(name)
    try makeFolder(folder.path)
    try registry.add(
      JobSummary(
        name: name, deploymentName: "digits-v1", status: status, createdAt: instant(0),
        inputPath: "/in"))
    return folder
  }
}

import BatchEndpoints
import Foundation
import Scheduling
import Testing

@testable import Execution

@Suite("Logs in Azure's layout", .timeLimit(.minutes(15)))
struct JobLogsTests {
  private let workspace: Workspace
  private let folder: JobFolder
  private var logs: JobLogs

  init() throws {
    workspace = try Workspace()
    folder = JobFolder(path: workspace["job"])
    try JobLogs.makeFolders(in: folder)
    logs = JobLogs(folder: folder)
  }

  private func log(_ name: String) throws -> String { try text(of: folder.logsPath + "/" + name) }

  @Test("each worker process has a table of its attempts, those that failed as well")
  mutating func miniBatches() throws {
    var group = CommitGroup([
      (first: 0, count: 3, rows: "a\nb\n"), (first: 3, count: 1, rows: "c\n"),
    ])
    group.miniBatches[1].process = 12
    group.miniBatches[1].pid = 99
    group.miniBatches[1].run = .seconds(61) + .microseconds(45)
    group.miniBatches[1].cpu = .milliseconds(7)
    group.miniBatches[1].endedAt = instant(61)
    group.miniBatches[0].endedAt = instant(1.5)
    group.miniBatches[0].duration = .seconds(1)
    var failed = group.miniBatches[0]
    failed.items = 0
    failed.run = nil
    failed.duration = nil
    failed.endedAt = instant(1)
    group.failedAttempts = [failed]
    logs.record(group, at: instant(70))
    let header =
      "start\tpid\tmini_batch\titems_total\titems_succeeded\titems_failed\tattempt\t"
      + "duration_seconds\tprocess_seconds\trun_seconds\n"
    #expect(
      try log("sys/node/localhost/process000.txt") == header
        + "2023-11-14T22:13:21.000Z\t1\t0\t3\t0\t3\t1\t\t\t\n"
        + "2023-11-14T22:13:20.500Z\t1\t0\t3\t2\t1\t1\t1.000000\t\t0.003000\n")
    #expect(
      try log("sys/node/localhost/process012.txt") == header
        + "2023-11-14T22:13:19.999Z\t99\t3\t1\t1\t0\t1\t61.000045\t0.007000\t61.000045\n")
  }

  @Test("errors stand in one file for all, and in one for each process")
  mutating func errors() throws {
    var group = CommitGroup()
    group.errors = [
      ScriptError(
        at: instant(0), process: "process003", place: "mini-batch 7, 2 files",
        summary: "ValueError: bad", traceback: "Traceback\n  line"),
      ScriptError(
        at: instant(1), process: "process004", place: "init()", summary: "gone", traceback: nil),
    ]
    logs.record(group, at: instant(2))
    let first =
      "2023-11-14T22:13:20Z process003 mini-batch 7, 2 files: ValueError: bad\nTraceback\n  line\n\n"
    let second = "2023-11-14T22:13:21Z process004 init(): gone\n\n"
    #expect(try log("user/error.txt") == first + second)
    #expect(try log("user/error/localhost/process003.txt") == first)
    #expect(try log("user/error/localhost/process004.txt") == second)
  }

  @Test("errors without end stop at 16 MiB and say so, after a resume as well")
  mutating func manyErrors() throws {
    var group = CommitGroup()
    group.errors = Array(
      repeating: ScriptError(
        at: instant(0), process: "process000", place: "mini-batch 7, 1 file", summary: "bad",
        traceback: String(repeating: "x", count: 4 << 20)), count: 9)
    logs.record(group, at: instant(0))
    var again = JobLogs(folder: folder)
    again.record(group, at: instant(0))
    let written = try log("user/error.txt")
    #expect((16 << 20...21 << 20).contains(written.utf8.count))
    #expect(
      written.hasSuffix("\nThere are more errors than fit here. See: batchdeck job failures\n"))
  }

  @Test("the overview and the tables get a line every ten seconds, and whenever the state changes")
  mutating func overview() throws {
    var snapshot = JobSnapshot.sample()
    func group() -> CommitGroup {
      var group = CommitGroup()
      group.snapshot = snapshot
      return group
    }
    logs.record(group(), at: instant(0))
    logs.record(group(), at: instant(9))
    logs.record(group(), at: instant(10))
    snapshot.status = .completed
    snapshot.error = nil
    logs.record(group(), at: instant(11))
    let counts =
      "4 of 10 files succeeded, 1 failed, 2 running; 3 mini-batches done; 1 worker; 2.5 files/s\n"
    #expect(
      try log("job_progress_overview.20231114.txt")
        == "2023-11-14T22:13:20Z Running: " + counts + "2023-11-14T22:13:30Z Running: " + counts
        + "2023-11-14T22:13:31Z Completed: " + counts)
    #expect(
      try log("perf/localhost/processes_resource_usage.csv")
        == "time,worker,pid,rss_bytes,cpu_percent\n2023-11-14T22:13:20Z,0,77,1048576,99.5\n"
        + "2023-11-14T22:13:30Z,0,77,1048576,99.5\n2023-11-14T22:13:31Z,0,77,1048576,99.5\n")
    for name in ["node_resource_usage", "node_disk_usage"] {
      #expect(try log("perf/localhost/\(name).csv").split(separator: "\n").count == 4)
    }
  }

  @Test("the end is told in a file, and an error in another")
  mutating func result() throws {
    var group = CommitGroup()
    var snapshot = JobSnapshot.sample()
    snapshot.status = .failed
    group.snapshot = snapshot
    logs.record(group, at: instant(0))
    #expect(
      try log("job_result.txt")
        == "Failed\n10 files, 4 succeeded, 1 failed, 0 items unreported, 3 mini-batches, 8.2 s\n"
        + "Output: /out/p.csv\n")
    #expect(try log("job_error.txt") == "C: m\nt\n")
    #expect(try log("readme.txt").hasPrefix("job_progress_overview.DAY.txt "))

    // It goes on, and ends well.
    snapshot.status = .completed
    snapshot.error = nil
    group.snapshot = snapshot
    logs.record(group, at: instant(1))
    #expect(try log("job_result.txt").hasPrefix("Completed\n"))
    #expect(!workspace.exists("job/logs/job_error.txt"))
  }

  @Test("logs that cannot be written stop nothing")
  mutating func unwritable() throws {
    try FileManager.default.removeItem(atPath: folder.logsPath)
    var group = CommitGroup([(first: 0, count: 1, rows: "a\n")])
    group.snapshot = .sample()
    logs.record(group, at: instant(0))
    #expect(!workspace.exists("job/logs"))
  }
}

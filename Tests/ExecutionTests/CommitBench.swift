import BatchEndpoints
import Foundation
import GRDB
import NIOCore
import NIOPosix
import Registry
import Scheduling

@testable import Execution

/// A ledger, an output and the committer between them, as a runner has them.
struct CommitBench {
  let ledger: Ledger
  let registry: JobRegistry
  let committer: Committer
  let outputPath: String

  /// Opens what is in the folder as a runner does when it begins.
  init(in folder: String, hasOutput: Bool = true) throws {
    ledger = try Ledger(path: folder + "/ledger.sqlite")
    registry = try RegistryDatabase(path: folder + "/registry.sqlite").jobs
    outputPath = folder + "/predictions.csv"
    if hasOutput {
      let ordering = OutputOrdering(ledger: ledger, path: outputPath)
      try ordering.recover()
      try ordering.closeGaps()
    }
    let output =
      hasOutput
      // A test's second runner comes while its first still has the file.
      ? try OutputFile(path: outputPath, truncatedTo: try ledger.outputEnd(), locks: false)
      : nil
    committer = Committer(
      eventLoop: MultiThreadedEventLoopGroup.singleton.next(), ledger: ledger,
      openRegistry: { [registry] in registry }, output: output)
  }

  /// Returns when the group is committed, or throws why it is not.
  func commit(_ group: CommitGroup) async throws {
    try await withCheckedThrowingContinuation { continuation in
      committer.commit(group) { continuation.resume(with: $0) }
    }
  }

  /// Returns when the rows are in the order of the input, or throws why they are not.
  func orderRows() async throws {
    try await withCheckedThrowingContinuation { continuation in
      committer.complete(inOrder: true) { continuation.resume(with: $0) }
    }
  }

  var output: String { get throws { try text(of: outputPath) } }

  /// The rows of each mini-batch where the ledger says that they are, by the first file's position.
  func recordedRows() throws -> [Int: String] {
    let output = Array(try output.utf8)
    return try ledger.database.read { db in
      try Row.fetchAll(db, sql: "SELECT first, row_offset, row_length FROM mini_batch")
        .reduce(into: [:]) { rows, row in
          let (offset, length): (Int, Int) = (row[1], row[2])
          rows[row[0]] =
            offset + length <= output.count
            ? String(decoding: output[offset..<offset + length], as: UTF8.self) : "(cut off)"
        }
    }
  }
}

extension CommitGroup {
  /// A group of mini-batches, each with its rows.
  init(_ miniBatches: [(first: Int, count: Int, rows: String)]) {
    self.init()
    for (first, count, text) in miniBatches {
      rows.writeString(text)
      self.miniBatches.append(
        MiniBatchRecord(
          miniBatch: MiniBatch(dispatch: 1, files: FileRange(first: first, count: count)),
          items: text.count { $0 == "\n" }, rowLength: text.utf8.count, bytes: count * 100,
          worker: 0, process: 0, pid: 1, run: .milliseconds(3)))
    }
  }
}

/// As the databases give a date back: through seconds since 1970, which may move its last bit.
func asKept(_ date: Date) -> Date { Date(timeIntervalSince1970: date.timeIntervalSince1970) }

/// Whole seconds, which the databases give back exactly.
func instant(_ seconds: Double) -> Date { Date(timeIntervalSince1970: 1_700_000_000 + seconds) }

extension JobSpecification {
  /// A specification with every field set, for round trips.
  static func sample(name: String = "calm_otter_1234", inputPath: String = "/in") -> Self {
    JobSpecification(
      name: name, createdAt: instant(0), endpointName: "digits", deploymentName: "digits-v1",
      python: "/usr/bin/python3",
      pythonEnvironment: JobSpecification.PythonEnvironment(name: "conda.yaml", digest: "d1"),
      script: JobSpecification.Script(folder: "/code", path: "/code/score.py"),
      model: JobSpecification.Model(path: "/models/m", folder: "/job/model"),
      environmentVariables: ["A": "1"], inputPath: inputPath,
      outputPath: "/out", outputFileName: "p.csv", outputAction: .appendRow, miniBatchSize: 4,
      workers: 2, errorThreshold: -1, maxRetries: 3, timeoutSeconds: 30, isolation: true,
      loggingLevel: "info")
  }
}

extension JobSnapshot {
  /// A job in the middle of its life, with every field set.
  static func sample(name: String = "calm_otter_1234") -> Self {
    var progress = Progress()
    progress.filesTotal = 10
    progress.filesSucceeded = 4
    progress.filesFailed = 1
    progress.filesRunning = 2
    progress.filesRetrying = 1
    progress.miniBatchesDone = 3
    progress.bytesTotal = 1000
    progress.bytesDone = 500
    progress.filesPerSecond = 2.5
    progress.etaSeconds = 2
    progress.elapsedSeconds = 8.25
    return JobSnapshot(
      name: name, displayName: "digits-v1", status: .running, endpointName: "digits",
      deploymentName: "digits-v1", createdAt: instant(0), startedAt: instant(1),
      settings: Settings(.sample()), progress: progress,
      workers: [
        Worker(
          id: 0, pid: 77, state: .running, miniBatch: 4, fileIndex: 1, fileCount: 2, file: "a",
          rssBytes: 1 << 20, cpuPercent: 99.5, filesDone: 5, filesPerSecond: 2.5,
          runningSeconds: 0.5, incarnation: 2)
      ],
      runner: Runner(pid: 76, startedAt: instant(1)), outputs: Outputs(scorePath: "/out/p.csv"),
      recentFailures: [.sample(1)],
      recentEvents: [JobEvent(at: instant(1), kind: .job, message: "runner started")],
      error: JobError(code: "C", message: "m", traceback: "t"))
  }
}

extension FailedFile {
  static func sample(_ number: Int) -> Self {
    FailedFile(
      path: "file\(number)", sizeBytes: number * 10, attempts: 4, errorClass: "ValueError",
      message: "bad \(number)", traceback: number % 2 == 0 ? nil : "Traceback",
      worker: number % 2 == 0 ? nil : 1, failedAt: instant(Double(number)))
  }
}

package import BatchEndpoints
import Foundation
import Glibc
import Scheduling
package import Registry

/// Looks jobs up, whether their runners live or not.
package struct JobDirectory: Sendable {
  private let home: BatchDeckHome
  private let registry: JobRegistry

  package init(home: BatchDeckHome, registry: JobRegistry) {
    self.home = home
    self.registry = registry
  }

  /// Jobs, newest first: all of them, those of an endpoint, or those of one of its deployments. One
  /// that has not ended and has no runner is interrupted.
  package func jobs(
    endpoint: String? = nil, deployment: String? = nil
  ) throws -> [JobSummary] {
    try registry.jobs(endpoint: endpoint, deployment: deployment).map { job in
      guard !job.status.isOver, !isAlive(job.name) else { return job }
      // It may have ended just now, or without reaching the registry.
      if let last = try? Ledger(reading: home.job(job.name).ledgerPath).lastSnapshot(),
        last.status.isOver
      {
        return JobSummary(last)
      }
      var job = job
      job.status = .interrupted
      return job
    }
  }

  /// The job now: from its runner, or as its last runner left it.
  ///
  /// - Throws: `ExecutionError.jobUnknown`.
  package func snapshot(of name: String) throws -> JobSnapshot {
    let folder = try folder(of: name)
    let ledger = try Ledger(reading: folder.ledgerPath)
    var snapshot = try living(name, folder) ?? last(name, folder, ledger)
    snapshot.lineage = try ledger.lineage()
    return snapshot
  }

  private func living(_ name: String, _ folder: JobFolder) -> JobSnapshot? {
    guard isAlive(name) else { return nil }
    return try? JobConnection(folder: folder, jobName: name).snapshot()
  }

  private func last(
    _ name: String, _ folder: JobFolder, _ ledger: Ledger
  ) throws -> JobSnapshot {
    var last = try ledger.lastSnapshot() ?? JobSnapshot(notStarted: ledger.specification())
    if !last.status.isOver, !isAlive(name) { try interrupt(&last, folder, ledger) }
    return last
  }

  /// Samples of a job's history, oldest first.
  package func samples(of name: String) throws -> [JobSample] {
    try ledger(of: name).samples(limit: LocalEngine.historyLimit)
  }

  /// A job's ledger, to look into it.
  ///
  /// - Throws: `ExecutionError.jobUnknown`, `.ledgerUnreadable`.
  package func ledger(of name: String) throws -> Ledger {
    try Ledger(reading: folder(of: name).ledgerPath)
  }

  /// Failed files of a job, latest first.
  package func failedFiles(of name: String, limit: Int = .max) throws -> [FailedFile] {
    try ledger(of: name).failedFiles(limit: limit)
  }

  package func connect(to name: String) throws -> JobConnection {
    try JobConnection(folder: folder(of: name), jobName: name)
  }

  package func isAlive(_ name: String) -> Bool { RunnerLock.holder(of: home.job(name)) != nil }

  /// The job's runner; nil when none lives.
  package func runner(of name: String) -> RunnerProcess? {
    RunnerLock.holder(of: home.job(name)).flatMap(RunnerProcess.init)
  }

  /// Where the job's output goes.
  package func outputs(of name: String) throws -> JobSnapshot.Outputs {
    JobSnapshot.Outputs(try Ledger(reading: home.job(name).ledgerPath).specification())
  }

  /// What was degraded, each once, in the order in which it happened first.
  package func warnings(of name: String) throws -> [String] {
    var known: Set<String> = []
    return try ledger(of: name).events(limit: .max).reversed()
      .filter { $0.kind == .warning && known.insert($0.message).inserted }.map(\.message)
  }

  /// - Throws: `ExecutionError.jobUnknown`, with the nearest name there is.
  package func folder(of name: String) throws -> JobFolder {
    if try registry.job(name) != nil { return home.job(name) }
    let names = try registry.jobs().map(\.name)
    throw ExecutionError.jobUnknown(name: name, nearest: nearestName(to: name, among: names))
  }

  /// Corrects what a runner that was killed last stored: nobody works any more, and a second's worth of
  /// results may have followed.
  private func interrupt(
    _ last: inout JobSnapshot, _ folder: JobFolder, _ ledger: Ledger
  ) throws {
    if InputManifest.exists(in: folder.path) {
      let manifest = try InputManifest(folder: folder.path)
      last.progress.filesTotal = manifest.count
      last.progress.bytesTotal = manifest.bytesTotal
    }
    let settled = try ledger.settled(fileCount: last.progress.filesTotal)
    last.status = .interrupted
    last.runner = nil
    last.workers = last.workers.map {
      JobSnapshot.Worker(id: $0.id, state: .stopped, filesDone: $0.filesDone)
    }
    last.progress.filesSucceeded = settled.counts.filesSucceeded
    last.progress.filesFailed = settled.counts.filesFailed
    last.progress.miniBatchesDone = settled.counts.miniBatchesDone
    last.progress.bytesDone = settled.bytes
    last.progress.filesRunning = 0
    last.progress.filesRetrying = 0
    last.progress.filesPerSecond = 0
    last.progress.etaSeconds = nil
    last.recentFailures = try ledger.failedFiles(limit: LocalEngine.recentLimit)
    last.recentEvents = try ledger.events(limit: LocalEngine.recentLimit)
  }
}

extension JobSnapshot {
  /// A job that no runner has told of yet.
  init(notStarted specification: JobSpecification) {
    self.init(
      name: specification.name, displayName: specification.deploymentName, status: .notStarted,
      endpointName: specification.endpointName, deploymentName: specification.deploymentName,
      createdAt: specification.createdAt, settings: JobSnapshot.Settings(specification),
      outputs: JobSnapshot.Outputs(specification))
  }
}

extension JobSnapshot.Outputs {
  fileprivate init(_ specification: JobSpecification) {
    self.init(scorePath: specification.predictionsPath ?? specification.outputPath)
  }
}

extension JobSnapshot.Settings {
  init(_ specification: JobSpecification) {
    self.init(
      miniBatchSize: specification.miniBatchSize, workers: specification.workers,
      errorThreshold: specification.errorThreshold, maxRetries: specification.maxRetries,
      timeoutSeconds: specification.timeoutSeconds,
      memoryLimitBytes: specification.memoryLimitBytes,
      outputAction: specification.outputAction.rawValue, inputPath: specification.inputPath,
      invocation: specification.invocation)
  }
}

import BatchEndpoints
import Dashboard
import Execution

/// Carries out what the dashboard's operator orders; blocks.
struct OrderTaker: Sendable {
  private let directory: JobDirectory
  /// Starts the job's next runner.
  private let launch: @Sendable (_ job: String) throws -> Void

  init(_ context: Context) {
    directory = context.directory
    launch = { _ = try context.launcher.launch($0) }
  }

  /// - Throws: `ExecutionError`, whose description is one sentence.
  func take(_ order: JobOrder, of job: String) throws {
    switch order {
    case .setWorkers(let count): try directory.connect(to: job).setWorkers(count)
    case .setMiniBatchSize(let count): try directory.connect(to: job).setMiniBatchSize(count)
    case .setMemoryLimit(let bytes): try directory.connect(to: job).setMemoryLimit(bytes)
    case .pause: try directory.connect(to: job).pause()
    case .goOn: try directory.connect(to: job).goOn()
    case .cancel(let now): try directory.connect(to: job).cancel(now: now)
    case .stopWorker(let slot):
      guard try directory.connect(to: job).stopWorker(slot) else {
        throw ExecutionError.refused(message: "worker \(slot) has no process now.")
      }
    case .skipMiniBatch(let slot):
      guard try directory.connect(to: job).skipMiniBatch(ofWorker: slot) else {
        throw ExecutionError.refused(message: "worker \(slot) is in no mini-batch now.")
      }
    case .restart(let restart):
      do {
        try begin(restart, of: job)
      } catch ExecutionError.changedSince(_, let changes) {
        throw ChangesFound(changes)
      }
    case .exportFailures(let path):
      try FailureExport(ledger: directory.ledger(of: job)).write(to: path)
    }
  }

  private func begin(_ restart: Restart, of job: String) throws {
    let accepts = restart.acceptsChanges
    let paths: [String]?
    switch restart.scope {
    case .rest:
      _ = try directory.prepareResume(of: job, acceptChanges: accepts)
      return try launch(job)
    case .failedFiles: paths = nil
    case .files(let some): paths = some
    }
    let (files, _) = try directory.retryFailed(of: job, paths: paths, acceptChanges: accepts)
    if files > 0 { try launch(job) }
  }
}

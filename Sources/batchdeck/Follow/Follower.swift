import BatchEndpoints
import Execution
import Foundation

/// Watches a job from the shell to its end, or until the operator has seen enough.
struct Follower {
  /// What Ctrl-C means.
  enum InterruptMeaning {
    /// `run`: ask the job to stop, the second time at once.
    case cancelsJob
    /// `job stream`: stop watching.
    case stopsWatching
  }

  let context: Context
  let jobName: String
  let interruptMeaning: InterruptMeaning
  let progress: ProgressStyle
  let output: OutputOptions

  /// How often Ctrl-C is looked for while nothing comes.
  private static let patience = Duration.milliseconds(200)
  /// How long the result waits for what the job's rows came from: to read a large model takes as long as
  /// its disk.
  private static let lineageLimit = Duration.seconds(30)

  /// Follows the job and prints how it ended.
  func follow(_ connection: JobConnection?) throws -> ExitStatus {
    var printer = ProgressPrinter(style: progress)
    let interrupts = Interrupts()
    // Later it may have ended, and nothing of it could be waited for.
    let runner = context.directory.runner(of: jobName)
    // A runner that hangs up before it is asked has ended its job.
    if let connection,
      var subscription = progress.resolved == .none
        ? connection.awaitEnd() : try? connection.subscribe()
    {
      var heard = 0
      while !subscription.isClosed {
        if case .snapshot(let snapshot) = try subscription.next(timeout: Self.patience) {
          printer.show(snapshot)
        }
        guard interrupts.count > heard else { continue }
        heard = interrupts.count
        printer.clear()
        if interruptMeaning == .stopsWatching {
          printError("Job \(jobName) goes on. Watch it with: batchdeck")
          return .interrupted
        }
        printError(
          heard == 1
            ? "Stopping after the running mini-batches; Ctrl-C again stops at once."
            : "Stopping at once.")
        try connection.requestCancel(now: heard > 1)
      }
    }
    printer.clear()
    return try conclude(runner, interrupts, warned: printer.warned)
  }

  /// `warned` are the warnings that were shown.
  private func conclude(
    _ runner: RunnerProcess?, _ interrupts: Interrupts, warned: Set<String>
  ) throws -> ExitStatus {
    let wasInterrupted = interrupts.count > 0
    var snapshot = try settledSnapshot()
    let warnings = try context.directory.warnings(of: jobName)
    let summary = Summary(
      snapshot: snapshot,
      failures: try context.directory.failedFiles(of: jobName, limit: Summary.listed),
      warnings: warnings.filter { !warned.contains($0) },
      logsPath: context.home.job(jobName).logsPath)
    for line in summary.lines { printError(line) }
    if let runner, output.isData {
      waitForLineage(runner, interrupts)
      snapshot.lineage = try context.directory.snapshot(of: jobName).lineage
    }
    try output.show(JobShow(snapshot, warnings: warnings))
    switch snapshot.status {
    case .completed: return .completed
    case .canceled where wasInterrupted: return .interrupted
    case .failed, .canceled, .interrupted, .notStarted, .preparing, .running, .paused, .finalizing:
      return .jobFailed
    }
  }

  /// The runner's process ends when it has read all of it; Ctrl-C does without.
  private func waitForLineage(_ runner: RunnerProcess, _ interrupts: Interrupts) {
    let heard = interrupts.count
    let deadline = ContinuousClock.now + Self.lineageLimit
    while interrupts.count == heard, ContinuousClock.now < deadline {
      if runner.waitForEnd(atMost: Self.patience) { return }
    }
  }

  /// The job after its runner has hung up: it closes its socket a moment before its lock is free.
  private func settledSnapshot() throws -> JobSnapshot {
    let deadline = ContinuousClock.now + .seconds(5)
    while context.directory.isAlive(jobName), ContinuousClock.now < deadline {
      usleep(2000)
    }
    return try context.directory.snapshot(of: jobName)
  }
}

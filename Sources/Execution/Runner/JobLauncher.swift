import BatchEndpoints
import CProcess
import Foundation
import Glibc

/// Starts a job's runner as a process of its own.
package struct JobLauncher {
  /// How long a runner may take until it answers: it has a socket within milliseconds.
  private static let deadline = Duration.seconds(20)

  private let home: BatchDeckHome
  private let program: String
  private let environment: [String: String]

  /// `program` is our own executable.
  package init(home: BatchDeckHome, program: String, environment: [String: String]) {
    self.home = home
    self.program = program
    self.environment = environment
  }

  /// Starts the runner and returns a connection to it once it answers. Blocks.
  ///
  /// - Throws: `ExecutionError.jobAlreadyRuns`, `.runnerDidNotStart` with the last line of its log; the job
  ///   has failed then if no runner ever began it.
  package func launch(_ jobName: String) throws -> JobConnection {
    let folder = home.job(jobName)
    if let pid = RunnerLock.holder(of: folder) {
      throw ExecutionError.jobAlreadyRuns(name: jobName, pid: pid)
    }
    let log = try openFile(folder.runnerLogPath, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
    defer { close(log) }
    var environment = environment
    environment["BATCHDECK_HOME"] = home.path
    // A job that a scoring script begins is none of that script's processes.
    environment[WorkerLaunch.markName] = nil
    let started = try Spawn(
      path: program, arguments: ["runner", jobName], environment: environment,
      descriptors: [(log, 1), (log, 2)], directory: "/"
    ).detach()
    defer { if started.pidfd >= 0 { close(started.pidfd) } }

    let deadline = StatusPage.now + Self.deadline
    while StatusPage.now < deadline {
      if let connection = try? JobConnection(folder: folder, jobName: jobName) {
        return connection
      }
      var ended = pollfd(fd: started.pidfd, events: Int16(POLLIN), revents: 0)
      guard poll(&ended, 1, 2) == 0 else {
        let reason = lastLine(of: folder)
        try? fail(jobName, folder, reason)
        throw ExecutionError.runnerDidNotStart(name: jobName, reason: reason)
      }
    }
    throw ExecutionError.runnerDidNotStart(name: jobName, reason: lastLine(of: folder))
  }

  /// A job that no runner has begun was not interrupted.
  private func fail(_ jobName: String, _ folder: JobFolder, _ reason: String) throws {
    let lock = try RunnerLock(folder: folder, jobName: jobName)
    defer { withExtendedLifetime(lock) {} }
    let ledger = try Ledger(path: folder.ledgerPath)
    guard try ledger.lastSnapshot() == nil else { return }
    var snapshot = JobSnapshot(notStarted: try ledger.specification())
    snapshot.status = .failed
    snapshot.endedAt = Date()
    snapshot.error = JobSnapshot.JobError(
      code: "RunnerDidNotStart", message: "the runner ended before it began: \(reason)")
    try ledger.store(snapshot)
  }

  private func lastLine(of folder: JobFolder) -> String {
    let log = (try? String(contentsOfFile: folder.runnerLogPath, encoding: .utf8)) ?? ""
    return log.split(separator: "\n").last.map(String.init)
      ?? "it left no message in \(folder.runnerLogPath)."
  }
}

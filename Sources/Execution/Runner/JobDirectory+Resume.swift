import BatchEndpoints
import Foundation
import Glibc
import Scheduling

/// What is done to a job between two runners.
extension JobDirectory {
  /// Forgets the failures of a job that has no runner, so that the next one scores those files again; looks
  /// for changes and makes some as `prepareResume` does.
  ///
  /// `paths` are those of the failed files that are meant; nil for all, and where items that `run()` did not
  /// return are among what failed the job, for the files of those mini-batches as well.
  ///
  /// - Returns: How many files that are, and the changes that are accepted.
  /// - Throws: As `prepareResume`, but not for a completed job; `.refused` for a path that did not fail.
  package func retryFailed(
    of name: String, paths: [String]? = nil, acceptChanges: Bool,
    change: (inout JobSpecification) -> Void = { _ in }
  ) throws -> (files: Int, changes: [String]) {
    try betweenRunners(of: name) { folder, ledger in
      if let paths {
        let known = try ledger.failedPaths(among: paths)
        if let other = paths.first(where: { !known.contains($0) }) {
          throw ExecutionError.refused(message: "\(other) is no failed file of job \(name).")
        }
      }
      var prospect = try Prospect(folder, ledger, change)
      let takesShortfalls = paths == nil && prospect.obstacle != nil
      guard takesShortfalls || prospect.counts.filesFailed > 0 else { return (0, []) }
      if let paths {
        prospect.counts.filesFailed -= Set(paths).count
        try prospect.check(name)
      }
      let changes = try accept(acceptChanges, name, folder, ledger)
      let count = try ledger.forgetFailures(of: paths, andShortfalls: takesShortfalls)
      try ledger.note(
        JobEvent(
          at: Date(), kind: .operatorAction, message: "retry \(Amount.count(count, "failed file"))")
      )
      try ledger.change(change)
      return (count, changes)
    }
  }

  /// Looks whether a resume would go on with what the job began with, and changes its settings.
  ///
  /// A job without a single row has nothing that a change could disagree with.
  ///
  /// - Returns: The changes that are accepted, one line each.
  /// - Throws: `ExecutionError.jobUnknown`, `.jobAlreadyRuns`, `.jobAlreadyCompleted`; `.resumeFutile` when
  ///   the job would end before it tried a file; `.changedSince` with the changes when they are not to be
  ///   accepted.
  package func prepareResume(
    of name: String, acceptChanges: Bool, change: (inout JobSpecification) -> Void = { _ in }
  ) throws -> [String] {
    try betweenRunners(of: name) { folder, ledger in
      if try ledger.lastSnapshot()?.status == .completed {
        throw ExecutionError.jobAlreadyCompleted(name: name)
      }
      try Prospect(folder, ledger, change).check(name)
      let changes = try accept(acceptChanges, name, folder, ledger)
      try ledger.change(change)
      return changes
    }
  }

  /// Does something while no runner can begin.
  private func betweenRunners<Result>(
    of name: String, _ work: (JobFolder, Ledger) throws -> Result
  ) throws -> Result {
    let folder = try folder(of: name)
    waitForRunnerThatLeaves(folder)
    let lock = try RunnerLock(folder: folder, jobName: name)
    defer { withExtendedLifetime(lock) {} }
    return try work(folder, try Ledger(path: folder.ledgerPath))
  }

  /// A runner that has ended its job, or was killed, lets go of its lock a moment later.
  private func waitForRunnerThatLeaves(_ folder: JobFolder) {
    let deadline = StatusPage.now + .seconds(2)
    while let pid = RunnerLock.holder(of: folder), StatusPage.now < deadline {
      let isGone = kill(pid_t(pid), 0) != 0
      let last = try? Ledger(reading: folder.ledgerPath).lastSnapshot()
      guard isGone || last?.status.isOver ?? false else { return }
      usleep(5000)
    }
  }

  private func accept(
    _ acceptChanges: Bool, _ name: String, _ folder: JobFolder, _ ledger: Ledger
  ) throws -> [String] {
    let changes = try ResumeCheck(folder: folder, ledger: ledger).changes()
    guard try changes.isEmpty || acceptChanges || ledger.outputEnd() == 0 else {
      throw ExecutionError.changedSince(job: name, changes: changes)
    }
    for change in changes {
      try ledger.note(
        JobEvent(at: Date(), kind: .operatorAction, message: "accepted: \(change)"))
    }
    // The next runner looks again where the results come from.
    if !changes.isEmpty { try ledger.forgetLineage() }
    return changes
  }
}

extension JobFolder {
  /// The names of the processes that a worker slot has had, in the order they started.
  package func processes(ofWorker slot: Int) -> [String] {
    (try? Ledger(reading: ledgerPath).processes(ofWorker: slot))?.map(Self.processName) ?? []
  }
}

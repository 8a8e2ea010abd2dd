import BatchEndpoints
import Foundation
import Glibc

/// What is done to a job between two runners.
extension JobDirectory {
  /// Forgets the failures of a job that has no runner, so that the next one scores those files again; looks
  /// for changes and makes some as `prepareResume` does.
  ///
  /// - Returns: How many files that are, and the changes that are accepted.
  /// - Throws: As `prepareResume`.
  package func retryFailed(
    of name: String, acceptChanges: Bool, change: (inout JobSpecification) -> Void = { _ in }
  ) throws -> (files: Int, changes: [String]) {
    try betweenRunners(of: name) { folder, ledger in
      guard try !ledger.failedFiles(limit: 1).isEmpty else { return (0, []) }
      let changes = try accept(acceptChanges, name, folder, ledger)
      let count = try ledger.forgetFailures()
      try ledger.note(
        JobEvent(at: Date(), kind: .operatorAction, message: "retry \(count) failed files"))
      try ledger.change(change)
      return (count, changes)
    }
  }

  /// Looks whether a resume would go on with what the job began with, and changes its settings.
  ///
  /// A job without a single row has nothing that a change could disagree with.
  ///
  /// - Returns: The changes that are accepted, one line each.
  /// - Throws: `ExecutionError.jobUnknown`, `.jobAlreadyRuns`; `.changedSince` with the changes when they
  ///   are not to be accepted.
  package func prepareResume(
    of name: String, acceptChanges: Bool, change: (inout JobSpecification) -> Void = { _ in }
  ) throws -> [String] {
    try betweenRunners(of: name) { folder, ledger in
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
    let lock = try RunnerLock(folder: folder, jobName: name)
    defer { withExtendedLifetime(lock) {} }
    return try work(folder, try Ledger(path: folder.ledgerPath))
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

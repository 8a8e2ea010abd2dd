import BatchEndpoints
import Scheduling

/// What a runner that goes on with a job would find.
struct Prospect {
  /// Of all earlier runners.
  var counts: JobStateMachine.Counts
  private let specification: JobSpecification
  private let hasFailedForRows: Bool

  /// `change` is what will have been made of the job's settings.
  init(
    _ folder: JobFolder, _ ledger: Ledger, _ change: (inout JobSpecification) -> Void
  ) throws {
    var specification = try ledger.specification()
    change(&specification)
    self.specification = specification
    let listed =
      InputManifest.exists(in: folder.path) ? try InputManifest(folder: folder.path).count : 0
    counts = try ledger.settled(fileCount: listed).counts
    hasFailedForRows =
      try ledger.lastSnapshot()?.error?.code == JobSnapshot.JobError.nothingSucceededCode
  }

  /// Why the job would end before it tried anything, as `JobStateMachine` decides it; nil if it would not.
  var obstacle: String? {
    let threshold = specification.errorThreshold
    if threshold >= 0, counts.failedItems > threshold {
      return counts.words(failed: counts.failedItems, threshold: threshold)
    }
    let isSettled = counts.filesSucceeded + counts.filesFailed == counts.filesTotal
    return hasFailedForRows && isSettled && counts.itemsReturned == 0
      ? "every file has been tried and none gave a row" : nil
  }

  /// - Throws: `ExecutionError.resumeFutile`.
  func check(_ name: String) throws {
    if let obstacle { throw ExecutionError.resumeFutile(job: name, reason: obstacle) }
  }
}

extension JobSnapshot.JobError {
  /// Of a job whose files have all been tried, without a row.
  static let nothingSucceededCode = "NothingSucceeded"
}

extension JobStateMachine.Counts {
  /// As in "… failed and error_threshold is 3".
  func words(failed: Int, threshold: Int) -> String {
    let items = Amount.count(failed, "item")
    guard itemsUnreported > 0 else { return "\(items) failed and error_threshold is \(threshold)" }
    let missing = itemsUnreported < failed ? "\(Amount.grouped(itemsUnreported)) of them" : "all"
    return "\(items) failed, \(missing) missing from what run() returned, and error_threshold is "
      + "\(threshold)"
  }
}

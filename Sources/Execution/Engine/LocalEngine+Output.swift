import BatchEndpoints
import Foundation
import Logging
import NIOCore
import Scheduling

/// What workers return, on its way to the output and the ledger.
extension LocalEngine {
  /// Groups begin at most this far apart: a transaction costs as much for one mini-batch as for a hundred.
  private static let groupInterval = Duration.milliseconds(50)
  /// Groups handed over and not yet committed; from here on no more work is sent out, so that a slow
  /// disk slows the job instead of filling memory.
  private static let maxGroupsOut = 4
  /// A group is handed over before its time when it holds this much, bytes.
  private static let maxGroupBytes = 4 << 20

  func commit(
    _ miniBatch: MiniBatch, items: Int, by worker: WorkerID, _ success: WorkerFrame.Success
  ) {
    let bytes = bytesByDispatch.removeValue(forKey: miniBatch.dispatch) ?? 0
    group.rows.writeImmutableBuffer(success.rows)
    let process = processes[worker.slot]
    group.miniBatches.append(
      CommitGroup.MiniBatchRecord(
        miniBatch: miniBatch, items: items, rowLength: success.rows.readableBytes, bytes: bytes,
        worker: worker.slot, process: process?.number ?? 0, pid: process?.pid ?? 0,
        run: success.run, cpu: success.cpu, duration: process?.page.elapsed(in: miniBatch.dispatch))
    )
    bytesDone += bytes
    stuckRule.record(files: miniBatch.files.count, run: success.run)
    let now = sinceBegin
    progressMeter.record(
      ProgressMeter.Amount(files: miniBatch.files.count, bytes: bytes), run: success.run, at: now)
    slots[worker.slot].record(files: miniBatch.files.count, run: success.run, at: now)
    change?.ended(run: success.run, at: now)
    if items < miniBatch.files.count, noticesSeen.insert("shortfall").inserted {
      note(
        .warning,
        "run() returned \(Amount.count(items, "item")) for "
          + "\(Amount.count(miniBatch.files.count, "file")); the missing ones count as failed items"
      )
    }
    // Somebody waits for the first rows.
    if hasHandedOverRows { flushSoon() } else { flush() }
    hasHandedOverRows = true
  }

  func fail(
    _ miniBatch: MiniBatch, by worker: WorkerID, _ cause: JobStateMachine.FailureCause,
    _ detail: Detail
  ) {
    slots[worker.slot].record(files: miniBatch.files.count, run: .zero, at: sinceBegin)
    let (errorClass, message, traceback, workerEnd) = words(for: cause, detail)
    do {
      let entries = try manifest.entries(
        first: miniBatch.files.first, count: miniBatch.files.count)
      for (offset, entry) in entries.enumerated() {
        recordFailure(
          at: miniBatch.files.first + offset, entry, attempts: miniBatch.attempt,
          errorClass: errorClass, message: message, traceback: traceback, workerEnd: workerEnd,
          worker: worker.slot)
      }
    } catch {
      failStorage(error)
    }
  }

  private func words(
    for cause: JobStateMachine.FailureCause, _ detail: Detail
  ) -> (
    errorClass: String, message: String, traceback: String?, workerEnd: FailedFile.WorkerEnd?
  ) {
    if case .skipped = cause { return ("skipped", "the operator skipped it", nil, nil) }
    guard case .failure(let errorClass, let message, let traceback, let workerEnd) = detail else {
      preconditionFailure("files fail only for a reason")
    }
    switch cause {
    case .timedOut:
      let seconds = Int(launch.specification.timeoutSeconds)
      return ("timeout", "run() took longer than its timeout of \(seconds) s", nil, workerEnd)
    case .raised, .outOfMemory, .workerLost, .skipped:
      return (errorClass, message, traceback, workerEnd)
    }
  }

  func recordFailure(
    at position: Int, _ entry: InputManifest.Entry, attempts: Int, errorClass: String,
    message: String, traceback: String? = nil, workerEnd: FailedFile.WorkerEnd? = nil,
    worker: Int? = nil
  ) {
    let file = FailedFile(
      path: entry.displayPath, sizeBytes: entry.size, attempts: attempts, errorClass: errorClass,
      message: message, traceback: traceback, workerEnd: workerEnd, worker: worker,
      failedAt: Date())
    group.failures.append(CommitGroup.FailureRecord(position: position, file: file))
    bytesDone += entry.size
    progressMeter.recordFailure(ProgressMeter.Amount(files: 1, bytes: entry.size), at: sinceBegin)
    failureMessages["\(errorClass): \(message)", default: 0] += 1
    recentFailures.insert(file, at: 0)
    if recentFailures.count > Self.recentLimit { recentFailures.removeLast() }
    newsVersion += 1
    flushSoon()
  }

  /// Hands the group over now if the last one is long enough ago, otherwise when it will be.
  func flushSoon() {
    if group.rows.readableBytes >= Self.maxGroupBytes { return flush() }
    guard flushTimer == nil else { return }
    let due = lastFlush + Self.groupInterval - StatusPage.now
    flushTimer = eventLoop.scheduleTask(in: TimeAmount(max(due, .zero))) {
      self.assumeIsolated { $0.flush() }
    }
  }

  /// Hands over what is there, unless the committer has its hands full: then when it has one free.
  func flush() {
    flushTimer?.cancel()
    flushTimer = nil
    if storageError != nil { group = CommitGroup() }
    guard !group.isEmpty, groupsOut < Self.maxGroupsOut, roomWait.groups.isEmpty else {
      return afterFlush()
    }
    lastFlush = StatusPage.now
    let handedOver = group
    group = CommitGroup()
    groupsOut += 1
    committer.commit(handedOver) { result in
      self.eventLoop.execute { self.assumeIsolated { $0.committed(handedOver, result) } }
    }
    afterFlush()
  }

  private func committed(_ handedOver: CommitGroup, _ result: Result<Void, any Error>) {
    groupsOut -= 1
    switch result {
    case .success:
      // Later ones change nothing.
      if handedOver.holdsResults { resultsCame.succeed() }
    case .failure(let full as StorageFull): hold(handedOver, full)
    case .failure(let error): failStorage(error)
    }
    if !group.isEmpty, flushTimer == nil { flushSoon() }
    afterFlush()
  }

  func afterFlush() {
    let isFull = groupsOut >= Self.maxGroupsOut || !roomWait.groups.isEmpty
    if isFull != isBacklogged {
      isBacklogged = isFull
      eventLoop.execute { self.assumeIsolated { $0.report(.outputBacklogged(isFull)) } }
    }
    if mustReportFlush, groupsOut == 0, roomWait.groups.isEmpty || storageError != nil {
      guard group.isEmpty else { return flush() }
      mustReportFlush = false
      eventLoop.execute { self.assumeIsolated { $0.report(.outputFlushed) } }
    }
  }

  /// The job cannot go on: its rows have nowhere to go, or its input cannot be read.
  func failStorage(_ error: any Error) {
    guard storageError == nil else { return }
    storageError = error
    logger.error("storage failed", metadata: ["reason": "\(error)"])
    eventLoop.execute { self.assumeIsolated { $0.report(.storageFailed) } }
  }

  func jobError(for cause: JobStateMachine.Outcome.Cause) -> JobSnapshot.JobError {
    switch cause {
    case .errorThresholdExceeded(let failed, let threshold):
      JobSnapshot.JobError(
        code: "ErrorThresholdExceeded",
        message: machine.counts.words(failed: failed, threshold: threshold) + commonest)
    case .nothingSucceeded:
      JobSnapshot.JobError(
        code: JobSnapshot.JobError.nothingSucceededCode,
        message: "no succeeded mini-batch item was returned from run()\(commonest)")
    case .nothingEverSucceeds(let miniBatches):
      JobSnapshot.JobError(
        code: "NothingEverSucceeds",
        message: "stopped early: files of \(Amount.count(miniBatches, "mini-batch")) failed "
          + "and none succeeded"
          + commonest)
    case .workersCannotStart(let failures):
      JobSnapshot.JobError(
        code: "InitFailed",
        message: "\(Amount.count(failures, "worker")) in a row did not get through init(): "
          + (lastInitFailure?.summary ?? "no reason is known"),
        traceback: lastInitFailure?.traceback)
    case .workersKeepEnding(let failures):
      JobSnapshot.JobError(
        code: "WorkersKeepEnding",
        message: "\(Amount.count(failures, "worker")) in a row ended before they began a "
          + "mini-batch, though init() had returned: the last \(lastWorkerEnd ?? "is gone")")
    case .storageFailed:
      JobSnapshot.JobError(
        code: "StorageFailed",
        message: storageError.map { "\($0)" } ?? "the job's files cannot be used")
    }
  }

  private var commonest: String {
    guard let (message, count) = failureMessages.max(by: { $0.value < $1.value })
    else { return "" }
    return "; the commonest error (\(Amount.count(count, "file"))): \(message)"
  }
}

extension JobStateMachine {
  /// What the world tells the state machine.
  package enum Event: Hashable, Sendable {
    /// The runner began.
    case began
    /// Some files, or some more, are listed: `pending` have no result, ascending, disjoint and after all
    /// that was listed before, of `pendingBytes` together; `settled` counts all of them, with what
    /// earlier runners made of them.
    case filesListed(pending: [FileRange], pendingBytes: Int, settled: Counts)
    /// No more files will be listed.
    case listingEnded

    /// `init()` returned.
    case workerReady(WorkerID)
    /// `init()` raised, or the script could not be imported; the process ends by itself.
    case workerInitFailed(WorkerID)
    /// The process is gone and everything it had sent has been delivered. `lastBegun` is the last
    /// dispatch it called `run()` for, answered or not; 0 if there was none.
    case workerExited(WorkerID, Death, lastBegun: UInt64)
    /// The wait that `scheduleRestart` asked for is over.
    case restartDue(WorkerID)

    /// `run()` returned `items` items.
    case miniBatchSucceeded(WorkerID, dispatch: UInt64, items: Int, run: Duration)
    /// `run()` raised or returned something else than rows.
    case miniBatchFailed(WorkerID, dispatch: UInt64, Fault)
    /// `run()` has been at this mini-batch for longer than `retry_settings.timeout`.
    case miniBatchTimedOut(WorkerID, dispatch: UInt64)
    /// `run()` has been at this mini-batch for much longer than answers take, with others waiting behind it.
    case miniBatchLasts(WorkerID, dispatch: UInt64)
    /// The answer to `takeBack`: these the worker has not begun and will not begin.
    case tookBack(WorkerID, [UInt64])
    /// The worker says that it has left this one alone, as it was to.
    case miniBatchUnbegun(WorkerID, dispatch: UInt64)

    /// The output has as many rows waiting as it may hold, or has room again.
    case outputBacklogged(Bool)
    /// Everything handed to the output is recorded.
    case outputFlushed
    /// There is no room on the disk, or there is again.
    case storageFull(Bool)
    /// The input cannot be read or the output cannot be written.
    case storageFailed

    /// The operator wants this many workers, at least 1.
    case workersRequested(Int)
    /// The machine has room for this many worker processes; nil for any number. Counts as 1 at least.
    case workerLimit(Int?)
    /// The operator wants this many files in a mini-batch, at least 1.
    case miniBatchSizeRequested(Int)
    case pauseRequested
    case continueRequested
    /// The operator wants this process replaced.
    case workerStopRequested(WorkerID)
    /// The operator wants the files of this mini-batch to fail, as skipped.
    case miniBatchSkipRequested(dispatch: UInt64)
    /// The operator wants the job to stop: after the running mini-batches, or at once.
    case cancelRequested(now: Bool)
  }

  /// How a process ended, as far as the state machine did not order it.
  package enum Death: Hashable, Sendable {
    /// Exit or signal, without evidence that memory had to do with it.
    case ended
    /// The kernel's, our cap's or Python's word for it.
    case outOfMemory
  }

  /// What a worker that lives on says of a failed `run()`.
  package enum Fault: Hashable, Sendable {
    case raised
    case outOfMemory
    /// There was no room on the disk, which is no fault of the files; reported after `storageFull(true)`.
    case storageFull
  }

  /// Why files failed for good.
  package enum FailureCause: Hashable, Sendable {
    case raised, timedOut, outOfMemory
    /// The process ended, again and again.
    case workerLost
    /// The operator did not want to wait for them.
    case skipped
  }

  /// Why a process is ended before its time.
  package enum EndReason: Hashable, Sendable {
    case jobEnding
    /// Fewer workers are wanted, and this one has not finished `init()`.
    case notNeeded
    case stoppedByOperator
    case timedOut(dispatch: UInt64)
    case skipped(dispatch: UInt64)
  }

  /// What the world is to do, in this order.
  package enum Action: Hashable, Sendable {
    case startWorker(WorkerID)
    case send(MiniBatch, to: WorkerID)
    /// Write the rows that came with the present event and record the mini-batch.
    case commit(MiniBatch, items: Int, by: WorkerID)
    /// Record these files as failed. The details came with the present event, except for `timedOut` and
    /// `skipped`: then the present event is the end of the worker that had them.
    case recordFailure(MiniBatch, by: WorkerID, FailureCause)
    /// Report `restartDue` after the delay.
    case scheduleRestart(WorkerID, after: Duration)
    /// Keep the worker from beginning any mini-batch up to this one, and report `tookBack` with those it
    /// has not begun, without waiting for the one it is in; none is an answer too. Until then nothing is
    /// sent to it, so those it has not begun are the ones after the last it has.
    case takeBack(WorkerID, through: UInt64)
    /// Let the worker finish the mini-batch it is in, call `shutdown()` and exit; what it has not begun
    /// comes back with `tookBack` or `workerExited`.
    case stopWorker(WorkerID)
    /// End the worker's process at once. What it still says before it is gone counts.
    case endWorker(WorkerID, EndReason)
    case changePhase(Phase)
    /// Record everything, then report `outputFlushed`.
    case flushOutput
    /// The last action: nothing happens after it.
    case end(Outcome)
  }

  /// Legal moves: `preparing → running ⇄ paused → finalizing → ended`; from `preparing` to each but
  /// `ended`, from `running` to `finalizing`.
  package enum Phase: Hashable, Sendable {
    case preparing, running
    /// Nothing new is sent; running mini-batches finish. `PauseReasons` tells why.
    case paused
    case finalizing, ended
  }

  /// Who wants the job to pause; it goes on when nobody does.
  package struct PauseReasons: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let byOperator = PauseReasons(rawValue: 1)
    package static let storageFull = PauseReasons(rawValue: 2)
  }

  package enum Outcome: Hashable, Sendable {
    case completed
    case canceled
    case failed(Cause)

    package enum Cause: Hashable, Sendable {
      /// More failed items than tolerated.
      case errorThresholdExceeded(failedItems: Int, threshold: Int)
      /// `append_row`, and `run()` never returned an item.
      case nothingSucceeded
      /// Stopped early: a file of each of so many mini-batches failed for good, and nothing succeeded.
      case nothingEverSucceeds(miniBatches: Int)
      /// Workers kept failing before `init()` returned.
      case workersCannotStart(failures: Int)
      /// Workers kept ending after `init()` had returned, before they began anything.
      case workersKeepEnding(failures: Int)
      /// The input cannot be read or the output cannot be written.
      case storageFailed
    }
  }

  /// Files by what became of them. None of these ever falls.
  package struct Counts: Hashable, Sendable {
    /// Files listed so far.
    package var filesTotal = 0
    package var filesSucceeded = 0
    package var filesFailed = 0
    /// Items that succeeded mini-batches returned, all together.
    package var itemsReturned = 0
    /// Items missing from succeeded mini-batches (fewer returned than files given).
    package var itemsUnreported = 0
    package var miniBatchesDone = 0

    package init() {}

    /// What `error_threshold` counts.
    package var failedItems: Int { filesFailed + itemsUnreported }

    static func += (counts: inout Counts, more: Counts) {
      counts.filesTotal += more.filesTotal
      counts.filesSucceeded += more.filesSucceeded
      counts.filesFailed += more.filesFailed
      counts.itemsReturned += more.itemsReturned
      counts.itemsUnreported += more.itemsUnreported
      counts.miniBatchesDone += more.miniBatchesDone
    }
  }

  /// Workers as they are asked for and as they are: *4 workers asked, 3 in force: 1 draining*.
  package struct Workforce: Hashable, Sendable {
    /// What the deployment or the operator wants.
    package var asked: Int
    /// What there may be now: `asked`, less what memory has no room for; at least 1.
    package var admitted: Int
    /// Processes that stay, ready or getting ready.
    package var working: Int
    /// Processes on their way out.
    package var leaving: Int
    /// Slots that wait before their next process.
    package var backingOff: Int
  }
}

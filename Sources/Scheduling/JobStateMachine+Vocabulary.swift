extension JobStateMachine {
  /// What the world tells the state machine.
  package enum Event: Hashable, Sendable {
    /// The runner began.
    case began
    /// The manifest stands; `pending` are the files without a result, ascending and disjoint.
    case inputsListed(pending: [FileRange], settled: Counts)
    /// `init()` returned.
    case workerReady(WorkerID)
    /// `init()` raised, or the script could not be imported; the process ends by itself.
    case workerInitFailed(WorkerID)
    /// The process is gone and everything it had sent has been delivered.
    case workerExited(WorkerID)
    /// `run()` returned `items` items.
    case miniBatchSucceeded(WorkerID, dispatch: UInt64, items: Int, run: Duration)
    /// `run()` raised or returned something else than rows.
    case miniBatchFailed(WorkerID, dispatch: UInt64)
    /// The wait that `scheduleRestart` asked for is over.
    case restartDue(WorkerID)
    /// The output has as many rows waiting as it may hold, or has room again.
    case outputBacklogged(Bool)
    /// Everything handed to the output is recorded.
    case outputFlushed
    /// The operator wants the job to stop: after the running mini-batches, or at once.
    case cancelRequested(now: Bool)
    /// The input cannot be read or the output cannot be written.
    case storageFailed
  }

  /// What the world is to do, in this order.
  package enum Action: Hashable, Sendable {
    case startWorker(WorkerID)
    case send(MiniBatch, to: WorkerID)
    /// Write the rows that came with the present event and record the mini-batch.
    case commit(MiniBatch, items: Int, by: WorkerID)
    /// Record these files as failed, with the cause that came with the present event.
    case recordFailure(MiniBatch, by: WorkerID)
    /// Report `restartDue` after the delay.
    case scheduleRestart(WorkerID, after: Duration)
    /// Let the worker finish the mini-batch it is in, call `shutdown()` and exit; what it has not begun
    /// comes back with `workerExited`.
    case stopWorker(WorkerID)
    /// End the worker's process at once.
    case killWorker(WorkerID)
    case changePhase(Phase)
    /// Record everything, then report `outputFlushed`.
    case flushOutput
    /// The last action: nothing happens after it.
    case end(Outcome)
  }

  /// Legal moves: `preparing → running → finalizing → ended`, and to `finalizing` from each earlier one.
  package enum Phase: Hashable, Sendable {
    case preparing, running, finalizing, ended
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
      /// Workers kept failing before `init()` returned.
      case workersCannotStart(failures: Int)
      /// The input cannot be read or the output cannot be written.
      case storageFailed
    }
  }

  /// Files by what became of them.
  package struct Counts: Hashable, Sendable {
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
  }
}

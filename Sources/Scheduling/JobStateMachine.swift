/// A job's decisions: events in, actions out; no clock, process, disk or randomness.
///
/// The caller applies the actions of each event in order before it reports the next, and reports
/// every `workerExited` after all that the worker had sent. A local runner, a cluster and the
/// simulator drive the same value. No event but the operator's, and the few that follow from running
/// out of memory, costs more with more workers or more files.
package struct JobStateMachine: Sendable {
  package let rules: JobRules
  package internal(set) var phase = Phase.preparing
  package internal(set) var counts = Counts()
  /// Why the job pauses, or will once it runs; empty if it does not.
  package internal(set) var pauseReasons: PauseReasons = []

  var isListed = false
  var queue: WorkQueue
  var pool = WorkerPool()
  var sizing: MiniBatchSizing
  var earlyStop: EarlyStop
  var isBacklogged = false
  var isFlushing = false
  var isStorageLost = false
  var hasEverBeenReady = false
  /// Processes that were gone before they were ready, since one was ready.
  var initFailuresInARow = 0
  /// Processes that were ready and gone before they had begun anything, since one did.
  var uselessInARow = 0
  var workersAsked: Int
  /// How many processes the machine has room for.
  var workerLimit: Int?
  /// How many fewer there are because of files that ran out of memory beside others.
  var workersGivenUp = 0
  var pace = Pace()
  /// The slot whose answer is being dealt with.
  var answered: Int?
  /// Decided when `finalizing` begins.
  var outcome: Outcome?
  private var story = Story()

  /// `sizes` is what `mini_batch_bytes` and largest-first order need; without it they do nothing.
  package init(rules: JobRules, sizes: (any FileSizes)? = nil) {
    self.rules = rules
    queue = WorkQueue(sizes: sizes)
    sizing = MiniBatchSizing(rules: rules)
    earlyStop = EarlyStop(rules: rules)
    workersAsked = rules.workers
  }

  // MARK: - What can be read

  /// Whether the operator's cancel is what ends the job.
  package var isCanceled: Bool { outcome == .canceled }

  /// Files in the mini-batches that workers hold.
  package var filesInFlight: Int { pool.filesHeld }

  /// Files that failed in company, or were lost with a worker, and wait for another attempt.
  package var filesRetrying: Int { queue.returnedFileCount }

  /// The mini-batches a worker holds, oldest first; the first of them is the one in `run()`.
  package func inFlight(slot: Int) -> [MiniBatch] {
    pool.slots.indices.contains(slot) ? pool.slots[slot].held : []
  }

  package var workforce: Workforce {
    Workforce(
      asked: workersAsked, admitted: workersAdmitted, working: pool.live - pool.leaving,
      leaving: pool.leaving, backingOff: pool.backingOff)
  }

  /// Files in a mini-batch: what is asked, and what holds after a mini-batch ran out of memory.
  package var miniBatchSize: (asked: Int, inForce: Int) { (sizing.asked, sizing.inForce) }

  // MARK: - The funnel

  /// Takes one event and returns what is to be done.
  ///
  /// - Throws: `InvalidTransition` when the event cannot happen now; the state is then unchanged.
  package mutating func handle(_ event: Event) throws(InvalidTransition) -> [Action] {
    var actions: [Action] = []
    do {
      try take(event, &actions)
    } catch {
      throw InvalidTransition(event: event, reason: error.reason, story: story.events)
    }
    story.add(event)
    advance(&actions)
    return actions
  }

  private mutating func take(_ event: Event, _ actions: inout [Action]) throws(Illegal) {
    switch event {
    case .began: try began(&actions)
    case .filesListed(let pending, let bytes, let settled):
      try filesListed(pending, bytes: bytes, settled)
    case .listingEnded: try listingEnded()

    case .workerReady(let worker): try workerReady(worker)
    case .workerInitFailed(let worker): try workerInitFailed(worker)
    case .workerExited(let worker, let death, let lastBegun):
      try workerExited(worker, death, lastBegun: lastBegun, &actions)
    case .restartDue(let worker): restartDue(worker)

    case .miniBatchSucceeded(let worker, let dispatch, let items, let run):
      try miniBatchSucceeded(worker, dispatch: dispatch, items: items, run: run, &actions)
    case .miniBatchFailed(let worker, let dispatch, let fault):
      try miniBatchFailed(worker, dispatch: dispatch, fault, &actions)
    case .miniBatchTimedOut(let worker, let dispatch):
      miniBatchTimedOut(worker, dispatch: dispatch, &actions)
    case .miniBatchLasts(let worker, let dispatch):
      miniBatchLasts(worker, dispatch: dispatch, &actions)
    case .tookBack(let worker, let dispatches): tookBack(worker, dispatches, &actions)
    case .miniBatchUnbegun(let worker, let dispatch):
      miniBatchUnbegun(worker, dispatch: dispatch, &actions)

    case .outputBacklogged(let isBacklogged): self.isBacklogged = isBacklogged
    case .outputFlushed: try outputFlushed(&actions)
    case .storageFull(let isFull): pause(.storageFull, isFull, &actions)
    case .storageFailed: storageFailed(&actions)

    case .workersRequested(let count): try workersRequested(count)
    case .workerLimit(let limit): workerLimit = limit.map { max(1, $0) }
    case .miniBatchSizeRequested(let size): try miniBatchSizeRequested(size, &actions)
    case .pauseRequested: pause(.byOperator, true, &actions)
    case .continueRequested: pause(.byOperator, false, &actions)
    case .workerStopRequested(let worker): workerStopRequested(worker, &actions)
    case .miniBatchSkipRequested(let dispatch): miniBatchSkipRequested(dispatch, &actions)
    case .cancelRequested(let now): cancelRequested(now: now, &actions)
    }
  }

  /// What follows from the state an event left, in this order: the end, the phase, the processes, the
  /// mini-batches.
  private mutating func advance(_ actions: inout [Action]) {
    switch phase {
    case .preparing, .running, .paused:
      if let (outcome, now) = decidedOutcome {
        finalize(outcome, now: now, &actions)
      } else {
        changePhaseIfDue(&actions)
        adjustWorkers(&actions)
        dispatch(&actions)
        if let answered { topUp(answered, &actions) }
      }
    case .finalizing, .ended: break
    }
    answered = nil
    flushIfQuiet(&actions)
  }

  private mutating func changePhaseIfDue(_ actions: inout [Action]) {
    let due: Phase = pauseReasons.isEmpty ? .running : .paused
    guard phase != due else { return }
    guard phase != .preparing || hasEverBeenReady && (isListed || !queue.isEmpty) else { return }
    phase = due
    actions.append(.changePhase(due))
  }

  // MARK: - Checks

  struct Illegal: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
  }

  /// Whether an event about a worker is about the slot's present process.
  func isPresent(_ worker: WorkerID) -> Bool {
    pool.slots.indices.contains(worker.slot)
      && pool.slots[worker.slot].incarnation == worker.incarnation
  }

  func checkPresent(_ worker: WorkerID) throws(Illegal) {
    guard pool.slots.indices.contains(worker.slot) else { throw Illegal("there is no \(worker)") }
    let incarnation = pool.slots[worker.slot].incarnation
    guard incarnation == worker.incarnation else {
      throw Illegal("slot \(worker.slot) is at incarnation \(incarnation)")
    }
  }
}

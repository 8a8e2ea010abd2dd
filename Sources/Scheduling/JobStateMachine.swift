/// A job's decisions: events in, actions out; no clock, process, disk or randomness.
///
/// The caller applies the actions of each event in order before it reports the next, and reports
/// every `workerExited` after all that the worker had sent. A local runner, a cluster and the
/// simulator drive the same value.
package struct JobStateMachine: Sendable {
  package let rules: JobRules
  package private(set) var phase = Phase.preparing
  package private(set) var counts = Counts()
  /// Files in the mini-batches that workers hold.
  package private(set) var filesInFlight = 0

  private var isListed = false
  private var queue = WorkQueue(pending: [])
  private var slots: [WorkerSlot]
  /// Slots that are ready and hold nothing; may name slots that have moved on.
  private var idleSlots: [Int] = []
  private var liveProcesses = 0
  private var isBacklogged = false
  private var isFlushing = false
  private var hasEverBeenReady = false
  private var initFailuresInARow = 0
  private var meanRun: Duration?
  /// Decided when `finalizing` begins.
  private var outcome: Outcome?
  private var story = Story()

  package init(rules: JobRules) {
    self.rules = rules
    slots = Array(repeating: WorkerSlot(), count: rules.workers)
  }

  /// Files that failed in company and wait for another attempt.
  package var filesRetrying: Int { queue.returnedFileCount }

  /// The mini-batches a worker holds, oldest first; the first of them is the one in `run()`.
  package func inFlight(slot: Int) -> [MiniBatch] { slots[slot].inFlight }

  /// Takes one event and returns what is to be done.
  ///
  /// - Throws: `InvalidTransition` when the event cannot happen now; the state is then unchanged.
  package mutating func handle(_ event: Event) throws(InvalidTransition) -> [Action] {
    do {
      let actions = try decide(event)
      story.add(event)
      return actions
    } catch {
      throw InvalidTransition(event: event, reason: error.reason, story: story.events)
    }
  }

  private mutating func decide(_ event: Event) throws(Illegal) -> [Action] {
    switch event {
    case .began: try began()
    case .inputsListed(let pending, let settled):
      try inputsListed(pending: pending, settled: settled)
    case .workerReady(let worker): try workerReady(worker)
    case .workerInitFailed(let worker): try workerInitFailed(worker)
    case .workerExited(let worker): try workerExited(worker)
    case .miniBatchSucceeded(let worker, let dispatch, let items, let run):
      try miniBatchSucceeded(worker, dispatch: dispatch, items: items, run: run)
    case .miniBatchFailed(let worker, let dispatch):
      try miniBatchFailed(worker, dispatch: dispatch)
    case .restartDue(let worker): restartDue(worker)
    case .outputBacklogged(let isBacklogged): outputBacklogged(isBacklogged)
    case .outputFlushed: try outputFlushed()
    case .cancelRequested(let now): cancelRequested(now: now)
    case .storageFailed: storageFailed()
    }
  }

  // MARK: - Beginning

  private mutating func began() throws(Illegal) -> [Action] {
    guard phase == .preparing, slots[0].incarnation == 0 else {
      throw Illegal("the job has already begun")
    }
    // The first worker loads the model while the input is being listed; how many more are worth
    // having is known only then.
    return [start(slot: 0)]
  }

  private mutating func inputsListed(
    pending: [FileRange], settled: Counts
  ) throws(Illegal) -> [Action] {
    guard !isListed else { throw Illegal("the input is already listed") }
    isListed = true
    queue = WorkQueue(pending: pending)
    counts = settled
    guard phase == .preparing else { return [] }
    if let actions = finalizeIfDecided() { return actions }
    let useful = (queue.freshFileCount + rules.miniBatchSize - 1) / rules.miniBatchSize
    var actions: [Action] = []
    for slot in slots.indices.dropFirst().prefix(max(0, useful - 1)) {
      actions.append(start(slot: slot))
    }
    return actions + runIfPossible() + dispatch()
  }

  private mutating func start(slot: Int) -> Action {
    slots[slot].incarnation += 1
    slots[slot].state = .starting
    liveProcesses += 1
    return .startWorker(WorkerID(slot: slot, incarnation: slots[slot].incarnation))
  }

  private mutating func runIfPossible() -> [Action] {
    guard phase == .preparing, isListed, hasEverBeenReady else { return [] }
    phase = .running
    return [.changePhase(.running)]
  }

  // MARK: - Workers

  private mutating func workerReady(_ worker: WorkerID) throws(Illegal) -> [Action] {
    try checkPresent(worker)
    switch slots[worker.slot].state {
    case .starting: break
    case .ending: return []  // told to end while it was getting ready
    case .stopped, .ready, .draining, .backingOff:
      throw Illegal("\(worker) is not starting")
    }
    hasEverBeenReady = true
    initFailuresInARow = 0
    slots[worker.slot].state = .ready([])
    idleSlots.append(worker.slot)
    return runIfPossible() + dispatch()
  }

  private mutating func workerInitFailed(_ worker: WorkerID) throws(Illegal) -> [Action] {
    try checkPresent(worker)
    switch slots[worker.slot].state {
    case .starting, .ending: return []  // its exit follows and is what counts
    case .stopped, .ready, .draining, .backingOff:
      throw Illegal("\(worker) is not starting")
    }
  }

  private mutating func workerExited(_ worker: WorkerID) throws(Illegal) -> [Action] {
    try checkPresent(worker)
    let state = slots[worker.slot].state
    guard slots[worker.slot].hasProcess else { throw Illegal("\(worker) has already exited") }
    liveProcesses -= 1
    slots[worker.slot].state = .stopped

    switch state {
    case .stopped, .backingOff:
      preconditionFailure("a slot without a process has none that exits")
    case .starting:
      return workerNeverGotReady(worker)
    case .ready(let held):
      filesInFlight -= held.reduce(0) { $0 + $1.files.count }
      for unstarted in held.dropFirst().reversed() { queue.putBack(unstarted) }
      var actions: [Action] = []
      if let running = held.first { actions += lostWithWorker(running, worker) }
      if let ending = finalizeIfDecided() { return actions + ending }
      return actions + [start(slot: worker.slot)] + dispatch()
    case .draining(let held):
      filesInFlight -= held.reduce(0) { $0 + $1.files.count }
      for unanswered in held.reversed() { queue.putBack(unanswered) }
      return flushIfQuiet()
    case .ending:
      return flushIfQuiet()
    }
  }

  private mutating func workerNeverGotReady(_ worker: WorkerID) -> [Action] {
    guard phase != .finalizing else { return flushIfQuiet() }
    initFailuresInARow += 1
    let tolerated = hasEverBeenReady ? 3 * rules.workers : 3
    if initFailuresInARow >= tolerated {
      return finalize(.failed(.workersCannotStart(failures: initFailuresInARow)), now: true)
    }
    slots[worker.slot].state = .backingOff
    return [
      .scheduleRestart(worker, after: InitBackoff.delay(afterFailures: initFailuresInARow))
    ]
  }

  private mutating func restartDue(_ worker: WorkerID) -> [Action] {
    // The job may have moved on while the slot waited.
    guard slots[worker.slot].state == .backingOff, phase != .finalizing, phase != .ended
    else { return [] }
    return [start(slot: worker.slot)]
  }

  /// What becomes of the mini-batch that was in `run()` when its worker died.
  ///
  /// The files may be innocent, so the first time they go out once more, whole and at no cost.
  private mutating func lostWithWorker(_ miniBatch: MiniBatch, _ worker: WorkerID) -> [Action] {
    guard miniBatch.hasLostWorker else {
      var again = miniBatch
      again.hasLostWorker = true
      queue.putBack(again)
      return []
    }
    return failed(miniBatch, worker)
  }

  // MARK: - Mini-batches

  private mutating func miniBatchSucceeded(
    _ worker: WorkerID, dispatch: UInt64, items: Int, run: Duration
  ) throws(Illegal) -> [Action] {
    guard let miniBatch = try takeAnswered(worker, dispatch: dispatch) else { return [] }
    meanRun = meanRun.map { $0 * 0.8 + run * 0.2 } ?? run
    counts.filesSucceeded += miniBatch.files.count
    counts.itemsReturned += items
    counts.itemsUnreported += max(0, miniBatch.files.count - items)
    counts.miniBatchesDone += 1
    return [.commit(miniBatch, items: items, by: worker)] + afterAnswer(of: worker)
  }

  private mutating func miniBatchFailed(
    _ worker: WorkerID, dispatch: UInt64
  ) throws(Illegal) -> [Action] {
    guard let miniBatch = try takeAnswered(worker, dispatch: dispatch) else { return [] }
    return failed(miniBatch, worker) + afterAnswer(of: worker)
  }

  /// Splits a mini-batch, gives it another attempt, or gives up on its files.
  private mutating func failed(_ miniBatch: MiniBatch, _ worker: WorkerID) -> [Action] {
    if rules.isolation, miniBatch.files.count > 1 {
      queue.putBackHalves(of: miniBatch)
      return []
    }
    if miniBatch.attempt < rules.attempts {
      var again = miniBatch
      again.attempt += 1
      queue.putBack(again)
      return []
    }
    counts.filesFailed += miniBatch.files.count
    counts.miniBatchesDone += 1
    return [.recordFailure(miniBatch, by: worker)]
  }

  /// Takes the answered mini-batch out of the worker's hands; nil when the worker was already told
  /// to end, and its mini-batches went back to the queue.
  private mutating func takeAnswered(
    _ worker: WorkerID, dispatch: UInt64
  ) throws(Illegal) -> MiniBatch? {
    try checkPresent(worker)
    if slots[worker.slot].state == .ending { return nil }
    guard let miniBatch = slots[worker.slot].inFlight.first, miniBatch.dispatch == dispatch else {
      throw Illegal("\(worker) answers dispatch \(dispatch), which is not its oldest")
    }
    let left = Array(slots[worker.slot].inFlight.dropFirst())
    switch slots[worker.slot].state {
    case .ready: slots[worker.slot].state = .ready(left)
    case .draining: slots[worker.slot].state = .draining(left)
    case .stopped, .starting, .ending, .backingOff:
      preconditionFailure("only a ready or draining worker holds mini-batches")
    }
    filesInFlight -= miniBatch.files.count
    return miniBatch
  }

  private mutating func afterAnswer(of worker: WorkerID) -> [Action] {
    if let ending = finalizeIfDecided() { return ending }
    guard case .ready(let held) = slots[worker.slot].state else { return [] }
    if held.isEmpty { idleSlots.append(worker.slot) }
    return dispatch(toppingUp: worker.slot)
  }

  // MARK: - Dispatch

  /// Sends what waits: first to workers with nothing in hand, then ahead to the one that just answered.
  private mutating func dispatch(toppingUp slot: Int? = nil) -> [Action] {
    guard phase == .running, !isBacklogged else { return [] }
    var actions: [Action] = []
    while !queue.isEmpty, let idle = idleSlots.popLast() {
      guard case .ready(let held) = slots[idle].state, held.isEmpty else { continue }
      send(to: idle, into: &actions)
    }
    if let slot, case .ready = slots[slot].state {
      let depth = PrefetchDepth.depth(meanRun: meanRun)
      while !queue.isEmpty, slots[slot].inFlight.count < depth {
        send(to: slot, into: &actions)
      }
    }
    return actions
  }

  private mutating func send(to slot: Int, into actions: inout [Action]) {
    guard case .ready(var held) = slots[slot].state,
      let miniBatch = queue.next(miniBatchSize: rules.miniBatchSize)
    else { return }
    held.append(miniBatch)
    slots[slot].state = .ready(held)
    filesInFlight += miniBatch.files.count
    let worker = WorkerID(slot: slot, incarnation: slots[slot].incarnation)
    actions.append(.send(miniBatch, to: worker))
  }

  private mutating func outputBacklogged(_ isBacklogged: Bool) -> [Action] {
    self.isBacklogged = isBacklogged
    guard !isBacklogged, phase == .running else { return [] }
    // Workers ran dry meanwhile without being noted as idle a second time.
    idleSlots = slots.indices.filter { slots[$0].state == .ready([]) }
    return dispatch()
  }

  // MARK: - Ending

  private mutating func cancelRequested(now: Bool) -> [Action] {
    switch phase {
    case .preparing, .running: finalize(.canceled, now: now)
    case .finalizing: now ? killAll() : []
    case .ended: []
    }
  }

  /// Begins the end if the threshold is passed or no work is left.
  private mutating func finalizeIfDecided() -> [Action]? {
    guard phase == .preparing || phase == .running else { return nil }
    if let threshold = rules.errorThreshold, counts.failedItems > threshold {
      return finalize(
        .failed(.errorThresholdExceeded(failedItems: counts.failedItems, threshold: threshold)),
        now: true)
    }
    guard isListed, queue.isEmpty, filesInFlight == 0 else { return nil }
    let isFruitless = rules.needsRows && counts.itemsReturned == 0
    return finalize(isFruitless ? .failed(.nothingSucceeded) : .completed, now: false)
  }

  private mutating func finalize(_ outcome: Outcome, now: Bool) -> [Action] {
    switch phase {
    case .preparing, .running: break
    case .finalizing, .ended: return []
    }
    self.outcome = outcome
    phase = .finalizing
    var actions: [Action] = [.changePhase(.finalizing)]
    actions += now ? killAll() : drainAll()
    return actions + flushIfQuiet()
  }

  private mutating func drainAll() -> [Action] {
    var actions: [Action] = []
    for slot in slots.indices {
      let worker = WorkerID(slot: slot, incarnation: slots[slot].incarnation)
      switch slots[slot].state {
      case .ready(let held):
        slots[slot].state = .draining(held)
        actions.append(.stopWorker(worker))
      case .starting:
        slots[slot].state = .ending
        actions.append(.killWorker(worker))
      case .backingOff: slots[slot].state = .stopped
      case .stopped, .draining, .ending: break
      }
    }
    return actions
  }

  private mutating func killAll() -> [Action] {
    var actions: [Action] = []
    for slot in slots.indices {
      switch slots[slot].state {
      case .ready(let held), .draining(let held):
        filesInFlight -= held.reduce(0) { $0 + $1.files.count }
        for unanswered in held.reversed() { queue.putBack(unanswered) }
      case .starting: break
      case .backingOff:
        slots[slot].state = .stopped
        continue
      case .stopped, .ending: continue
      }
      slots[slot].state = .ending
      actions.append(.killWorker(WorkerID(slot: slot, incarnation: slots[slot].incarnation)))
    }
    return actions
  }

  private mutating func storageFailed() -> [Action] {
    guard phase == .finalizing else { return finalize(.failed(.storageFailed), now: true) }
    outcome = .failed(.storageFailed)
    return killAll() + flushIfQuiet()
  }

  /// Asks for the flush, once, when the last process is gone.
  private mutating func flushIfQuiet() -> [Action] {
    guard phase == .finalizing, liveProcesses == 0, !isFlushing else { return [] }
    isFlushing = true
    return [.flushOutput]
  }

  private mutating func outputFlushed() throws(Illegal) -> [Action] {
    guard phase == .finalizing, isFlushing, let outcome else {
      throw Illegal("nobody asked for a flush")
    }
    phase = .ended
    return [.changePhase(.ended), .end(outcome)]
  }

  // MARK: - Checks

  private struct Illegal: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
  }

  private func checkPresent(_ worker: WorkerID) throws(Illegal) {
    guard slots.indices.contains(worker.slot) else { throw Illegal("there is no \(worker)") }
    guard slots[worker.slot].incarnation == worker.incarnation else {
      throw Illegal("slot \(worker.slot) is at incarnation \(slots[worker.slot].incarnation)")
    }
  }

  /// What must hold after every event; nil when it does. For tests and the simulator.
  package func brokenInvariant() -> String? {
    let held = slots.flatMap(\.inFlight)
    let heldFiles = held.reduce(0) { $0 + $1.files.count }
    if heldFiles != filesInFlight { return "\(heldFiles) files held, \(filesInFlight) counted" }
    let known =
      heldFiles + queue.freshFileCount + queue.returnedFileCount + counts.filesSucceeded
      + counts.filesFailed
    if isListed, known != counts.filesTotal {
      return "\(known) files accounted for of \(counts.filesTotal)"
    }
    let live = slots.count { $0.hasProcess }
    if live != liveProcesses { return "\(live) processes live, \(liveProcesses) counted" }
    if Set(held.map(\.dispatch)).count != held.count { return "a dispatch is held twice" }
    if let over = held.first(where: { $0.attempt > rules.attempts }) {
      return "\(over) is beyond its attempts"
    }
    return nil
  }
}

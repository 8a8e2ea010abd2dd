/// Worker processes: how they come, how many there are, how they go.
extension JobStateMachine {
  mutating func workerReady(_ worker: WorkerID) throws(Illegal) {
    try checkPresent(worker)
    switch pool.slots[worker.slot].state {
    case .starting: break
    case .ending: return  // told to end while it was getting ready
    case .stopped, .ready, .draining, .backingOff: throw Illegal("\(worker) is not starting")
    }
    hasEverBeenReady = true
    initFailuresInARow = 0
    pool.move(worker.slot, to: .ready)
    pool.listIfIdle(worker.slot)
  }

  mutating func workerInitFailed(_ worker: WorkerID) throws(Illegal) {
    try checkPresent(worker)
    switch pool.slots[worker.slot].state {
    case .starting, .ending: return  // its exit follows and is what counts
    case .stopped, .ready, .draining, .backingOff: throw Illegal("\(worker) is not starting")
    }
  }

  mutating func workerExited(
    _ worker: WorkerID, _ death: Death, lastBegun: UInt64, _ actions: inout [Action]
  ) throws(Illegal) {
    try checkPresent(worker)
    let slot = worker.slot
    let state = pool.slots[slot].state
    guard pool.slots[slot].hasProcess else { throw Illegal("\(worker) has already exited") }
    var held = pool.releaseAll(slot: slot)
    pool.move(slot, to: .stopped)

    let begun = held.first.flatMap { $0.dispatch <= lastBegun ? $0 : nil }
    if begun != nil { held.removeFirst() }
    for unbegun in held.reversed() { giveBack(unbegun, worker, &actions) }
    switch state {
    case .stopped, .backingOff:
      preconditionFailure("a slot without a process has none that exits")
    case .starting:
      neverGotReady(worker, death, &actions)
    case .ready where lastBegun == 0:
      wasUseless(worker, &actions)
    case .ready, .draining:
      if let begun {
        blame(begun, for: death == .outOfMemory ? .outOfMemory : .workerLost, worker, &actions)
      }
    case .ending(let reason):
      guard let begun else { return }
      switch reason {
      case .timedOut(begun.dispatch): blame(begun, for: .timedOut, worker, &actions)
      case .skipped(begun.dispatch): blame(begun, for: .skipped, worker, &actions)
      case .timedOut, .skipped, .jobEnding, .notNeeded, .stoppedByOperator:
        // The files have nothing to do with it, or the guilty mini-batch was answered after all.
        if begun.isSkipped { giveBack(begun, worker, &actions) } else { queue.putBack(begun) }
      }
    }
  }

  /// A process ended before `init()` had returned.
  private mutating func neverGotReady(
    _ worker: WorkerID, _ death: Death, _ actions: inout [Action]
  ) {
    // It may have failed for want of room; when there is some, the slot is used again.
    guard !pauseReasons.contains(.storageFull) else { return }
    if death == .outOfMemory, pool.live > 0, workersAdmitted > 1 {
      // `init()` fits into memory, only not beside so many others.
      workersGivenUp += 1
      return
    }
    initFailuresInARow += 1
    let tolerated = hasEverBeenReady ? 3 * workersAsked : 3
    retryLater(
      worker, failures: initFailuresInARow, tolerated: tolerated,
      orFail: .workersCannotStart(failures: initFailuresInARow), &actions)
  }

  /// A process ended after `init()` had returned, and before it began anything: no file is to blame.
  private mutating func wasUseless(_ worker: WorkerID, _ actions: inout [Action]) {
    uselessInARow += 1
    retryLater(
      worker, failures: uselessInARow, tolerated: 3 * workersAsked,
      orFail: .workersKeepEnding(failures: uselessInARow), &actions)
  }

  private mutating func retryLater(
    _ worker: WorkerID, failures: Int, tolerated: Int, orFail cause: Outcome.Cause,
    _ actions: inout [Action]
  ) {
    guard phase != .finalizing else { return }
    guard failures < tolerated else {
      return finalize(.failed(cause), now: true, &actions)
    }
    pool.backOff(worker.slot)
    actions.append(.scheduleRestart(worker, after: InitBackoff.delay(afterFailures: failures)))
  }

  mutating func restartDue(_ worker: WorkerID) {
    // The job may have moved on while the slot waited; if not, `adjustWorkers` uses the slot again.
    guard isPresent(worker), pool.slots[worker.slot].state == .backingOff else { return }
    pool.move(worker.slot, to: .stopped)
  }

  // MARK: - How many

  /// How many processes there may be; at least 1.
  var workersAdmitted: Int {
    max(1, min(workersAsked, workerLimit ?? .max) - workersGivenUp)
  }

  /// Starts or drains workers.
  ///
  /// One starts while
  /// 1. fewer processes exist, the leaving ones counted, than are admitted; and
  /// 2. fewer exist than there are mini-batches in hand or waiting (one is enough while files are
  ///    being listed); and
  /// 3. the disk has room: a worker needs a folder and logs, and could do nothing.
  ///
  /// Those drain that are more than admitted and not yet leaving.
  mutating func adjustWorkers(_ actions: inout [Action]) {
    let admitted = workersAdmitted
    if pool.staying > admitted {
      for slot in pool.leastUseful(pool.staying - admitted) { dismiss(slot, &actions) }
    }
    let room = admitted - pool.live - pool.backingOff
    guard room > 0, !pauseReasons.contains(.storageFull) else { return }
    let useful = pool.busy + queue.returnedCount + sizing.count(in: queue.fresh)
    for _ in 0..<max(0, min(room, max(useful, isListed ? 0 : 1) - pool.live - pool.backingOff)) {
      actions.append(.startWorker(pool.start()))
    }
  }

  /// Lets a worker go that is not needed any more.
  mutating func dismiss(_ slot: Int, _ actions: inout [Action]) {
    switch pool.slots[slot].state {
    case .ready:
      takeBack(slot, &actions)
      pool.move(slot, to: .draining)
      actions.append(.stopWorker(pool.worker(slot)))
    case .starting: end(slot, .notNeeded, &actions)
    case .backingOff: pool.move(slot, to: .stopped)
    case .stopped, .draining, .ending: break
    }
  }

  /// Ends a slot's process at once; what it holds stays in its hands until it is gone.
  mutating func end(_ slot: Int, _ reason: EndReason, _ actions: inout [Action]) {
    takeBack(slot, &actions)
    pool.move(slot, to: .ending(reason))
    actions.append(.endWorker(pool.worker(slot), reason))
  }

  // MARK: - Taking back

  /// Asks for what a worker holds beyond the mini-batch it is in.
  mutating func takeBack(_ slot: Int, _ actions: inout [Action]) {
    guard !pool.slots[slot].isGivingBack, pool.slots[slot].held.count > 1,
      let last = pool.slots[slot].held.last
    else { return }
    pool.setGivingBack(slot, true)
    actions.append(.takeBack(pool.worker(slot), through: last.dispatch))
  }

  mutating func takeBackAll(_ actions: inout [Action]) {
    guard pool.heldAhead > 0 else { return }
    for slot in pool.slots.indices where pool.slots[slot].state == .ready {
      takeBack(slot, &actions)
    }
  }

  mutating func tookBack(
    _ worker: WorkerID, _ dispatches: [UInt64], _ actions: inout [Action]
  ) {
    guard isPresent(worker), pool.slots[worker.slot].isGivingBack else { return }
    pool.setGivingBack(worker.slot, false)
    // The worker may have said so of some of them before.
    for dispatch in dispatches.reversed() {
      miniBatchUnbegun(worker, dispatch: dispatch, &actions)
    }
    pool.listIfIdle(worker.slot)
  }

  mutating func miniBatchUnbegun(
    _ worker: WorkerID, dispatch: UInt64, _ actions: inout [Action]
  ) {
    guard isPresent(worker), let index = pool.index(of: dispatch, slot: worker.slot) else { return }
    giveBack(pool.release(slot: worker.slot, at: index), worker, &actions)
    pool.listIfIdle(worker.slot)
  }

  /// Takes back what no worker has begun.
  mutating func giveBack(
    _ miniBatch: MiniBatch, _ worker: WorkerID, _ actions: inout [Action]
  ) {
    if miniBatch.isSkipped {
      blame(miniBatch, for: .skipped, worker, &actions)
    } else {
      queue.putBackUnbegun(miniBatch)
    }
  }
}

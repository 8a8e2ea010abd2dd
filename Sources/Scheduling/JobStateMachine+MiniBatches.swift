/// What becomes of mini-batches: answers, time-outs, and who is to blame.
extension JobStateMachine {
  mutating func miniBatchSucceeded(
    _ worker: WorkerID, dispatch: UInt64, items: Int, run: Duration, _ actions: inout [Action]
  ) throws(Illegal) {
    guard let miniBatch = try takeAnswered(worker, dispatch: dispatch) else { return }
    pace.record(run, files: miniBatch.files.count)
    earlyStop.sawSuccess()
    counts.filesSucceeded += miniBatch.files.count
    counts.itemsReturned += items
    counts.itemsUnreported += max(0, miniBatch.files.count - items)
    counts.miniBatchesDone += 1
    actions.append(.commit(miniBatch, items: items, by: worker))
  }

  mutating func miniBatchFailed(
    _ worker: WorkerID, dispatch: UInt64, _ fault: Fault, _ actions: inout [Action]
  ) throws(Illegal) {
    guard let miniBatch = try takeAnswered(worker, dispatch: dispatch) else { return }
    switch fault {
    case .raised: blame(miniBatch, for: .raised, worker, &actions)
    case .outOfMemory:
      blame(miniBatch, for: .outOfMemory, worker, &actions)
      // Others would run into what fills it: another process takes its place.
      dismiss(worker.slot, &actions)
    case .storageFull where miniBatch.isSkipped: blame(miniBatch, for: .skipped, worker, &actions)
    // Whole and at no cost: the job pauses until there is room.
    case .storageFull: queue.putBack(miniBatch)
    }
  }

  /// Takes the answered mini-batch out of the worker's hands; nil when the answer comes too late to
  /// matter: the process was replaced, the mini-batch was taken back or answered before, or nothing can
  /// be recorded any more.
  private mutating func takeAnswered(
    _ worker: WorkerID, dispatch: UInt64
  ) throws(Illegal) -> MiniBatch? {
    guard dispatch < queue.nextDispatch else {
      throw Illegal("\(worker) answers dispatch \(dispatch), which was never sent")
    }
    guard isPresent(worker) else { return nil }
    guard let index = pool.index(of: dispatch, slot: worker.slot) else { return nil }
    guard index == 0 else {
      throw Illegal("\(worker) answers dispatch \(dispatch), which is not its oldest")
    }
    let miniBatch = pool.release(slot: worker.slot, at: 0)
    pool.listIfIdle(worker.slot)
    answered = worker.slot
    uselessInARow = 0
    guard !isStorageLost else {
      queue.putBack(miniBatch)
      return nil
    }
    return miniBatch
  }

  mutating func miniBatchTimedOut(
    _ worker: WorkerID, dispatch: UInt64, _ actions: inout [Action]
  ) {
    // Its answer may be on its way, or somebody else may have ended the worker.
    guard isPresent(worker), pool.slots[worker.slot].held.first?.dispatch == dispatch else {
      return
    }
    switch pool.slots[worker.slot].state {
    case .ready, .draining: end(worker.slot, .timedOut(dispatch: dispatch), &actions)
    case .ending, .stopped, .starting, .backingOff: break
    }
  }

  /// Gets what waits behind a mini-batch out of the worker's hands: others may do it meanwhile.
  mutating func miniBatchLasts(
    _ worker: WorkerID, dispatch: UInt64, _ actions: inout [Action]
  ) {
    guard isPresent(worker), pool.slots[worker.slot].state == .ready,
      pool.slots[worker.slot].held.first?.dispatch == dispatch
    else { return }
    takeBack(worker.slot, &actions)
  }

  /// Splits a mini-batch, gives it another attempt, or gives up on its files. The first that applies:
  ///
  /// 1. skipped by the operator: its files fail;
  /// 2. lost with its worker for the first time: once more, whole and at no cost, as the files may be
  ///    innocent;
  /// 3. out of memory in a process that had run others: once more, whole and at no cost, in a new one, as
  ///    they may have filled it;
  /// 4. more than one file: split, both halves before fresh files; out of memory, later mini-batches are
  ///    half as large;
  /// 5. one file out of memory beside other workers: once more with fewer of them;
  /// 6. attempts left: one more, after memory ran out in a new process;
  /// 7. it fails.
  ///
  /// With isolation off only 1, 6 and 7 apply: every file of a mini-batch shares its fate.
  mutating func blame(
    _ miniBatch: MiniBatch, for cause: FailureCause, _ worker: WorkerID, _ actions: inout [Action]
  ) {
    var again = miniBatch
    uselessInARow = 0
    if cause == .skipped || miniBatch.isSkipped {
      return fail(miniBatch, .skipped, worker, &actions)
    }
    if rules.isolation {
      if cause == .workerLost, !miniBatch.hasLostWorker {
        again.hasLostWorker = true
        return queue.putBack(again)
      }
      if cause == .outOfMemory, !miniBatch.isFirst {
        return queue.putBackForMemory(again)
      }
      if miniBatch.files.count > 1 {
        if cause == .outOfMemory { sizing.ranOutOfMemory(count: miniBatch.files.count) }
        // Without attempts of its own, a file that was in bad company would fail for a stray kill.
        return queue.putBackHalves(
          of: miniBatch, secondFirst: earlyStop.secondHalfFirst(miniBatch),
          forgivesLossAlone: rules.attempts == 1)
      }
      if cause == .outOfMemory, !pool.wasAlone(miniBatch) {
        // By one, and twice as many each further time, so that a file that fits nowhere stands alone soon.
        let step = min(max(1, miniBatch.workersGivenUp), workersAdmitted - 1)
        workersGivenUp += step
        again.workersGivenUp += step
        return queue.putBackForMemory(again)
      }
    }
    guard miniBatch.attempt < rules.attempts else {
      // The others were not at fault, so they may come back.
      if cause == .outOfMemory {
        workersGivenUp = max(0, workersGivenUp - miniBatch.workersGivenUp)
      }
      return fail(miniBatch, cause, worker, &actions)
    }
    again.attempt += 1
    if cause == .outOfMemory { queue.putBackForMemory(again) } else { queue.putBack(again) }
  }

  private mutating func fail(
    _ miniBatch: MiniBatch, _ cause: FailureCause, _ worker: WorkerID, _ actions: inout [Action]
  ) {
    guard !isStorageLost else { return queue.putBack(miniBatch) }
    counts.filesFailed += miniBatch.files.count
    counts.miniBatchesDone += 1
    if cause != .skipped { earlyStop.sawFailure(of: miniBatch) }
    actions.append(.recordFailure(miniBatch, by: worker, cause))
  }
}

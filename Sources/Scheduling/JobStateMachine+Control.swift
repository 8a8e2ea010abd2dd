/// What operators may ask of a running job. In a job that is ending, none of it matters any more.
extension JobStateMachine {
  mutating func workersRequested(_ count: Int) throws(Illegal) {
    guard count >= 1 else { throw Illegal("a job has at least 1 worker; pause it instead") }
    workersAsked = count
    // The operator knows better what fits, or finds out; but files that wait for room get it first.
    workersGivenUp = min(workersGivenUp, queue.workersGivenUp)
  }

  mutating func miniBatchSizeRequested(_ size: Int, _ actions: inout [Action]) throws(Illegal) {
    guard size >= 1 else { throw Illegal("a mini-batch has at least 1 file") }
    guard size != sizing.asked || size != sizing.inForce else { return }
    sizing.ask(size)
    if phase != .finalizing, phase != .ended { takeBackAll(&actions) }
  }

  mutating func pause(_ reason: PauseReasons, _ isWanted: Bool, _ actions: inout [Action]) {
    switch phase {
    case .finalizing, .ended: return
    case .preparing, .running, .paused: break
    }
    if isWanted {
      if pauseReasons.isEmpty { takeBackAll(&actions) }
      pauseReasons.insert(reason)
    } else {
      pauseReasons.remove(reason)
    }
  }

  /// Its mini-batch goes back without a counted attempt, and another process takes the slot.
  mutating func workerStopRequested(_ worker: WorkerID, _ actions: inout [Action]) {
    guard isPresent(worker) else { return }
    switch pool.slots[worker.slot].state {
    case .starting, .ready, .draining: end(worker.slot, .stoppedByOperator, &actions)
    case .ending, .stopped, .backingOff: break
    }
  }

  /// The worker that runs it is replaced; one that has it only in hand gives it back. A result that is
  /// already on its way still counts.
  mutating func miniBatchSkipRequested(_ dispatch: UInt64, _ actions: inout [Action]) {
    guard let (slot, index) = pool.holder(of: dispatch) else { return }
    pool.markSkipped(slot: slot, at: index)
    guard index == 0 else { return takeBack(slot, &actions) }
    switch pool.slots[slot].state {
    case .ready, .draining: end(slot, .skipped(dispatch: dispatch), &actions)
    case .ending, .stopped, .starting, .backingOff: break
    }
  }
}

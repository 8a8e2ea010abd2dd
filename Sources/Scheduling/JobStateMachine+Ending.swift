/// How a job ends: decided, then every worker gone, then every row recorded.
extension JobStateMachine {
  mutating func cancelRequested(now: Bool, _ actions: inout [Action]) {
    switch phase {
    case .preparing, .running, .paused: finalize(.canceled, now: now, &actions)
    case .finalizing: if now { endAll(&actions) }
    case .ended: break
    }
  }

  mutating func storageFailed(_ actions: inout [Action]) {
    isStorageLost = true
    switch phase {
    case .preparing, .running, .paused: finalize(.failed(.storageFailed), now: true, &actions)
    case .finalizing:
      outcome = .failed(.storageFailed)
      endAll(&actions)
    case .ended: break
    }
  }

  /// How the job ends, if that is decided now, and whether running mini-batches are not to be waited for.
  /// The first that applies:
  ///
  /// 1. more failed items than tolerated;
  /// 2. enough mini-batches failed, and nothing ever succeeded (`EarlyStop`);
  /// 3. every file is listed and has its result.
  var decidedOutcome: (Outcome, now: Bool)? {
    if let threshold = rules.errorThreshold, counts.failedItems > threshold {
      let cause = Outcome.Cause.errorThresholdExceeded(
        failedItems: counts.failedItems, threshold: threshold)
      return (.failed(cause), true)
    }
    if let miniBatches = earlyStop.verdict(workers: workersAsked) {
      return (.failed(.nothingEverSucceeds(miniBatches: miniBatches)), true)
    }
    guard isListed, queue.isEmpty, pool.busy == 0 else { return nil }
    let isFruitless = rules.needsRows && counts.itemsReturned == 0
    return (isFruitless ? .failed(.nothingSucceeded) : .completed, false)
  }

  mutating func finalize(_ outcome: Outcome, now: Bool, _ actions: inout [Action]) {
    self.outcome = outcome
    phase = .finalizing
    actions.append(.changePhase(.finalizing))
    if now {
      endAll(&actions)
    } else {
      for slot in pool.slots.indices { dismiss(slot, &actions) }
    }
  }

  private mutating func endAll(_ actions: inout [Action]) {
    for slot in pool.slots.indices {
      switch pool.slots[slot].state {
      case .starting, .ready, .draining: end(slot, .jobEnding, &actions)
      case .backingOff: pool.move(slot, to: .stopped)
      case .stopped, .ending: break
      }
    }
  }

  /// Asks for the flush, once, when the last process is gone.
  mutating func flushIfQuiet(_ actions: inout [Action]) {
    guard phase == .finalizing, pool.live == 0, !isFlushing else { return }
    isFlushing = true
    actions.append(.flushOutput)
  }

  mutating func outputFlushed(_ actions: inout [Action]) throws(Illegal) {
    guard phase == .finalizing, isFlushing, let outcome else {
      throw Illegal("nobody asked for a flush")
    }
    phase = .ended
    actions.append(.changePhase(.ended))
    actions.append(.end(outcome))
  }
}

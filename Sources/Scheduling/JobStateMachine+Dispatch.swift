/// Which mini-batch goes to which worker, and when.
extension JobStateMachine {
  /// From here on a mini-batch in another worker's hands is worth fetching for one that has nothing to do.
  private static let worthFetching = Duration.milliseconds(1)

  /// Whether anything may be sent at all.
  private var maySend: Bool { phase == .running && !isBacklogged }

  /// Sends what waits to the workers with nothing in hand, one to each; the latest to become idle first.
  ///
  /// What ran out of memory waits for a process that has run nothing, until those that were to make room
  /// for it are gone, and fewer workers hold something than are admitted. Idle workers make way for such
  /// processes.
  mutating func dispatch(_ actions: inout [Action]) {
    guard maySend else { return }
    while let slot = pool.nextIdle() {
      if queue.memoryRetryCount > 0, hasRoom {
        if let unused = pool.nextUnusedIdle(), let retry = queue.nextMemoryRetry() {
          send(retry, to: unused, &actions)
          continue
        }
        if pool.unusedOrComing < queue.memoryRetryCount {
          dismiss(slot, &actions)
          continue
        }
      }
      if let miniBatch = nextMiniBatch() {
        send(miniBatch, to: slot, &actions)
      } else if queue.memoryRetryCount > 0, !pool.slots[slot].isUnused {
        dismiss(slot, &actions)
      } else {
        return fetchAhead(&actions)
      }
    }
  }

  /// Whether what ran out of memory may go out again.
  private var hasRoom: Bool { pool.live <= workersAdmitted && pool.busy < workersAdmitted }

  /// Sends ahead to a worker that has just answered, as deep as the script's pace asks for, unless
  /// 1. a worker has nothing to do, or
  /// 2. files wait for memory: they need a worker to run out of work, or
  /// 3. there are no fresh files left and mini-batches take long enough to matter at the end.
  mutating func topUp(_ slot: Int, _ actions: inout [Action]) {
    guard maySend, pool.slots[slot].state == .ready, !pool.slots[slot].isGivingBack,
      pool.nextIdle() == nil, queue.memoryRetryCount == 0
    else { return }
    let isTail = isListed && queue.fresh.isEmpty && pace.isAtLeast(Self.worthFetching)
    let depth = isTail ? 1 : pace.prefetchDepth
    while pool.slots[slot].held.count < depth, let miniBatch = nextMiniBatch() {
      send(miniBatch, to: slot, &actions)
    }
  }

  private mutating func nextMiniBatch() -> MiniBatch? {
    guard !queue.isEmpty else { return nil }
    let admitted = workersAdmitted
    let isTail = isListed && pace.isAtLeast(MiniBatchSizing.tailRun, files: sizing.inForce)
    return queue.next(
      limits: sizing.limits(left: queue.fresh, workers: admitted, isTail: isTail), earlyStop)
  }

  private mutating func send(_ miniBatch: MiniBatch, to slot: Int, _ actions: inout [Action]) {
    pool.hold(miniBatch, slot: slot)
    actions.append(.send(miniBatch, to: pool.worker(slot)))
  }

  /// At the end of the job, gets mini-batches for an idle worker out of other workers' hands: one of
  /// them may be stuck behind a long one.
  private mutating func fetchAhead(_ actions: inout [Action]) {
    guard isListed, queue.isEmpty, pool.heldAhead > 0, pool.givingBack == 0,
      pace.isAtLeast(Self.worthFetching)
    else { return }
    takeBackAll(&actions)
  }
}

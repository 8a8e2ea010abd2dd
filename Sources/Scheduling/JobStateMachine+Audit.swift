extension JobStateMachine {
  /// What must hold after every event; nil when it does. For tests and the simulator; looks at everything.
  package func brokenInvariant() -> String? {
    let held = pool.slots.flatMap(\.held)
    let heldFiles = held.reduce(0) { $0 + $1.files.count }
    if heldFiles != pool.filesHeld { return "\(heldFiles) files held, \(pool.filesHeld) counted" }
    let known =
      heldFiles + queue.fresh.fileCount + queue.returnedFileCount + counts.filesSucceeded
      + counts.filesFailed
    if known != counts.filesTotal {
      return "\(known) files accounted for of \(counts.filesTotal)"
    }
    let live = pool.slots.count { $0.hasProcess }
    if live != pool.live { return "\(live) processes live, \(pool.live) counted" }
    let busy = pool.slots.count { !$0.held.isEmpty }
    if busy != pool.busy { return "\(busy) workers hold something, \(pool.busy) counted" }
    if held.count - busy != pool.heldAhead {
      return "\(held.count - busy) mini-batches held ahead, \(pool.heldAhead) counted"
    }
    if let idler = pool.slots.first(where: { !$0.hasProcess && !$0.held.isEmpty }) {
      return "a slot without a process holds \(idler.held)"
    }
    if let unlisted = pool.slots.indices.first(where: {
      pool.slots[$0].state == .ready && pool.slots[$0].held.isEmpty
        && !pool.slots[$0].isGivingBack && !pool.slots[$0].isListedIdle
    }) {
      return "slot \(unlisted) is idle and not listed"
    }
    if Set(held.map(\.dispatch)).count != held.count { return "a dispatch is held twice" }
    if let over = held.first(where: { $0.attempt > rules.attempts }) {
      return "\(over) is beyond its attempts"
    }
    let undone = pool.busy > 0 || !queue.isEmpty || !isListed
    if phase == .running, undone, pool.live + pool.backingOff == 0, !pool.slots.isEmpty {
      return "there is work and nobody will do it"
    }
    return nil
  }
}

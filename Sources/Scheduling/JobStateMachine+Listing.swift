/// How a job begins: its first worker, and its files as they become known.
extension JobStateMachine {
  mutating func began(_ actions: inout [Action]) throws(Illegal) {
    guard phase == .preparing, pool.slots.isEmpty else {
      throw Illegal("the job has already begun")
    }
    // The first worker loads the model while the input is being listed; how many more are worth
    // having is known only then.
    actions.append(.startWorker(pool.start()))
  }

  mutating func filesListed(
    _ pending: [FileRange], bytes: Int, _ settled: Counts
  ) throws(Illegal) {
    guard !isListed else { throw Illegal("the listing has already ended") }
    queue.add(pending, bytes: bytes)
    counts += settled
    if settled.filesSucceeded > 0 { earlyStop.sawSuccess() }
  }

  mutating func listingEnded() throws(Illegal) {
    guard !isListed else { throw Illegal("the listing has already ended") }
    isListed = true
  }
}

import Scheduling

/// Listing, the ledger's groups, a disk that fills, and a runner that dies.
extension World {
  private static let groupInterval = 50_000_000
  private static let maxGroupsOut = 4

  // MARK: - Listing

  mutating func listMore() throws(Violation) {
    var (counts, unsettled) = (JobStateMachine.Counts(), [FileRange]())
    if era > 0 {
      // The manifest stands; only what has no result is left.
      (counts, unsettled) = ledger.settled()
      listedUpTo = scenario.files.count
    } else {
      let block = FileRange(
        first: listedUpTo, count: min(scenario.listingBlock, scenario.files.count - listedUpTo))
      listedUpTo = block.end
      counts.filesTotal = block.count
      unsettled = [block]
    }
    var pending: [FileRange] = []
    for range in unsettled {
      var next = range.first
      for (position, nature) in scenario.files.bad(in: range) where nature == .unreadable {
        try ledger.fail(FileRange(first: position, count: 1))
        counts.filesFailed += 1
        pending.append(FileRange(first: next, count: position - next))
        next = position + 1
      }
      pending.append(FileRange(first: next, count: range.end - next))
    }
    pending.removeAll { $0.count == 0 }
    for range in pending { order.add(range) }
    planHandOver()
    try tell(.filesListed(pending: pending, pendingBytes: bytes(of: pending), settled: counts))
    if listedUpTo < scenario.files.count {
      timeline.plan(in: around(10_000_000), .listed(era: era))
    } else {
      isListed = true
      try tell(.listingEnded)
    }
  }

  private func bytes(of ranges: [FileRange]) -> Int {
    ranges.reduce(0) { $0 + scenario.files.front(of: $1, within: .max).bytes }
  }

  // MARK: - Results

  mutating func commit(
    _ miniBatch: MiniBatch, items: Int, _ worker: WorkerID
  ) throws(Violation) {
    guard !isStorageLost else { throw Violation("\(miniBatch) is committed to lost storage") }
    let isBad = scenario.files.bad(in: miniBatch.files).contains {
      $0.nature != .flaky && $0.nature != .good
    }
    guard !isBad else { throw Violation("\(miniBatch) is committed though it cannot be scored") }
    guard answered?.dispatch == miniBatch.dispatch, answered?.files == miniBatch.files else {
      let other = answered.map { "\($0)" } ?? "nobody"
      throw Violation("\(miniBatch) is committed with the rows of \(other)")
    }
    try ledger.commit(miniBatch.files, items: items)
    planHandOver()
  }

  mutating func recordFailure(
    _ miniBatch: MiniBatch, _ worker: WorkerID, _ cause: JobStateMachine.FailureCause
  ) throws(Violation) {
    guard !isStorageLost else { throw Violation("\(miniBatch) is recorded in lost storage") }
    if scenario.rules.isolation, cause != .skipped, miniBatch.files.count > 1 {
      throw Violation("\(miniBatch) fails as a whole")
    }
    if cause == .skipped, !skipsAsked.contains(miniBatch.dispatch) {
      throw Violation("\(miniBatch) is skipped and nobody asked for it")
    }
    if scenario.rules.isolation, cause != .skipped {
      let nature = scenario.files.nature(of: miniBatch.files.first)
      let killed = kills[miniBatch.files.first, default: 0]
      switch (nature, cause) {
      case (.raises, .raised), (.flaky, .raised), (.hangs, .timedOut), (.crashes, .workerLost),
        (.bomb, .outOfMemory):
        break
      // A stray kill may use up a bad file's last attempt; a good one survives the first.
      case (let nature, .workerLost) where killed >= (nature == .good ? 2 : 1): break
      default: throw Violation("\(miniBatch) fails as \(cause); its file is \(nature)")
      }
    }
    try order.drop(miniBatch.files)
    try ledger.fail(miniBatch.files)
    planHandOver()
  }

  // MARK: - Groups

  private mutating func planHandOver() {
    guard !isFlushPlanned, ledger.hasOpenGroup else { return }
    isFlushPlanned = true
    timeline.plan(in: Self.groupInterval, .handOver(era: era))
  }

  mutating func handOver() throws(Violation) {
    isFlushPlanned = false
    guard ledger.hasOpenGroup, ledger.groupsOut < Self.maxGroupsOut else { return }
    ledger.handOver()
    if ledger.groupsOut == 1, !isDiskFull {
      timeline.plan(in: around(10_000_000), .recorded(era: era))
    }
    try reportBacklog()
  }

  mutating func recordOldest() throws(Violation) {
    guard !isDiskFull else { return }
    ledger.recordOldest()
    if ledger.groupsOut > 0 { timeline.plan(in: around(10_000_000), .recorded(era: era)) }
    planHandOver()
    try reportBacklog()
    try reportFlush()
  }

  private mutating func reportBacklog() throws(Violation) {
    let isFull = ledger.groupsOut >= Self.maxGroupsOut
    guard isFull != isBacklogged else { return }
    isBacklogged = isFull
    try tell(.outputBacklogged(isFull))
  }

  mutating func flushOutput() throws(Violation) {
    guard processCount == 0 else { throw Violation("the output is flushed while workers live") }
    mustReportFlush = true
    // Never from within an action: the event that led here has actions left.
    timeline.plan(in: 1, .recorded(era: era))
  }

  private mutating func reportFlush() throws(Violation) {
    guard mustReportFlush, ledger.groupsOut == 0, !ledger.hasOpenGroup else { return }
    mustReportFlush = false
    try tell(.outputFlushed)
  }

  // MARK: - Trouble

  mutating func diskFills() throws(Violation) {
    guard outcome == nil else { return }
    isDiskFull = true
    isPauseByDisk = phase != .finalizing && phase != .ended
    timeline.plan(in: around(300_000_000), .diskEmpties)
    try tell(.storageFull(true))
  }

  mutating func diskEmpties() throws(Violation) {
    guard isDiskFull else { return }
    isDiskFull = false
    isPauseByDisk = false
    if let every = scenario.diskFullEvery { timeline.plan(in: around(every), .diskFills) }
    timeline.plan(in: around(10_000_000), .recorded(era: era))
    try tell(.storageFull(false))
  }

  /// `kill -9`: nothing is left but what is on the disk.
  mutating func runnerCrashes() throws(Violation) {
    guard !isCanceled, !isStorageLost else { return }
    if let every = scenario.crashEvery, era < 4 {
      timeline.plan(in: around(2 * every), .runnerCrashes)
    }
    era += 1
    ledger.crash()
    try begin()
  }
}

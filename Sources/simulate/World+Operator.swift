import Scheduling

/// An operator who touches everything.
extension World {
  mutating func operatorActs() throws(Violation) {
    if let every = scenario.operatorEvery { timeline.plan(in: around(every), .operatorActs) }
    let most = 2 * scenario.rules.workers
    switch random.pick(0...12) {
    case 0, 1, 2:
      workersAsked = random.pick(1...most)
      try tell(.workersRequested(workersAsked))
    case 3, 4:
      sizeAsked = random.pick(1...2 * scenario.rules.miniBatchSize)
      largestSizeAsked = max(largestSizeAsked, sizeAsked)
      try tell(.miniBatchSizeRequested(sizeAsked))
    case 5, 6:
      guard phase != .finalizing, phase != .ended else { return }
      isPaused = true
      timeline.plan(in: around(400_000_000), .operatorContinues)
      try tell(.pauseRequested)
    case 7:
      workerLimit = random.happens(oneIn: 2) ? nil : random.pick(1...most)
      try tell(.workerLimit(workerLimit))
    case 8:
      guard let process = anyProcess else { return }
      try tell(.workerStopRequested(process.id))
    case 9:
      guard let held = anyProcess?.held, !held.isEmpty, random.happens(oneIn: 3) else { return }
      let dispatch = held[random.pick(0...held.count - 1)].dispatch
      skipsAsked.insert(dispatch)
      hasSkipped = true
      try tell(.miniBatchSkipRequested(dispatch: dispatch))
    case 10:
      guard scenario.mayCancel else { return }
      if random.happens(oneIn: 3) {
        isStorageLost = true
        try tell(.storageFailed)
      } else {
        isCanceled = true
        try tell(.cancelRequested(now: random.happens(oneIn: 2)))
      }
    case 11:
      // `kill -9` from outside.
      guard scenario.killOdds > 0, let process = anyProcess else { return }
      countKill(process.running?.files)
      try exit(process.id, .ended)
    default:
      // Changes its mind at once.
      let workers = workersAsked
      workersAsked = random.pick(1...most)
      try tell(.workersRequested(workersAsked))
      workersAsked = workers
      try tell(.workersRequested(workers))
    }
  }

  mutating func operatorContinues() throws(Violation) {
    isPaused = false
    try tell(.continueRequested)
  }

  private var anyProcess: Process? {
    mutating get {
      guard !processes.isEmpty else { return nil }
      return processes[random.pick(0...processes.count - 1)]
    }
  }

  // MARK: - The end

  /// What must be true of a job that has ended.
  func checkEnd() throws(Violation) {
    guard let outcome else { return }
    let rules = machine.rules
    let counts = machine.counts
    if isListed,
      (counts.filesSucceeded, counts.filesFailed) != (ledger.filesScored, ledger.filesFailed)
    {
      throw Violation("the job counts \(counts), the ledger has other numbers")
    }
    if !isStorageLost { try ledger.checkRows() }
    switch outcome {
    case .completed, .failed(.nothingSucceeded):
      if let file = ledger.unsettled { throw Violation("file \(file) has no result") }
      try checkGoodFiles()
    case .canceled:
      guard isCanceled else { throw Violation("canceled, and nobody asked for it") }
    case .failed(.errorThresholdExceeded(let failed, let threshold)):
      let counted = ledger.filesFailed + ledger.itemsUnreported
      // Workers on their way out may have failed more meanwhile.
      guard failed > threshold, failed <= counted else {
        throw Violation("\(outcome) with \(counted) failed items")
      }
    case .failed(.nothingEverSucceeds(let miniBatches)):
      guard rules.needsRows, decided.scored == 0, miniBatches >= max(10, 3 * decided.workers),
        ledger.filesFailed >= miniBatches
      else {
        throw Violation(
          "\(outcome) after \(ledger.filesFailed) failed files and \(decided.scored) scored, "
            + "with \(decided.workers) workers")
      }
    case .failed(.workersCannotStart), .failed(.workersKeepEnding):
      guard scenario.initFailureOdds > 0 || scenario.killOdds > 0 else {
        throw Violation("\(outcome), and nothing keeps workers from starting")
      }
    case .failed(.storageFailed):
      guard isStorageLost else { throw Violation("\(outcome), and the storage did not fail") }
    }
  }

  /// With isolation on, only guilty files fail, but for those that were skipped or killed twice; that is
  /// checked as they fail. So here it is enough that nothing is left.
  private func checkGoodFiles() throws(Violation) {
    guard scenario.rules.isolation, !hasSkipped, kills.isEmpty else { return }
    for file in 0..<scenario.files.count where scenario.files.nature(of: file) == .good {
      guard ledger.isScored(file) else { throw Violation("file \(file) is good and not scored") }
    }
  }
}

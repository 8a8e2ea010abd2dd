import Scheduling

/// Worker processes and what happens in them.
extension World {
  struct Process {
    let id: WorkerID
    var isReady = false
    /// Told to finish and exit.
    var isStopping = false
    /// Told to die; will, soon.
    var isEnding = false
    /// What lies in its socket.
    var queue: [MiniBatch] = []
    var running: MiniBatch?
    /// The last dispatch it has begun.
    var begun: UInt64 = 0
    /// The newest dispatch it must not begin any more.
    var takenBackThrough: UInt64 = 0
    var isGivingBack = false
    var memory = 0
    /// Whether it has run anything.
    var hasRun = false
    /// What earlier mini-batches left behind takes all its memory.
    var isFull = false
    /// It has said that it ran out of memory.
    var hasRunOut = false

    var held: [MiniBatch] { (running.map { [$0] } ?? []) + queue }
  }

  func process(_ worker: WorkerID) -> Process? {
    guard processes.indices.contains(worker.slot), let process = processes[worker.slot],
      process.id == worker
    else { return nil }
    return process
  }

  // MARK: - Coming

  mutating func start(_ worker: WorkerID) throws(Violation) {
    while processes.count <= worker.slot { processes.append(nil) }
    guard processes[worker.slot] == nil else {
      throw Violation("\(worker) is started into a slot that has a process")
    }
    let allowed = min(workersAsked, workerLimit ?? .max)
    guard processCount < allowed else {
      throw Violation("\(worker) is started though \(processCount) of \(allowed) processes exist")
    }
    guard phase != .finalizing, phase != .ended else {
      throw Violation("\(worker) is started in a job that ends")
    }
    processes[worker.slot] = Process(id: worker)
    processCount += 1
    notice(processes: processCount)
    if random.happens(oneIn: scenario.initFailureOdds) {
      timeline.plan(in: around(20_000_000), .initFails(worker, era: era))
    } else {
      timeline.plan(in: around(50_000_000), .ready(worker, era: era))
    }
  }

  mutating func becomesReady(_ worker: WorkerID) throws(Violation) {
    guard process(worker) != nil else { return }
    processes[worker.slot]?.isReady = true
    try tell(.workerReady(worker))
  }

  mutating func initFails(_ worker: WorkerID) throws(Violation) {
    guard process(worker) != nil else { return }
    let isMemory = scenario.hostMemory != nil && random.happens(oneIn: 2)
    if !isMemory, random.happens(oneIn: 2) { try tell(.workerInitFailed(worker)) }
    try exit(worker, isMemory ? .outOfMemory : .ended)
  }

  // MARK: - Working

  mutating func receive(_ miniBatch: MiniBatch, _ worker: WorkerID) throws(Violation) {
    guard let process = process(worker), process.isReady, !process.isStopping, !process.isEnding
    else { throw Violation("\(miniBatch) is sent to \(worker), which cannot take it") }
    guard !process.hasRunOut else {
      throw Violation("\(miniBatch) is sent to \(worker), which has run out of memory")
    }
    guard !isPaused, !isPauseByDisk, !isBacklogged, phase == .running else {
      throw Violation("\(miniBatch) is sent while the job does not send")
    }
    let held = process.held
    guard held.count < 16 else { throw Violation("\(worker) is given more than 16 mini-batches") }
    guard !process.isGivingBack else {
      throw Violation("\(miniBatch) is sent to \(worker), which is giving back")
    }
    guard miniBatch.files.count >= 1, miniBatch.files.count <= largestSizeAsked else {
      throw Violation("\(miniBatch) is larger than \(largestSizeAsked) files")
    }
    if let limit = scenario.rules.miniBatchBytes, miniBatch.files.count > 1 {
      let bytes = scenario.files.front(of: miniBatch.files, within: .max).bytes
      guard bytes <= limit else { throw Violation("\(miniBatch) has \(bytes) bytes") }
    }
    guard miniBatch.attempt <= scenario.rules.attempts else {
      throw Violation("\(miniBatch) is beyond its attempts")
    }
    try checkOrder(of: miniBatch)
    try ledger.takeInHand(miniBatch.files)
    processes[worker.slot]?.queue.append(miniBatch)
    if process.running == nil { try beginNext(worker.slot) }
  }

  /// Fresh files go out in the order of the list, which is largest first where that is asked; with it,
  /// several together hold no more than their share of the bytes that are left. What came back goes before
  /// them, unless it waits for memory, or for the job to prove itself.
  private mutating func checkOrder(of miniBatch: MiniBatch) throws(Violation) {
    let (freshFiles, freshBytes) = (order.fileCount, order.bytes)
    guard try order.send(miniBatch) else { return }
    let returned = ledger.waitingCount(of: machine.counts.filesTotal) - freshFiles
    let waitsForMemory = scenario.hostMemory != nil || scenario.leakOdds > 0
    if !scenario.rules.needsRows, !waitsForMemory, returned > 0 {
      throw Violation("\(miniBatch) is sent before \(returned) files that came back")
    }
    let workers = max(1, min(workersAsked, workerLimit ?? .max))
    guard scenario.rules.order == .largestFirst, scenario.workerMemory == nil, workers > 1,
      miniBatch.files.count > 1
    else { return }
    let bytes = scenario.files.bytes(of: miniBatch.files)
    guard bytes <= max(1, freshBytes / (8 * workers)) else {
      throw Violation("\(miniBatch) has \(bytes) of the \(freshBytes) bytes that are left")
    }
  }

  /// The process takes the next frame from its socket.
  private mutating func beginNext(_ slot: Int) throws(Violation) {
    guard var process = processes[slot], process.running == nil else { return }
    while let next = process.queue.first {
      process.queue.removeFirst()
      guard next.dispatch > process.takenBackThrough else {
        timeline.plan(
          in: around(1_000_000), .leftAlone(process.id, dispatch: next.dispatch, era: era))
        continue
      }
      process.begun = next.dispatch
      order.begin(next)
      let (fate, memory) = fate(of: next, in: &process)
      process.hasRun = true
      process.running = next
      process.memory = memory
      memoryInUse += memory
      processes[slot] = process
      if case .never = fate {
      } else {
        let run = around(scenario.runPerFile * next.files.count)
        timeline.plan(
          in: run, .runEnds(process.id, dispatch: next.dispatch, fate, era: era))
      }
      timeline.plan(
        in: scenario.timeout, .timeout(process.id, dispatch: next.dispatch, era: era))
      timeline.plan(in: Self.lastsLong, .lasts(process.id, dispatch: next.dispatch, era: era))
      return
    }
    processes[slot] = process
    if process.isStopping, !process.isEnding {
      processes[slot]?.isEnding = true
      timeline.plan(in: around(1_000_000), .exits(process.id, .ended, era: era))
    }
  }

  /// As the engine watches its workers.
  private static let lastsLong = 100_000_000

  private mutating func fate(
    of miniBatch: MiniBatch, in process: inout Process
  ) -> (Fate, memory: Int) {
    if random.happens(oneIn: scenario.killOdds) {
      // From outside, or by a neighbour's hunger: the files are innocent.
      countKill(miniBatch.files)
      return (.dies(.ended), 0)
    }
    if process.hasRun, process.isFull || random.happens(oneIn: scenario.leakOdds) {
      process.isFull = true
      return (random.happens(oneIn: 2) ? .memoryError : .dies(.outOfMemory), 0)
    }
    let bad = scenario.files.bad(in: miniBatch.files)
    var memory = 0
    if let own = scenario.workerMemory, let host = scenario.hostMemory {
      memory = scenario.files.front(of: miniBatch.files, within: .max).bytes
      if memory > own || memoryInUse + memory > host || bad.contains(where: { $0.nature == .bomb })
      {
        return (random.happens(oneIn: 2) ? .memoryError : .dies(.outOfMemory), min(memory, own))
      }
    }
    for (_, nature) in bad {
      switch nature {
      case .raises: return (.raises, memory)
      case .flaky where random.happens(oneIn: 2): return (.raises, memory)
      case .hangs: return (.never, memory)
      case .crashes: return (.dies(.ended), memory)
      case .bomb: return (.dies(.outOfMemory), memory)
      case .good, .flaky, .unreadable: break
      }
    }
    if isDiskFull, random.happens(oneIn: 3) { return (.noRoom, memory) }
    let shortfall = random.happens(oneIn: scenario.shortfallOdds) ? 1 : 0
    return (.returns(items: miniBatch.files.count - shortfall), memory)
  }

  mutating func countKill(_ files: FileRange?) {
    guard let files else { return }
    for file in files.first..<files.end { kills[file, default: 0] += 1 }
  }

  mutating func runEnds(
    _ worker: WorkerID, dispatch: UInt64, _ fate: Fate
  ) throws(Violation) {
    guard let process = process(worker), let ran = process.running, ran.dispatch == dispatch
    else { return }
    if case .dies(let death) = fate { return try exit(worker, death) }
    processes[worker.slot]?.running = nil
    processes[worker.slot]?.memory = 0
    memoryInUse -= process.memory
    ledger.letGo(ran.files)
    let event: JobStateMachine.Event
    switch fate {
    case .returns(let items):
      event = .miniBatchSucceeded(
        worker, dispatch: dispatch, items: items,
        run: .nanoseconds(scenario.runPerFile * ran.files.count))
    case .raises: event = .miniBatchFailed(worker, dispatch: dispatch, .raised)
    case .memoryError:
      processes[worker.slot]?.hasRunOut = true
      event = .miniBatchFailed(worker, dispatch: dispatch, .outOfMemory)
    case .noRoom where isPauseByDisk:
      event = .miniBatchFailed(worker, dispatch: dispatch, .storageFull)
    case .noRoom:
      // There was room again before it came to writing.
      event = .miniBatchSucceeded(
        worker, dispatch: dispatch, items: ran.files.count,
        run: .nanoseconds(scenario.runPerFile * ran.files.count))
    case .dies, .never: return
    }
    if case .raises = fate { try countFailureAlone(ran) }
    if random.happens(oneIn: scenario.repeatOdds) {
      timeline.plan(in: around(200_000_000), .comesAgain(event, era: era))
    }
    // The worker goes on by itself; what it does next is decided before the runner has read the answer.
    try beginNext(worker.slot)
    answered = ran
    try tell(event)
    answered = nil
  }

  private mutating func countFailureAlone(_ miniBatch: MiniBatch) throws(Violation) {
    guard miniBatch.files.count == 1 else { return }
    failuresAlone[miniBatch.files.first, default: 0] += 1
    if failuresAlone[miniBatch.files.first, default: 0] > scenario.rules.attempts {
      throw Violation("file \(miniBatch.files.first) is run more often than it has attempts")
    }
  }

  // MARK: - Going

  mutating func askBack(_ worker: WorkerID, through: UInt64) {
    guard process(worker) != nil else { return }
    processes[worker.slot]?.takenBackThrough = through
    processes[worker.slot]?.isGivingBack = true
    timeline.plan(in: 2_000_000, .takenBack(worker, through: through, era: era))
  }

  /// What an engine does 2 ms after it has written the mark: reads what the worker is in.
  mutating func answerTakeBack(_ worker: WorkerID, through: UInt64) throws(Violation) {
    guard let process = process(worker) else { return }
    let unbegun = machine.inFlight(slot: worker.slot).filter {
      $0.dispatch > process.begun && $0.dispatch <= through
    }
    processes[worker.slot]?.isGivingBack = false
    letGo(unbegun.map(\.dispatch), worker)
    try tell(.tookBack(worker, unbegun.map(\.dispatch)))
  }

  /// These are in nobody's hands any more, if they still were in this worker's.
  mutating func letGo(_ dispatches: [UInt64], _ worker: WorkerID) {
    guard process(worker) != nil else { return }
    for miniBatch in machine.inFlight(slot: worker.slot)
    where dispatches.contains(miniBatch.dispatch) {
      comesBack(miniBatch)
    }
  }

  private mutating func comesBack(_ miniBatch: MiniBatch) {
    ledger.letGo(miniBatch.files)
    order.comeBack(miniBatch)
  }

  mutating func stop(_ worker: WorkerID) throws(Violation) {
    guard process(worker) != nil else { throw Violation("\(worker) is stopped and does not exist") }
    processes[worker.slot]?.isStopping = true
    try beginNext(worker.slot)
  }

  mutating func end(_ worker: WorkerID) throws(Violation) {
    guard process(worker) != nil else {
      throw Violation("\(worker) is ended and does not exist")
    }
    processes[worker.slot]?.isEnding = true
    let isDeaf = random.happens(oneIn: 4)
    timeline.plan(in: isDeaf ? 2_000_000_000 : around(5_000_000), .exits(worker, .ended, era: era))
  }

  mutating func exit(_ worker: WorkerID, _ death: JobStateMachine.Death) throws(Violation) {
    guard let process = process(worker) else { return }
    processes[worker.slot] = nil
    processCount -= 1
    memoryInUse -= process.memory
    // What it left alone it still holds, as far as anybody knows.
    for miniBatch in machine.inFlight(slot: worker.slot) { comesBack(miniBatch) }
    try tell(.workerExited(worker, death, lastBegun: process.begun))
  }
}

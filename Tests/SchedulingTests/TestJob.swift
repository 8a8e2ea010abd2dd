import Scheduling

/// A job under test: events by name, actions as short lines.
struct TestJob {
  private(set) var machine: JobStateMachine

  init(_ rules: JobRules, sizes: (any FileSizes)? = nil) {
    machine = JobStateMachine(rules: rules, sizes: sizes)
  }

  /// A running job over files 0..<files whose workers are all ready, each with its first mini-batch if
  /// there are enough.
  static func running(
    files: Int, _ rules: JobRules, sizes: (any FileSizes)? = nil
  ) throws -> TestJob {
    var job = TestJob(rules, sizes: sizes)
    try job.tell(.began)
    let bytes = sizes?.front(of: FileRange(first: 0, count: files), within: .max).bytes ?? 0
    let starts = try job.list(files, bytes: bytes)
    try job.ready(0)
    for slot in 1..<starts.count(where: { $0.hasPrefix("start") }) + 1 { try job.ready(slot) }
    return job
  }

  /// Applies one event; the actions in words, or the reason why it is refused.
  @discardableResult
  mutating func tell(_ event: JobStateMachine.Event) throws -> [String] {
    let actions = try machine.handle(event)
    if let broken = machine.brokenInvariant() { throw Broken(description: "\(event): \(broken)") }
    return actions.map(Self.words)
  }

  struct Broken: Error, CustomStringConvertible {
    var description: String
  }

  // MARK: - Events

  /// Lists files 0..<count, and no more.
  @discardableResult
  mutating func list(_ count: Int, bytes: Int = 0) throws -> [String] {
    try list([FileRange(first: 0, count: count)], bytes: bytes) + tell(.listingEnded)
  }

  @discardableResult
  mutating func list(_ pending: [FileRange], bytes: Int = 0) throws -> [String] {
    var counts = JobStateMachine.Counts()
    counts.filesTotal = pending.reduce(0) { $0 + $1.count }
    return try tell(.filesListed(pending: pending, pendingBytes: bytes, settled: counts))
  }

  @discardableResult
  mutating func ready(_ slot: Int, _ incarnation: Int = 1) throws -> [String] {
    try tell(.workerReady(WorkerID(slot: slot, incarnation: incarnation)))
  }

  /// The oldest mini-batch of a worker succeeds with an item for each file, or with `items`.
  @discardableResult
  mutating func succeed(
    _ slot: Int, _ incarnation: Int = 1, items: Int? = nil, run: Duration = .seconds(1)
  ) throws -> [String] {
    let miniBatch = machine.inFlight(slot: slot)[0]
    return try tell(
      .miniBatchSucceeded(
        WorkerID(slot: slot, incarnation: incarnation), dispatch: miniBatch.dispatch,
        items: items ?? miniBatch.files.count, run: run))
  }

  @discardableResult
  mutating func fail(
    _ slot: Int, _ fault: JobStateMachine.Fault = .raised, incarnation: Int = 1
  ) throws -> [String] {
    try tell(
      .miniBatchFailed(
        WorkerID(slot: slot, incarnation: incarnation),
        dispatch: machine.inFlight(slot: slot)[0].dispatch, fault))
  }

  @discardableResult
  mutating func timeOut(_ slot: Int, _ incarnation: Int = 1) throws -> [String] {
    try tell(
      .miniBatchTimedOut(
        WorkerID(slot: slot, incarnation: incarnation),
        dispatch: machine.inFlight(slot: slot)[0].dispatch))
  }

  /// The process is gone; it had begun the oldest mini-batch in its hands, unless `hadBegun` is false.
  @discardableResult
  mutating func exit(
    _ slot: Int, _ incarnation: Int = 1, _ death: JobStateMachine.Death = .ended,
    hadBegun: Bool = true
  ) throws -> [String] {
    let oldest = machine.inFlight(slot: slot).first?.dispatch
    return try tell(
      .workerExited(
        WorkerID(slot: slot, incarnation: incarnation), death,
        lastBegun: hadBegun ? oldest ?? .max : 0))
  }

  // MARK: - Words

  private static func words(_ action: JobStateMachine.Action) -> String {
    switch action {
    case .startWorker(let worker): "start \(words(worker))"
    case .send(let miniBatch, let worker):
      "send \(words(miniBatch)) to \(words(worker))"
        + (miniBatch.attempt > 1 ? ", attempt \(miniBatch.attempt)" : "")
    case .commit(let miniBatch, let items, let worker):
      "commit \(words(miniBatch)): \(items) by \(words(worker))"
    case .recordFailure(let miniBatch, let worker, let cause):
      "fail \(words(miniBatch)): \(cause) by \(words(worker))"
    case .scheduleRestart(let worker, let delay): "restart \(words(worker)) after \(delay)"
    case .takeBack(let worker, let through): "take back from \(words(worker)) through #\(through)"
    case .stopWorker(let worker): "stop \(words(worker))"
    case .endWorker(let worker, .timedOut(let dispatch)):
      "end \(words(worker)): timed out in #\(dispatch)"
    case .endWorker(let worker, .skipped(let dispatch)):
      "end \(words(worker)): #\(dispatch) skipped"
    case .endWorker(let worker, let reason): "end \(words(worker)): \(reason)"
    case .changePhase(let phase): "\(phase)"
    case .flushOutput: "flush"
    case .end(.completed): "completed"
    case .end(.canceled): "canceled"
    case .end(.failed(let cause)): "failed: \(cause)"
    }
  }

  private static func words(_ worker: WorkerID) -> String {
    "\(worker.slot).\(worker.incarnation)"
  }

  private static func words(_ miniBatch: MiniBatch) -> String {
    "#\(miniBatch.dispatch) \(miniBatch.files)"
  }
}

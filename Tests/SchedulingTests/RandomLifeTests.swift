import Scheduling
import Testing

/// Lives of jobs in a random world, each from its seed.
@Suite("Random lives")
struct RandomLifeTests {
  @Test("every file ends exactly once, whatever workers do", arguments: 0..<200 as Range<UInt64>)
  func everyFileEndsOnce(seed: UInt64) throws {
    var world = RandomWorld(seed: seed)
    try world.live()
    if world.outcome == .completed || world.outcome == .failed(.nothingSucceeded) {
      #expect(world.settled.allSatisfy { $0 == 1 }, "seed \(seed)")
    } else {
      #expect(world.settled.allSatisfy { $0 <= 1 }, "seed \(seed)")
    }
    // A file is blamed only if it is bad, or its workers kept dying.
    if world.deathOdds == 0 {
      #expect(world.blamed.isSubset(of: world.badFiles), "seed \(seed)")
    }
  }
}

/// A legality-checking stand-in for everything outside the state machine.
private struct RandomWorld {
  private(set) var settled: [Int]
  private(set) var blamed: Set<Int> = []
  private(set) var outcome: JobStateMachine.Outcome?
  let badFiles: Set<Int>
  let deathOdds: Int

  private var random: SplitMix64
  private var machine: JobStateMachine
  private var held: [WorkerID: [MiniBatch]] = [:]
  private var starting: Set<WorkerID> = []
  private var ending: Set<WorkerID> = []
  private var waiting: Set<WorkerID> = []
  private var mustFlush = false

  init(seed: UInt64) {
    var random = SplitMix64(state: seed)
    let files = Int.random(in: 1...400, using: &random)
    settled = Array(repeating: 0, count: files)
    badFiles = Set((0..<files).filter { _ in Int.random(in: 0..<40, using: &random) == 0 })
    deathOdds = [0, 0, 30, 200].randomElement(using: &random) ?? 0
    machine = JobStateMachine(
      rules: JobRules(
        miniBatchSize: Int.random(in: 1...50, using: &random),
        workers: Int.random(in: 1...9, using: &random),
        errorThreshold: Bool.random(using: &random) ? nil : 5,
        maxRetries: Int.random(in: 0...3, using: &random)))
    self.random = random
  }

  mutating func live() throws {
    try tell(.began)
    var counts = JobStateMachine.Counts()
    counts.filesTotal = settled.count
    try tell(
      .inputsListed(pending: [FileRange(first: 0, count: settled.count)], settled: counts))
    for _ in 0..<100_000 {
      if outcome != nil { return }
      try step()
    }
    Issue.record("the job does not end")
  }

  private mutating func step() throws {
    if mustFlush {
      mustFlush = false
      return try tell(.outputFlushed)
    }
    if let worker = ending.sorted(by: { $0.slot < $1.slot }).randomElement(using: &random) {
      return try exit(worker)
    }
    if let worker = waiting.sorted(by: { $0.slot < $1.slot }).first {
      waiting.remove(worker)
      return try tell(.restartDue(worker))
    }
    if let worker = starting.sorted(by: { $0.slot < $1.slot }).randomElement(using: &random) {
      if deathOdds > 0, Int.random(in: 0..<10, using: &random) == 0 {
        try tell(.workerInitFailed(worker))
        return try exit(worker)
      }
      starting.remove(worker)
      held[worker] = []
      return try tell(.workerReady(worker))
    }
    let busy = held.filter { !$0.value.isEmpty }.keys.sorted { $0.slot < $1.slot }
    let worker = try #require(busy.randomElement(using: &random), "nobody has anything to do")
    if deathOdds > 0, Int.random(in: 0..<deathOdds, using: &random) == 0 {
      return try exit(worker)
    }
    guard let miniBatch = held[worker]?.removeFirst() else { return }
    let files = miniBatch.files.first..<miniBatch.files.end
    if badFiles.contains(where: files.contains) {
      try tell(.miniBatchFailed(worker, dispatch: miniBatch.dispatch))
    } else {
      try tell(
        .miniBatchSucceeded(
          worker, dispatch: miniBatch.dispatch, items: miniBatch.files.count,
          run: .microseconds(Int.random(in: 10...200_000, using: &random))))
    }
  }

  private mutating func exit(_ worker: WorkerID) throws {
    starting.remove(worker)
    ending.remove(worker)
    held[worker] = nil
    try tell(.workerExited(worker))
  }

  private mutating func tell(_ event: JobStateMachine.Event) throws {
    let actions = try machine.handle(event)
    #expect(machine.brokenInvariant() == nil)
    for action in actions { try apply(action) }
  }

  private mutating func apply(_ action: JobStateMachine.Action) throws {
    try #require(outcome == nil, "\(action) comes after the end")
    switch action {
    case .startWorker(let worker):
      #expect(!held.keys.contains { $0.slot == worker.slot })
      starting.insert(worker)
    case .send(let miniBatch, let worker):
      let inHand = try #require(held[worker], "\(worker) is not ready")
      #expect(inHand.count < 16)
      held[worker] = inHand + [miniBatch]
    case .commit(let miniBatch, _, _):
      for file in miniBatch.files.first..<miniBatch.files.end { settled[file] += 1 }
    case .recordFailure(let miniBatch, _):
      for file in miniBatch.files.first..<miniBatch.files.end {
        settled[file] += 1
        blamed.insert(file)
      }
    case .scheduleRestart(let worker, _): waiting.insert(worker)
    case .stopWorker(let worker):
      if held[worker] == [] { ending.insert(worker) }
    case .killWorker(let worker):
      ending.insert(worker)
    case .changePhase: break
    case .flushOutput: mustFlush = true
    case .end(let outcome): self.outcome = outcome
    }
  }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

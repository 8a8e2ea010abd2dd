package import Scheduling

/// Everything outside the state machine, as a random world with a clock of its own: input, workers,
/// disk, operator. It does what it is told, breaks what it can, and checks everything it is told.
package struct World {
  let scenario: Scenario
  var random: SplitMix64
  var timeline = Timeline<Happening>()
  var machine: JobStateMachine
  var ledger: ModelLedger
  /// By slot.
  var processes: [Process?] = []
  var processCount = 0
  var memoryInUse = 0
  var order: SendingOrder
  /// What a worker has just answered.
  var answered: MiniBatch?

  /// Which runner lives; what an earlier one had planned never happens.
  var era = 0
  var listedUpTo = 0
  var isListed = false
  var isDiskFull = false
  var isBacklogged = false
  var isFlushPlanned = false
  var mustReportFlush = false
  var isStorageLost = false

  // What the operator asked for, kept apart from what the state machine makes of it.
  var workersAsked: Int
  var workerLimit: Int?
  var sizeAsked: Int
  /// Of this runner. A mini-batch that is retried keeps its size when the operator asks for less.
  var largestSizeAsked = 0
  var isPaused = false
  var isPauseByDisk = false
  var isCanceled = false
  var phase = JobStateMachine.Phase.preparing
  /// When the end was decided: workers asked for, and files scored.
  var decided = (workers: 0, scored: 0)
  /// In this era.
  var skipsAsked: Set<UInt64> = []
  var hasSkipped = false
  /// Files whose worker was killed under them, by how often.
  var kills: [Int: Int] = [:]
  /// Counted failures of files standing alone, in this era.
  var failuresAlone: [Int: Int] = [:]

  package private(set) var outcome: JobStateMachine.Outcome?
  package private(set) var eventCount = 0
  package private(set) var actionCount = 0
  /// Spent in the state machine.
  package private(set) var machineTime = Duration.zero
  /// Processes at once, at most.
  package private(set) var mostProcesses = 0
  private var story: [(at: Int, line: String)] = []
  private let keepsTime: Bool

  /// Beyond this a job of so many files is not going on.
  private let mostEvents: Int

  package init(_ scenario: Scenario, keepsTime: Bool = false) {
    self.scenario = scenario
    self.keepsTime = keepsTime
    random = SplitMix64(seed: scenario.seed &+ 0x51)
    machine = JobStateMachine(rules: scenario.rules, sizes: scenario.files)
    ledger = ModelLedger(files: scenario.files.count)
    order = SendingOrder(files: scenario.files)
    workersAsked = scenario.rules.workers
    sizeAsked = scenario.rules.miniBatchSize
    mostEvents = 400_000 + scenario.files.count * 4
  }

  enum Happening {
    case listed(era: Int)
    case ready(WorkerID, era: Int)
    case initFails(WorkerID, era: Int)
    case runEnds(WorkerID, dispatch: UInt64, Fate, era: Int)
    case comesAgain(JobStateMachine.Event, era: Int)
    case timeout(WorkerID, dispatch: UInt64, era: Int)
    case lasts(WorkerID, dispatch: UInt64, era: Int)
    case leftAlone(WorkerID, dispatch: UInt64, era: Int)
    case takenBack(WorkerID, through: UInt64, era: Int)
    case exits(WorkerID, JobStateMachine.Death, era: Int)
    case restartDue(WorkerID, era: Int)
    case handOver(era: Int)
    case recorded(era: Int)
    case diskFills, diskEmpties, operatorActs, operatorContinues, runnerCrashes
  }

  /// How a `run()` is going to end.
  enum Fate {
    case returns(items: Int)
    case raises
    case memoryError
    /// Finds the disk full.
    case noRoom
    case dies(JobStateMachine.Death)
    case never
  }

  // MARK: - Life

  /// Lives until the job has ended.
  ///
  /// - Throws: `Violation` with the story when something happens that must not.
  package mutating func live() throws(Violation) {
    do {
      try begin()
      if let every = scenario.operatorEvery { timeline.plan(in: around(every), .operatorActs) }
      if let every = scenario.diskFullEvery { timeline.plan(in: around(every), .diskFills) }
      if let every = scenario.crashEvery { timeline.plan(in: around(every), .runnerCrashes) }
      while outcome == nil {
        guard let happening = timeline.next() else {
          throw Violation("nothing is going to happen and the job has not ended")
        }
        guard eventCount < mostEvents else { throw Violation("the job does not end") }
        try happen(happening)
      }
      try checkEnd()
    } catch {
      throw Violation("\(error)\n\(toldStory)")
    }
  }

  /// A runner begins, the first or the next.
  mutating func begin() throws(Violation) {
    var rules = scenario.rules
    rules.workers = workersAsked
    rules.miniBatchSize = sizeAsked
    largestSizeAsked = sizeAsked
    machine = JobStateMachine(rules: rules, sizes: scenario.files)
    processes = []
    processCount = 0
    memoryInUse = 0
    order = SendingOrder(files: scenario.files)
    failuresAlone = [:]
    skipsAsked = []
    workerLimit = nil
    (isBacklogged, isFlushPlanned, mustReportFlush) = (false, false, false)
    (isPaused, isPauseByDisk, isListed) = (false, false, false)
    listedUpTo = 0
    phase = .preparing
    timeline.plan(in: around(5_000_000), .listed(era: era))
    try tell(.began)
    if isDiskFull {
      isPauseByDisk = true
      try tell(.storageFull(true))
    }
  }

  private mutating func happen(_ happening: Happening) throws(Violation) {
    switch happening {
    case .listed(era): try listMore()
    case .ready(let worker, era): try becomesReady(worker)
    case .initFails(let worker, era): try initFails(worker)
    case .runEnds(let worker, let dispatch, let fate, era):
      try runEnds(worker, dispatch: dispatch, fate)
    case .comesAgain(let event, era): try tell(event)
    case .timeout(let worker, let dispatch, era):
      guard process(worker)?.running?.dispatch == dispatch else { return }
      try tell(.miniBatchTimedOut(worker, dispatch: dispatch))
    case .lasts(let worker, let dispatch, era):
      guard process(worker)?.running?.dispatch == dispatch else { return }
      try tell(.miniBatchLasts(worker, dispatch: dispatch))
    case .leftAlone(let worker, let dispatch, era):
      letGo([dispatch], worker)
      try tell(.miniBatchUnbegun(worker, dispatch: dispatch))
    case .takenBack(let worker, let through, era): try answerTakeBack(worker, through: through)
    case .exits(let worker, let death, era): try exit(worker, death)
    case .restartDue(let worker, era): try tell(.restartDue(worker))
    case .handOver(era): try handOver()
    case .recorded(era): try recordOldest()
    case .listed, .ready, .initFails, .runEnds, .comesAgain, .timeout, .lasts, .leftAlone,
      .takenBack, .exits,
      .restartDue, .handOver, .recorded:
      break  // of a runner that is gone
    case .diskFills: try diskFills()
    case .diskEmpties: try diskEmpties()
    case .operatorActs: try operatorActs()
    case .operatorContinues: try operatorContinues()
    case .runnerCrashes: try runnerCrashes()
    }
  }

  // MARK: - The funnel

  /// Reports one event and does what it leads to.
  mutating func tell(_ event: JobStateMachine.Event) throws(Violation) {
    guard outcome == nil else { return }
    eventCount += 1
    remember("\(event)")
    let actions: [JobStateMachine.Action]
    let started = keepsTime ? ContinuousClock.now : nil
    do {
      actions = try machine.handle(event)
    } catch {
      throw Violation("\(error)")
    }
    if let started { machineTime += ContinuousClock.now - started }
    actionCount += actions.count
    if scenario.auditsEachEvent || eventCount % 4096 == 0 {
      if let broken = machine.brokenInvariant() { throw Violation(broken) }
    }
    for action in actions { try apply(action) }
  }

  private mutating func apply(_ action: JobStateMachine.Action) throws(Violation) {
    guard outcome == nil else { throw Violation("\(action) comes after the end") }
    remember("    → \(action)")
    switch action {
    case .startWorker(let worker): try start(worker)
    case .send(let miniBatch, let worker): try receive(miniBatch, worker)
    case .commit(let miniBatch, let items, let worker):
      try commit(miniBatch, items: items, worker)
    case .recordFailure(let miniBatch, let worker, let cause):
      try recordFailure(miniBatch, worker, cause)
    case .scheduleRestart(let worker, let delay):
      timeline.plan(
        in: Int(delay.components.attoseconds / 1_000_000_000)
          + Int(delay.components.seconds) * 1_000_000_000, .restartDue(worker, era: era))
    case .takeBack(let worker, let through): askBack(worker, through: through)
    case .stopWorker(let worker): try stop(worker)
    case .endWorker(let worker, _): try end(worker)
    case .changePhase(let phase):
      self.phase = phase
      if phase == .finalizing { decided = (workersAsked, ledger.filesScored) }
    case .flushOutput: try flushOutput()
    case .end(let outcome): self.outcome = outcome
    }
  }

  // MARK: - The story

  private mutating func remember(_ line: @autoclosure () -> String) {
    guard tellsStory else { return }
    story.append((timeline.now, line()))
    if story.count > 4000 { story.removeFirst(2000) }
  }

  /// Whether every event is written down, which takes most of the time.
  package var tellsStory = false

  private var toldStory: String {
    story.suffix(400).map { "\($0.at / 1000) µs  \($0.line)" }.joined(separator: "\n")
  }

  // MARK: - Chance

  /// A time between half and one and a half of `mean`, nanoseconds.
  mutating func around(_ mean: Int) -> Int { mean / 2 + random.pick(0...max(1, mean)) }

  mutating func notice(processes count: Int) { mostProcesses = max(mostProcesses, count) }
}

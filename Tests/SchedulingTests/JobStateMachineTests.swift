import Scheduling
import Testing

@Suite("Job state machine")
struct JobStateMachineTests {
  private let first = WorkerID(slot: 0, incarnation: 1)
  private let second = WorkerID(slot: 1, incarnation: 1)

  @Test("one worker starts at once, the others when the input is known")
  func workersStartAsUseful() throws {
    var machine = JobStateMachine(rules: JobRules(miniBatchSize: 10, workers: 4))
    #expect(try machine.handle(.began) == [.startWorker(first)])
    #expect(try machine.handle(listed(15)) == [.startWorker(second)])
  }

  @Test("a job over one mini-batch goes from listing to its end")
  func wholeLife() throws {
    var machine = JobStateMachine(rules: JobRules(miniBatchSize: 10, workers: 1))
    let miniBatch = MiniBatch(dispatch: 1, files: FileRange(first: 0, count: 3))
    _ = try machine.handle(.began)
    #expect(try machine.handle(listed(3)) == [])
    #expect(
      try machine.handle(.workerReady(first)) == [
        .changePhase(.running), .send(miniBatch, to: first),
      ])
    #expect(
      try machine.handle(succeeded(first, 1, items: 3)) == [
        .commit(miniBatch, items: 3, by: first), .changePhase(.finalizing), .stopWorker(first),
      ])
    #expect(try machine.handle(.workerExited(first)) == [.flushOutput])
    #expect(try machine.handle(.outputFlushed) == [.changePhase(.ended), .end(.completed)])
    #expect(machine.counts.filesSucceeded == 3)
  }

  @Test("a mini-batch that raises is split, its halves before fresh files")
  func splitting() throws {
    var machine = try running(files: 8, miniBatchSize: 4)
    let actions = try machine.handle(.miniBatchFailed(first, dispatch: 1))
    #expect(
      actions == [.send(MiniBatch(dispatch: 2, files: FileRange(first: 0, count: 2)), to: first)])
    #expect(machine.filesRetrying == 2)
  }

  @Test("a single file has 1 + max_retries attempts, then it is a failed file")
  func attempts() throws {
    var machine = try running(files: 2, miniBatchSize: 1, maxRetries: 2)
    for dispatch in 1...2 as ClosedRange<UInt64> {
      let again = MiniBatch(
        dispatch: dispatch + 1, files: FileRange(first: 0, count: 1), attempt: Int(dispatch) + 1)
      #expect(
        try machine.handle(.miniBatchFailed(first, dispatch: dispatch)) == [.send(again, to: first)]
      )
    }
    let lost = MiniBatch(dispatch: 3, files: FileRange(first: 0, count: 1), attempt: 3)
    let next = MiniBatch(dispatch: 4, files: FileRange(first: 1, count: 1))
    #expect(
      try machine.handle(.miniBatchFailed(first, dispatch: 3)) == [
        .recordFailure(lost, by: first), .send(next, to: first),
      ])
    #expect(machine.counts.filesFailed == 1)
  }

  @Test("with isolation off every file of a mini-batch fails together")
  func withoutIsolation() throws {
    var machine = try running(files: 8, miniBatchSize: 4, maxRetries: 0, isolation: false)
    let actions = try machine.handle(.miniBatchFailed(first, dispatch: 1))
    #expect(
      actions.first
        == .recordFailure(MiniBatch(dispatch: 1, files: FileRange(first: 0, count: 4)), by: first))
    #expect(machine.counts.filesFailed == 4)
  }

  @Test("a dead worker is replaced and its mini-batch goes out once more, whole")
  func workerDeath() throws {
    var machine = try running(files: 8, miniBatchSize: 4)
    let replacement = WorkerID(slot: 0, incarnation: 2)
    #expect(try machine.handle(.workerExited(first)) == [.startWorker(replacement)])
    let again = MiniBatch(
      dispatch: 2, files: FileRange(first: 0, count: 4), hasLostWorker: true)
    #expect(try machine.handle(.workerReady(replacement)) == [.send(again, to: replacement)])
    // It kills a second worker: now it is taken apart.
    _ = try machine.handle(.workerExited(replacement))
    let third = WorkerID(slot: 0, incarnation: 3)
    let half = MiniBatch(dispatch: 3, files: FileRange(first: 0, count: 2), hasLostWorker: true)
    #expect(try machine.handle(.workerReady(third)) == [.send(half, to: third)])
  }

  @Test("mini-batches sent ahead to a dead worker go back unharmed")
  func prefetchedSurviveDeath() throws {
    var machine = try running(files: 12, miniBatchSize: 4)
    _ = try machine.handle(succeeded(first, 1, items: 4, run: .milliseconds(1)))
    #expect(machine.inFlight(slot: 0).map(\.files.first) == [4, 8])
    _ = try machine.handle(.workerExited(first))
    let replacement = WorkerID(slot: 0, incarnation: 2)
    let actions = try machine.handle(.workerReady(replacement))
    let again = MiniBatch(dispatch: 4, files: FileRange(first: 4, count: 4), hasLostWorker: true)
    #expect(actions == [.send(again, to: replacement)])
    #expect(machine.filesRetrying == 4)
  }

  @Test("the threshold counts files that failed for good and items that never came back")
  func threshold() throws {
    var machine = try running(files: 8, miniBatchSize: 4, errorThreshold: 1)
    _ = try machine.handle(succeeded(first, 1, items: 3))
    #expect(machine.phase == .running)
    let actions = try machine.handle(succeeded(first, 2, items: 3))
    #expect(machine.counts.itemsUnreported == 2)
    #expect(actions.contains(.killWorker(first)))
    _ = try machine.handle(.workerExited(first))
    #expect(
      try machine.handle(.outputFlushed).last
        == .end(.failed(.errorThresholdExceeded(failedItems: 2, threshold: 1))))
  }

  @Test("append_row without a single item fails; summary_only does not")
  func nothingSucceeded() throws {
    for (needsRows, outcome) in [
      (true, JobStateMachine.Outcome.failed(.nothingSucceeded)), (false, .completed),
    ] {
      var machine = try running(files: 1, miniBatchSize: 4, needsRows: needsRows)
      _ = try machine.handle(succeeded(first, 1, items: 0))
      _ = try machine.handle(.workerExited(first))
      #expect(try machine.handle(.outputFlushed).last == .end(outcome))
    }
  }

  @Test("three failures of init() in a row, with no worker ever ready, end the job")
  func initFails() throws {
    var machine = JobStateMachine(rules: JobRules(miniBatchSize: 1, workers: 1))
    _ = try machine.handle(.began)
    _ = try machine.handle(listed(5))
    for (n, delay) in [(1, Duration.milliseconds(100)), (2, .milliseconds(200))] {
      let worker = WorkerID(slot: 0, incarnation: n)
      _ = try machine.handle(.workerInitFailed(worker))
      #expect(
        try machine.handle(.workerExited(worker)) == [.scheduleRestart(worker, after: delay)])
      #expect(
        try machine.handle(.restartDue(worker)) == [
          .startWorker(WorkerID(slot: 0, incarnation: n + 1))
        ])
    }
    let actions = try machine.handle(.workerExited(WorkerID(slot: 0, incarnation: 3)))
    #expect(actions == [.changePhase(.finalizing), .flushOutput])
    #expect(
      try machine.handle(.outputFlushed).last
        == .end(.failed(.workersCannotStart(failures: 3))))
  }

  @Test("a cancel lets running mini-batches end, a second one does not")
  func cancel() throws {
    var machine = try running(files: 8, miniBatchSize: 4)
    #expect(
      try machine.handle(.cancelRequested(now: false)) == [
        .changePhase(.finalizing), .stopWorker(first),
      ])
    #expect(try machine.handle(.cancelRequested(now: true)) == [.killWorker(first)])
    #expect(try machine.handle(succeeded(first, 1, items: 4)) == [])
    #expect(try machine.handle(.workerExited(first)) == [.flushOutput])
    #expect(try machine.handle(.outputFlushed).last == .end(.canceled))
    #expect(machine.counts.filesSucceeded == 0)
  }

  @Test("a full output holds sending back until it has room")
  func backlog() throws {
    var machine = try running(files: 8, miniBatchSize: 4)
    _ = try machine.handle(.outputBacklogged(true))
    let miniBatch = MiniBatch(dispatch: 1, files: FileRange(first: 0, count: 4))
    #expect(
      try machine.handle(succeeded(first, 1, items: 4))
        == [.commit(miniBatch, items: 4, by: first)])
    let next = MiniBatch(dispatch: 2, files: FileRange(first: 4, count: 4))
    #expect(try machine.handle(.outputBacklogged(false)) == [.send(next, to: first)])
  }

  @Test("storage that fails during the last flush fails the job, and the flush is asked for once")
  func storageFailsAtTheEnd() throws {
    var machine = try running(files: 4, miniBatchSize: 4)
    _ = try machine.handle(succeeded(first, 1, items: 4))
    #expect(try machine.handle(.workerExited(first)) == [.flushOutput])
    #expect(try machine.handle(.storageFailed) == [])
    #expect(
      try machine.handle(.outputFlushed) == [.changePhase(.ended), .end(.failed(.storageFailed))])
  }

  @Test("a resumed job runs only what has no result")
  func resume() throws {
    var machine = JobStateMachine(rules: JobRules(miniBatchSize: 4, workers: 1))
    _ = try machine.handle(.began)
    var settled = JobStateMachine.Counts()
    settled.filesTotal = 10
    settled.filesSucceeded = 7
    settled.itemsReturned = 7
    let pending = [FileRange(first: 2, count: 1), FileRange(first: 8, count: 2)]
    _ = try machine.handle(.inputsListed(pending: pending, settled: settled))
    let actions = try machine.handle(.workerReady(first))
    #expect(actions.last == .send(MiniBatch(dispatch: 1, files: pending[0]), to: first))
    #expect(machine.brokenInvariant() == nil)
  }

  @Test("a job whose files all have results ends without running anything")
  func resumeOfNothing() throws {
    var machine = JobStateMachine(rules: JobRules(miniBatchSize: 4, workers: 1))
    _ = try machine.handle(.began)
    var settled = JobStateMachine.Counts()
    settled.filesTotal = 2
    settled.filesSucceeded = 2
    settled.itemsReturned = 2
    #expect(
      try machine.handle(.inputsListed(pending: [], settled: settled)) == [
        .changePhase(.finalizing), .killWorker(first),
      ])
  }

  @Test("an answer nobody asked for is illegal, changes nothing and carries its story")
  func illegalAnswer() throws {
    var machine = try running(files: 8, miniBatchSize: 4)
    let before = machine.inFlight(slot: 0)
    do {
      _ = try machine.handle(succeeded(first, 7, items: 4))
      Issue.record("an answer to a dispatch that was never sent was taken")
    } catch {
      #expect(error.reason == "worker 0.1 answers dispatch 7, which is not its oldest")
      #expect(error.story == [.began, listed(8), .workerReady(first)])
    }
    #expect(machine.inFlight(slot: 0) == before)
    #expect(machine.brokenInvariant() == nil)
  }

  @Test(
    "events that cannot happen are refused",
    arguments: [
      JobStateMachine.Event.began,
      .outputFlushed,
      .workerReady(WorkerID(slot: 0, incarnation: 1)),
      .workerReady(WorkerID(slot: 9, incarnation: 1)),
      .workerExited(WorkerID(slot: 0, incarnation: 4)),
      .workerInitFailed(WorkerID(slot: 0, incarnation: 1)),
    ])
  func illegal(event: JobStateMachine.Event) throws {
    var machine = try running(files: 8, miniBatchSize: 4)
    #expect(throws: InvalidTransition.self) { try machine.handle(event) }
  }

  // MARK: - Arrangements

  private func listed(_ count: Int) -> JobStateMachine.Event {
    var counts = JobStateMachine.Counts()
    counts.filesTotal = count
    return .inputsListed(pending: [FileRange(first: 0, count: count)], settled: counts)
  }

  private func succeeded(
    _ worker: WorkerID, _ dispatch: UInt64, items: Int, run: Duration = .seconds(1)
  ) -> JobStateMachine.Event {
    .miniBatchSucceeded(worker, dispatch: dispatch, items: items, run: run)
  }

  /// A machine whose only worker holds dispatch 1.
  private func running(
    files: Int, miniBatchSize: Int, errorThreshold: Int? = nil, maxRetries: Int = 3,
    isolation: Bool = true, needsRows: Bool = true
  ) throws -> JobStateMachine {
    var machine = JobStateMachine(
      rules: JobRules(
        miniBatchSize: miniBatchSize, workers: 1, errorThreshold: errorThreshold,
        maxRetries: maxRetries, isolation: isolation, needsRows: needsRows))
    _ = try machine.handle(.began)
    _ = try machine.handle(listed(files))
    _ = try machine.handle(.workerReady(first))
    return machine
  }
}

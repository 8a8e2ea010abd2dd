import Scheduling
import Testing

@Suite("The life of a job")
struct JobLifeTests {
  private let one = JobRules(miniBatchSize: 4, workers: 1)

  @Test("one worker starts at once, the others when there is work for them")
  func workersStartAsUseful() throws {
    var job = TestJob(JobRules(miniBatchSize: 10, workers: 4))
    #expect(try job.tell(.began) == ["start 0.1"])
    #expect(try job.list(15) == ["start 1.1"])
  }

  @Test("a job over one mini-batch goes from listing to its end")
  func wholeLife() throws {
    var job = TestJob(one)
    try job.tell(.began)
    #expect(try job.list(3) == [])
    #expect(try job.ready(0) == ["running", "send #1 0..<3 to 0.1"])
    #expect(try job.succeed(0) == ["commit #1 0..<3: 3 by 0.1", "finalizing", "stop 0.1"])
    #expect(try job.exit(0) == ["flush"])
    #expect(try job.tell(.outputFlushed) == ["ended", "completed"])
    #expect(job.machine.counts.filesSucceeded == 3)
  }

  @Test("scoring starts while files are being listed, and the job ends only when all are")
  func streaming() throws {
    var job = TestJob(one)
    try job.tell(.began)
    #expect(try job.ready(0) == [])
    #expect(try job.list([FileRange(first: 0, count: 6)]) == ["running", "send #1 0..<4 to 0.1"])
    #expect(try job.succeed(0) == ["commit #1 0..<4: 4 by 0.1", "send #2 4..<6 to 0.1"])
    #expect(try job.succeed(0) == ["commit #2 4..<6: 2 by 0.1"])
    #expect(try job.list([FileRange(first: 6, count: 1)]) == ["send #3 6..<7 to 0.1"])
    #expect(try job.tell(.listingEnded) == [])
    #expect(
      try job.succeed(0) == ["commit #3 6..<7: 1 by 0.1", "finalizing", "stop 0.1"])
    #expect(job.machine.counts.filesTotal == 7)
  }

  @Test("a resumed job runs only what has no result")
  func resume() throws {
    var job = TestJob(one)
    try job.tell(.began)
    var settled = JobStateMachine.Counts()
    settled.filesTotal = 16
    settled.filesSucceeded = 7
    settled.itemsReturned = 7
    let pending = [FileRange(first: 2, count: 1), FileRange(first: 8, count: 8)]
    try job.tell(.filesListed(pending: pending, pendingBytes: 0, settled: settled))
    try job.tell(.listingEnded)
    #expect(try job.ready(0) == ["running", "send #1 2..<3 to 0.1"])
    #expect(try job.succeed(0).last == "send #2 8..<12 to 0.1")
  }

  @Test("a job whose files all have results ends without running anything")
  func resumeOfNothing() throws {
    var job = TestJob(one)
    try job.tell(.began)
    var settled = JobStateMachine.Counts()
    settled.filesTotal = 2
    settled.filesSucceeded = 2
    settled.itemsReturned = 2
    try job.tell(.filesListed(pending: [], pendingBytes: 0, settled: settled))
    #expect(try job.tell(.listingEnded) == ["finalizing", "end 0.1: notNeeded"])
    #expect(try job.exit(0) == ["flush"])
  }

  @Test("the threshold counts files that failed for good and items that never came back")
  func threshold() throws {
    var job = try TestJob.running(
      files: 20, JobRules(miniBatchSize: 4, workers: 1, errorThreshold: 1))
    try job.succeed(0, items: 3)
    #expect(job.machine.phase == .running)
    #expect(
      try job.succeed(0, items: 3) == [
        "commit #2 4..<8: 3 by 0.1", "finalizing", "end 0.1: jobEnding",
      ])
    try job.exit(0)
    #expect(
      try job.tell(.outputFlushed).last
        == "failed: errorThresholdExceeded(failedItems: 2, threshold: 1)")
  }

  @Test(
    "append_row without a single item fails; summary_only does not",
    arguments: zip([true, false], ["failed: nothingSucceeded", "completed"]))
  func nothingSucceeded(needsRows: Bool, outcome: String) throws {
    var job = try TestJob.running(
      files: 1, JobRules(miniBatchSize: 4, workers: 1, needsRows: needsRows))
    try job.succeed(0, items: 0)
    try job.exit(0)
    #expect(try job.tell(.outputFlushed).last == outcome)
  }

  @Test("three failures of init() in a row, with no worker ever ready, end the job")
  func initFails() throws {
    var job = TestJob(one)
    try job.tell(.began)
    try job.list(5)
    for (n, delay) in [(1, "0.1 seconds"), (2, "0.2 seconds")] {
      let worker = WorkerID(slot: 0, incarnation: n)
      #expect(try job.tell(.workerInitFailed(worker)) == [])
      #expect(try job.exit(0, n) == ["restart 0.\(n) after \(delay)"])
      #expect(try job.tell(.restartDue(worker)) == ["start 0.\(n + 1)"])
    }
    #expect(try job.exit(0, 3) == ["finalizing", "flush"])
    #expect(try job.tell(.outputFlushed).last == "failed: workersCannotStart(failures: 3)")
  }

  @Test("a worker that is gone before it begins anything waits like one that never got ready")
  func uselessWorkers() throws {
    var job = TestJob(one)
    try job.tell(.began)
    try job.list(4)
    for n in 1...2 {
      try job.ready(0, n)
      #expect(try job.exit(0, n, hadBegun: false) == ["restart 0.\(n) after 0.\(n) seconds"])
      try job.tell(.restartDue(WorkerID(slot: 0, incarnation: n)))
    }
    try job.ready(0, 3)
    #expect(try job.exit(0, 3, hadBegun: false) == ["finalizing", "flush"])
    #expect(try job.tell(.outputFlushed).last == "failed: workersKeepEnding(failures: 3)")
  }

  @Test("an init() that runs out of memory beside others costs a worker, not the job")
  func initOutOfMemory() throws {
    var job = TestJob(JobRules(miniBatchSize: 1, workers: 3))
    try job.tell(.began)
    try job.list(9)
    #expect(try job.exit(2, 1, .outOfMemory) == [])
    #expect(job.machine.workforce.admitted == 2)
    #expect(try job.exit(1, 1, .outOfMemory) == [])
    // Nobody is beside the last one: now it is init() itself.
    #expect(try job.exit(0, 1, .outOfMemory) == ["restart 0.1 after 0.1 seconds"])
  }

  @Test("a worker that goes when nothing is left for it is not replaced")
  func noUselessReplacement() throws {
    var job = try TestJob.running(files: 8, JobRules(miniBatchSize: 4, workers: 2))
    try job.succeed(0)
    #expect(try job.exit(0) == [])
    #expect(job.machine.workforce.working == 1)
  }

  @Test("a cancel lets running mini-batches end, a second one does not")
  func cancel() throws {
    var job = try TestJob.running(files: 8, one)
    #expect(try job.tell(.cancelRequested(now: false)) == ["finalizing", "stop 0.1"])
    #expect(try job.tell(.cancelRequested(now: true)) == ["end 0.1: jobEnding"])
    #expect(try job.exit(0) == ["flush"])
    #expect(try job.tell(.outputFlushed).last == "canceled")
    #expect(job.machine.counts.filesSucceeded == 0)
  }

  @Test("rows that a worker had sent before it was ended count")
  func rowsBeforeDeath() throws {
    var job = try TestJob.running(files: 8, one)
    try job.tell(.cancelRequested(now: true))
    #expect(try job.succeed(0) == ["commit #1 0..<4: 4 by 0.1"])
  }

  @Test("a full output holds sending back until it has room")
  func backlog() throws {
    var job = try TestJob.running(files: 20, one)
    try job.tell(.outputBacklogged(true))
    #expect(try job.succeed(0) == ["commit #1 0..<4: 4 by 0.1"])
    #expect(try job.tell(.outputBacklogged(false)) == ["send #2 4..<8 to 0.1"])
  }

  @Test("storage that fails during the last flush fails the job, and the flush is asked for once")
  func storageFailsAtTheEnd() throws {
    var job = try TestJob.running(files: 4, one)
    try job.succeed(0)
    #expect(try job.exit(0) == ["flush"])
    #expect(try job.tell(.storageFailed) == [])
    #expect(try job.tell(.outputFlushed) == ["ended", "failed: storageFailed"])
  }

  @Test("nothing is committed to storage that has failed")
  func storageFails() throws {
    var job = try TestJob.running(files: 8, one)
    #expect(try job.tell(.storageFailed) == ["finalizing", "end 0.1: jobEnding"])
    #expect(try job.succeed(0) == [])
    #expect(job.machine.counts.filesSucceeded == 0)
  }

  @Test("an answer nobody asked for is illegal, changes nothing and carries its story")
  func illegalAnswer() throws {
    var job = try TestJob.running(files: 8, one)
    let before = job.machine.inFlight(slot: 0)
    let worker = WorkerID(slot: 0, incarnation: 1)
    let error = #expect(throws: InvalidTransition.self) {
      try job.tell(.miniBatchSucceeded(worker, dispatch: 7, items: 4, run: .seconds(1)))
    }
    #expect(error?.reason == "worker 0.1 answers dispatch 7, which was never sent")
    #expect(error?.story.last == .workerReady(worker))
    #expect(job.machine.inFlight(slot: 0) == before)
  }

  @Test("an answer that comes again, or from a process that was replaced, changes nothing")
  func lateAnswers() throws {
    var job = try TestJob.running(files: 12, one)
    let again = JobStateMachine.Event.miniBatchSucceeded(
      WorkerID(slot: 0, incarnation: 1), dispatch: 1, items: 4, run: .seconds(1))
    try job.succeed(0)
    #expect(try job.tell(again) == [])
    try job.exit(0)
    #expect(try job.tell(again) == [])
    #expect(job.machine.counts.filesSucceeded == 4)
  }

  @Test("a worker answers what it holds in the order it was sent")
  func answersOutOfOrder() throws {
    var job = try TestJob.running(files: 40, one)
    try job.succeed(0, run: .milliseconds(1))
    #expect(job.machine.inFlight(slot: 0).count == 2)
    let newer = job.machine.inFlight(slot: 0)[1].dispatch
    #expect(throws: InvalidTransition.self) {
      try job.tell(.miniBatchFailed(WorkerID(slot: 0, incarnation: 1), dispatch: newer, .raised))
    }
  }

  @Test(
    "events that cannot happen are refused",
    arguments: [
      JobStateMachine.Event.began,
      .outputFlushed,
      .listingEnded,
      .workerReady(WorkerID(slot: 0, incarnation: 1)),
      .workerReady(WorkerID(slot: 9, incarnation: 1)),
      .workerExited(WorkerID(slot: 0, incarnation: 4), .ended, lastBegun: 0),
      .workerInitFailed(WorkerID(slot: 0, incarnation: 1)),
      .workersRequested(0),
      .miniBatchSizeRequested(0),
    ])
  func illegal(event: JobStateMachine.Event) throws {
    var job = try TestJob.running(files: 8, one)
    #expect(throws: InvalidTransition.self) { try job.tell(event) }
  }
}

import Scheduling
import Testing

@Suite("Live control")
struct LiveControlTests {
  private let two = JobRules(miniBatchSize: 4, workers: 2)

  @Test("more workers start at once, into new slots")
  func scaleUp() throws {
    var job = try TestJob.running(files: 100, two)
    #expect(try job.tell(.workersRequested(4)) == ["start 2.1", "start 3.1"])
    #expect(try job.ready(3) == ["send #3 8..<12 to 3.1"])
  }

  @Test("with fewer workers those with the least in hand finish and go")
  func scaleDown() throws {
    var job = try TestJob.running(files: 10, JobRules(miniBatchSize: 4, workers: 3))
    // Worker 2 holds the last two files.
    #expect(try job.tell(.workersRequested(1)) == ["stop 2.1", "stop 1.1"])
    let workforce = job.machine.workforce
    #expect((workforce.asked, workforce.working, workforce.leaving) == (1, 1, 2))
    #expect(try job.succeed(2) == ["commit #3 8..<10: 2 by 2.1"])
    #expect(try job.exit(2) == [])
    #expect(try job.succeed(1) == ["commit #2 4..<8: 4 by 1.1"])
  }

  @Test("a leaving worker makes room for a new one only when it is gone")
  func downAndUp() throws {
    var job = try TestJob.running(files: 100, two)
    #expect(try job.tell(.workersRequested(1)) == ["stop 1.1"])
    #expect(try job.tell(.workersRequested(2)) == [])
    #expect(job.machine.workforce.leaving == 1)
    try job.succeed(1)
    #expect(try job.exit(1) == ["start 1.2"])
  }

  @Test("what a leaving worker has not begun goes to the others")
  func leavingGivesBack() throws {
    var job = try TestJob.running(files: 200, two)
    for _ in 0..<2 { for slot in 0..<2 { try job.succeed(slot, run: .milliseconds(1)) } }
    let held = job.machine.inFlight(slot: 1).map(\.dispatch)
    #expect(held.count == 2)
    #expect(
      try job.tell(.workersRequested(1)) == [
        "take back from 1.1 through #\(held[1])", "stop 1.1",
      ])
    try job.tell(.tookBack(WorkerID(slot: 1, incarnation: 1), [held[1]]))
    #expect(job.machine.inFlight(slot: 1).map(\.dispatch) == [held[0]])
    #expect(job.machine.filesRetrying == 0)
  }

  @Test("what waits behind a mini-batch that lasts goes to the others")
  func lasting() throws {
    var job = try TestJob.running(files: 200, two)
    for _ in 0..<2 { for slot in 0..<2 { try job.succeed(slot, run: .milliseconds(1)) } }
    let held = job.machine.inFlight(slot: 1).map(\.dispatch)
    let worker = WorkerID(slot: 1, incarnation: 1)
    #expect(try job.tell(.miniBatchLasts(worker, dispatch: held[1])) == [])
    #expect(
      try job.tell(.miniBatchLasts(worker, dispatch: held[0])) == [
        "take back from 1.1 through #\(held[1])"
      ])
    #expect(try job.tell(.miniBatchLasts(worker, dispatch: held[0])) == [])
    #expect(try job.tell(.tookBack(worker, [held[1]])) == [])
    #expect(job.machine.inFlight(slot: 1).map(\.dispatch) == [held[0]])
  }

  @Test("workers that have not finished init() go first, and those in back-off before them")
  func goingOrder() throws {
    var job = TestJob(JobRules(miniBatchSize: 1, workers: 3))
    try job.tell(.began)
    try job.list(9)
    try job.ready(0)
    try job.exit(2)
    #expect(try job.tell(.workersRequested(2)) == [])
    #expect(job.machine.workforce.backingOff == 0)
    #expect(try job.tell(.workersRequested(1)) == ["end 1.1: notNeeded"])
  }

  @Test("the machine's room limits the workers; lifting the limit starts the rest")
  func workerLimit() throws {
    var job = TestJob(JobRules(miniBatchSize: 1, workers: 3))
    try job.tell(.began)
    try job.tell(.workerLimit(2))
    #expect(try job.list(9) == ["start 1.1"])
    #expect(job.machine.workforce.asked == 3)
    #expect(job.machine.workforce.admitted == 2)
    #expect(try job.tell(.workerLimit(nil)) == ["start 2.1"])
    #expect(try job.tell(.workerLimit(0)).count == 2)
    #expect(job.machine.workforce.admitted == 1)
  }

  @Test("a new mini-batch size holds for all that has not begun")
  func miniBatchSize() throws {
    var job = try TestJob.running(files: 100, JobRules(miniBatchSize: 4, workers: 1))
    try job.succeed(0, run: .milliseconds(1))
    #expect(job.machine.inFlight(slot: 0).map(\.files) == [range(4, 4), range(8, 4)])
    #expect(try job.tell(.miniBatchSizeRequested(10)) == ["take back from 0.1 through #3"])
    #expect(
      try job.tell(.tookBack(WorkerID(slot: 0, incarnation: 1), [3])) == [])
    #expect(try job.succeed(0, run: .milliseconds(1))[1] == "send #4 8..<18 to 0.1")
  }

  @Test("nothing is sent to a worker until it has given back")
  func givingBack() throws {
    var job = try TestJob.running(files: 100, JobRules(miniBatchSize: 4, workers: 1))
    try job.succeed(0, run: .milliseconds(1))
    try job.tell(.miniBatchSizeRequested(10))
    #expect(try job.succeed(0, run: .milliseconds(1)) == ["commit #2 4..<8: 4 by 0.1"])
    // What the worker itself says of what it left alone changes nothing in that.
    let other = job.machine.inFlight(slot: 0)[0].dispatch
    #expect(
      try job.tell(.miniBatchUnbegun(WorkerID(slot: 0, incarnation: 1), dispatch: other)) == [])
    #expect(job.machine.filesInFlight == 0)
    #expect(
      try job.tell(.tookBack(WorkerID(slot: 0, incarnation: 1), [other]))
        == ["send #4 8..<18 to 0.1"])
  }

  @Test("a paused job finishes what runs and sends nothing until it goes on")
  func pause() throws {
    var job = try TestJob.running(files: 100, two)
    #expect(try job.tell(.pauseRequested) == ["paused"])
    #expect(try job.succeed(0) == ["commit #1 0..<4: 4 by 0.1"])
    #expect(try job.tell(.continueRequested) == ["running", "send #3 8..<12 to 0.1"])
  }

  @Test("a job paused before it runs does not begin to")
  func pausedFromTheStart() throws {
    var job = TestJob(two)
    try job.tell(.began)
    #expect(try job.tell(.pauseRequested) == [])
    try job.list(4)
    #expect(try job.ready(0) == ["paused"])
    #expect(try job.tell(.continueRequested) == ["running", "send #1 0..<4 to 0.1"])
  }

  @Test("the operator's pause and the disk's overlap; the job goes on when both are over")
  func twoPauses() throws {
    var job = try TestJob.running(files: 100, two)
    #expect(try job.tell(.storageFull(true)) == ["paused"])
    #expect(job.machine.pauseReasons == [.storageFull])
    #expect(try job.tell(.pauseRequested) == [])
    #expect(try job.tell(.storageFull(false)) == [])
    #expect(job.machine.pauseReasons == [.byOperator])
    #expect(try job.tell(.continueRequested) == ["running"])
  }

  @Test("a paused job can be canceled, and ends by itself when nothing is left")
  func endingWhilePaused() throws {
    var job = try TestJob.running(files: 100, two)
    try job.tell(.pauseRequested)
    #expect(
      try job.tell(.cancelRequested(now: false)) == ["finalizing", "stop 0.1", "stop 1.1"])
    var last = try TestJob.running(files: 4, two)
    try last.tell(.pauseRequested)
    #expect(try last.succeed(0)[1] == "finalizing")
  }

  @Test("a stopped worker is replaced and its mini-batch goes back at no cost")
  func stopWorker() throws {
    var job = try TestJob.running(
      files: 1, JobRules(miniBatchSize: 1, workers: 1, maxRetries: 0))
    for n in 1...5 {
      let worker = WorkerID(slot: 0, incarnation: n)
      #expect(try job.tell(.workerStopRequested(worker)) == ["end 0.\(n): stoppedByOperator"])
      #expect(try job.exit(0, n) == ["start 0.\(n + 1)"])
      #expect(try job.ready(0, n + 1) == ["send #\(n + 1) 0..<1 to 0.\(n + 1)"])
    }
  }

  @Test("the files of a skipped mini-batch fail as skipped, and its worker is replaced")
  func skip() throws {
    var job = try TestJob.running(files: 8, JobRules(miniBatchSize: 4, workers: 1))
    #expect(
      try job.tell(.miniBatchSkipRequested(dispatch: 1)) == ["end 0.1: #1 skipped"])
    #expect(try job.exit(0) == ["fail #1 0..<4: skipped by 0.1", "start 0.2"])
    #expect(job.machine.counts.filesFailed == 4)
    #expect(try job.tell(.miniBatchSkipRequested(dispatch: 1)) == [])
  }

  @Test("a mini-batch that is skipped before it has begun costs no worker")
  func skipAhead() throws {
    var job = try TestJob.running(files: 100, JobRules(miniBatchSize: 4, workers: 1))
    try job.succeed(0, run: .milliseconds(1))
    #expect(
      try job.tell(.miniBatchSkipRequested(dispatch: 3)) == [
        "take back from 0.1 through #3"
      ])
    #expect(
      try job.tell(.tookBack(WorkerID(slot: 0, incarnation: 1), [3])) == [
        "fail #3 8..<12: skipped by 0.1"
      ])
  }

  @Test("at the end of the job an idle worker gets what another has not begun")
  func fetchingAhead() throws {
    var job = try TestJob.running(files: 20, two)
    try job.succeed(0, run: .milliseconds(2))
    try job.succeed(0, run: .milliseconds(2))
    #expect(job.machine.inFlight(slot: 0).map(\.files) == [range(12, 4), range(16, 4)])
    // Worker 1 is done; worker 0 may be stuck in a long one.
    let last = job.machine.inFlight(slot: 0)[1].dispatch
    #expect(
      try job.succeed(1, run: .milliseconds(2)).last
        == "take back from 0.1 through #\(last)")
    #expect(
      try job.tell(.tookBack(WorkerID(slot: 0, incarnation: 1), [last]))
        == ["send #\(last + 1) 16..<20 to 1.1"])
  }

  private func range(_ first: Int, _ count: Int) -> FileRange {
    FileRange(first: first, count: count)
  }
}

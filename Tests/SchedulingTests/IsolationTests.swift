import Scheduling
import Testing

@Suite("Causes and isolation")
struct IsolationTests {
  @Test("what found the disk full comes back whole, at no cost, when there is room")
  func fullDisk() throws {
    var job = try TestJob.running(files: 4, JobRules(miniBatchSize: 4, workers: 1, maxRetries: 0))
    for _ in 0..<3 {
      let before = job.machine.inFlight(slot: 0)[0]
      #expect(try job.tell(.storageFull(true)) == ["paused"])
      #expect(try job.fail(0, .storageFull) == [])
      try job.tell(.storageFull(false))
      let again = job.machine.inFlight(slot: 0)[0]
      #expect((again.files, again.attempt) == (before.files, before.attempt))
    }
    #expect(job.machine.counts.filesFailed == 0)
  }

  private let four = JobRules(miniBatchSize: 4, workers: 1)

  @Test("a mini-batch that raises is split, its halves before fresh files")
  func splitting() throws {
    var job = try TestJob.running(files: 20, four)
    #expect(try job.fail(0) == ["send #2 0..<2 to 0.1"])
    #expect(job.machine.filesRetrying == 2)
    #expect(try job.succeed(0).last == "send #3 2..<4 to 0.1")
    #expect(try job.succeed(0).last == "send #4 4..<8 to 0.1")
  }

  @Test("a single file has 1 + max_retries attempts, then it is a failed file")
  func attempts() throws {
    var job = try TestJob.running(files: 2, JobRules(miniBatchSize: 1, workers: 1, maxRetries: 2))
    #expect(try job.fail(0) == ["send #2 0..<1 to 0.1, attempt 2"])
    #expect(try job.fail(0) == ["send #3 0..<1 to 0.1, attempt 3"])
    #expect(
      try job.fail(0) == ["fail #3 0..<1: raised by 0.1", "send #4 1..<2 to 0.1"])
    #expect(job.machine.counts.filesFailed == 1)
  }

  @Test(
    "with isolation off the files of a mini-batch share its attempts and its end",
    arguments: [0, 2])
  func withoutIsolation(maxRetries: Int) throws {
    var job = try TestJob.running(
      files: 8,
      JobRules(miniBatchSize: 4, workers: 1, maxRetries: maxRetries, isolation: false))
    for n in 1..<1 + maxRetries {
      #expect(try job.fail(0, .outOfMemory, incarnation: n) == ["stop 0.\(n)"])
      try job.exit(0, n)
      try job.ready(0, n + 1)
    }
    #expect(
      try job.fail(0, incarnation: maxRetries + 1).first
        == "fail #\(maxRetries + 1) 0..<4: raised by 0.\(maxRetries + 1)")
    #expect(job.machine.counts.filesFailed == 4)
    #expect(job.machine.miniBatchSize.inForce == 4)
  }

  @Test("a mini-batch lost with its worker goes out once more, whole, and then is split")
  func workerLost() throws {
    var job = try TestJob.running(files: 8, four)
    #expect(try job.exit(0) == ["start 0.2"])
    #expect(try job.ready(0, 2) == ["send #2 0..<4 to 0.2"])
    #expect(try job.exit(0, 2) == ["start 0.3"])
    #expect(try job.ready(0, 3) == ["send #3 0..<2 to 0.3"])
  }

  @Test("a file that was in bad company survives a stray kill even without retries")
  func strayKill() throws {
    var job = try TestJob.running(
      files: 2, JobRules(miniBatchSize: 2, workers: 1, maxRetries: 0))
    try job.exit(0)
    try job.ready(0, 2)
    try job.exit(0, 2)
    #expect(try job.ready(0, 3) == ["send #3 0..<1 to 0.3"])
    #expect(try job.exit(0, 3) == ["start 0.4"])
    #expect(try job.ready(0, 4) == ["send #4 0..<1 to 0.4"])
    #expect(try job.exit(0, 4) == ["fail #4 0..<1: workerLost by 0.4", "start 0.5"])
  }

  @Test("what a dead worker had not begun goes back unharmed")
  func unbegunSurvivesDeath() throws {
    var job = try TestJob.running(files: 12, four)
    try job.succeed(0, run: .milliseconds(1))
    #expect(job.machine.inFlight(slot: 0).map(\.files.first) == [4, 8])
    try job.exit(0)
    #expect(job.machine.filesRetrying == 4)
    #expect(try job.ready(0, 2) == ["send #4 4..<8 to 0.2"])
    // That one had been lost before; the other is as fresh as ever, and neither had been begun.
    try job.exit(0, 2, hadBegun: false)
    try job.tell(.restartDue(WorkerID(slot: 0, incarnation: 2)))
    #expect(try job.ready(0, 3) == ["send #5 4..<8 to 0.3"])
    #expect(job.machine.inFlight(slot: 0)[0].hasLostWorker)
  }

  @Test("a mini-batch that times out is split when its worker is gone")
  func timeout() throws {
    var job = try TestJob.running(files: 8, four)
    #expect(try job.timeOut(0) == ["end 0.1: timed out in #1"])
    #expect(try job.timeOut(0) == [])
    #expect(job.machine.filesInFlight == 4)
    #expect(try job.exit(0) == ["start 0.2"])
    #expect(try job.ready(0, 2) == ["send #2 0..<2 to 0.2"])
  }

  @Test("a single file that times out every time fails for that cause")
  func timeoutAlone() throws {
    var job = try TestJob.running(files: 1, JobRules(miniBatchSize: 1, workers: 1, maxRetries: 1))
    try job.timeOut(0)
    try job.exit(0)
    #expect(try job.ready(0, 2) == ["send #2 0..<1 to 0.2, attempt 2"])
    try job.timeOut(0, 2)
    #expect(
      try job.exit(0, 2) == ["fail #2 0..<1: timedOut by 0.2", "finalizing", "flush"])
  }

  @Test("a result that was on its way when the time was up counts")
  func resultBeatsTimeout() throws {
    var job = try TestJob.running(files: 8, four)
    try job.timeOut(0)
    #expect(try job.succeed(0) == ["commit #1 0..<4: 4 by 0.1"])
    #expect(try job.exit(0) == ["start 0.2"])
    #expect(job.machine.filesRetrying == 0)
  }

  @Test("out of memory, a mini-batch is split and later ones are half as large")
  func outOfMemory() throws {
    var job = try TestJob.running(files: 20, JobRules(miniBatchSize: 8, workers: 1))
    #expect(try job.exit(0, 1, .outOfMemory) == ["start 0.2"])
    #expect(job.machine.miniBatchSize == (asked: 8, inForce: 4))
    #expect(try job.ready(0, 2) == ["send #2 0..<4 to 0.2"])
    try job.succeed(0, 2)
    #expect(try job.succeed(0, 2).last == "send #4 8..<12 to 0.2")
    // The operator may ask for more again.
    try job.tell(.miniBatchSizeRequested(8))
    #expect(job.machine.miniBatchSize == (asked: 8, inForce: 8))
  }

  @Test("MemoryError is out of memory too, and another process takes the worker's place")
  func memoryError() throws {
    var job = try TestJob.running(files: 8, four)
    #expect(try job.fail(0, .outOfMemory) == ["stop 0.1"])
    #expect(job.machine.miniBatchSize.inForce == 2)
    #expect(try job.exit(0) == ["start 0.2"])
    #expect(try job.ready(0, 2) == ["send #2 0..<2 to 0.2"])
  }

  @Test(
    "what runs out of memory in a process that others may have filled is as good as new in the next",
    arguments: [true, false])
  func leak(isTold: Bool) throws {
    var job = try TestJob.running(files: 20, JobRules(miniBatchSize: 4, workers: 1, maxRetries: 0))
    try job.succeed(0)
    if isTold {
      #expect(try job.fail(0, .outOfMemory) == ["stop 0.1"])
      #expect(try job.exit(0) == ["start 0.2"])
    } else {
      #expect(try job.exit(0, 1, .outOfMemory) == ["start 0.2"])
    }
    #expect(try job.ready(0, 2) == ["send #3 4..<8 to 0.2"])
    #expect(job.machine.miniBatchSize.inForce == 4)
    // Now it is theirs.
    #expect(try job.fail(0, .outOfMemory, incarnation: 2) == ["stop 0.2"])
    #expect(job.machine.miniBatchSize.inForce == 2)
  }

  @Test("what a full process has in hand beyond its failure is not lost with it")
  func leakBehindPrefetch() throws {
    var job = try TestJob.running(files: 12, four)
    try job.succeed(0, run: .milliseconds(1))
    #expect(job.machine.inFlight(slot: 0).map(\.files.first) == [4, 8])
    // It had begun the second before anybody could take it back.
    #expect(try job.fail(0, .outOfMemory) == ["stop 0.1"])
    #expect(try job.fail(0, .outOfMemory) == [])
    #expect(try job.exit(0) == ["start 0.2"])
    #expect(try job.ready(0, 2) == ["send #4 8..<12 to 0.2"])
    #expect(try job.succeed(0, 2) == ["commit #4 8..<12: 4 by 0.2", "stop 0.2"])
    #expect(try job.exit(0, 2) == ["start 0.3"])
    #expect(try job.ready(0, 3) == ["send #5 4..<8 to 0.3"])
  }

  @Test("beside busy workers it waits for the new process, and they go on")
  func leakBesideOthers() throws {
    var job = try TestJob.running(files: 20, JobRules(miniBatchSize: 1, workers: 2))
    try job.succeed(0)
    #expect(try job.fail(0, .outOfMemory) == ["stop 0.1"])
    #expect(try job.succeed(1) == ["commit #2 1..<2: 1 by 1.1", "send #4 3..<4 to 1.1"])
    #expect(job.machine.workforce.admitted == 2)
    #expect(try job.exit(0) == ["start 0.2"])
    #expect(try job.succeed(1) == ["commit #4 3..<4: 1 by 1.1", "send #5 4..<5 to 1.1"])
    #expect(try job.ready(0, 2) == ["send #6 2..<3 to 0.2"])
  }

  @Test("a file that runs out of memory alone has its attempts, each in a new process, and fails")
  func outOfMemoryAlone() throws {
    var job = try TestJob.running(files: 2, JobRules(miniBatchSize: 1, workers: 1, maxRetries: 1))
    #expect(try job.fail(0, .outOfMemory) == ["stop 0.1"])
    #expect(try job.exit(0) == ["start 0.2"])
    #expect(try job.ready(0, 2) == ["send #2 0..<1 to 0.2, attempt 2"])
    #expect(
      try job.fail(0, .outOfMemory, incarnation: 2) == [
        "fail #2 0..<1: outOfMemory by 0.2", "stop 0.2",
      ])
    #expect(try job.exit(0, 2) == ["start 0.3"])
    #expect(try job.ready(0, 3) == ["send #3 1..<2 to 0.3"])
  }

  @Test("a file that runs out of memory beside others is retried with a worker less")
  func outOfMemoryInCompany() throws {
    var job = try TestJob.running(files: 9, JobRules(miniBatchSize: 1, workers: 3))
    // The slot stays empty: two workers are in force.
    #expect(try job.exit(0, 1, .outOfMemory) == [])
    #expect(job.machine.workforce.asked == 3)
    #expect(job.machine.workforce.admitted == 2)
    // It waits until it runs beside one worker instead of two, in a new process.
    #expect(try job.succeed(1) == ["commit #2 1..<2: 1 by 1.1", "stop 1.1"])
    #expect(try job.succeed(2) == ["commit #3 2..<3: 1 by 2.1", "send #4 3..<4 to 2.1"])
    #expect(try job.exit(1) == ["start 1.2"])
    #expect(try job.ready(1, 2) == ["send #5 0..<1 to 1.2"])
    #expect(
      try job.succeed(1, 2) == ["commit #5 0..<1: 1 by 1.2", "send #6 4..<5 to 1.2"])
    #expect(job.machine.workforce.admitted == 2)
  }

  @Test("idle workers use memory too: a file is alone only when they are gone")
  func idleNeighbours() throws {
    var job = try TestJob.running(files: 2, JobRules(miniBatchSize: 1, workers: 2, maxRetries: 0))
    try job.succeed(1)
    #expect(try job.fail(0, .outOfMemory) == ["stop 0.1", "stop 1.1"])
    #expect(try job.exit(1) == [])
    #expect(try job.exit(0) == ["start 0.2"])
    #expect(try job.ready(0, 2) == ["send #3 0..<1 to 0.2"])
    #expect(
      try job.fail(0, .outOfMemory, incarnation: 2) == [
        "fail #3 0..<1: outOfMemory by 0.2", "stop 0.2", "finalizing",
      ])
  }

  @Test("a file that fits nowhere stands alone soon, fails, and gives the workers back")
  func memoryBomb() throws {
    var job = try TestJob.running(files: 100, JobRules(miniBatchSize: 1, workers: 8, maxRetries: 1))
    var admitted = [8]
    var incarnations = Array(repeating: 1, count: 8)
    var leaving: Set<Int> = []
    var starting: Set<Int> = []
    var actions: [String] = []
    while !actions.contains(where: { $0.contains(" 0..<1: outOfMemory") }) {
      let busy = (0..<8).filter { !job.machine.inFlight(slot: $0).isEmpty }
      if let new = starting.popFirst() {
        actions = try job.ready(new, incarnations[new])
      } else if let gone = leaving.subtracting(busy).min() {
        leaving.remove(gone)
        actions = try job.exit(gone, incarnations[gone])
      } else if let slot = busy.first(where: {
        job.machine.inFlight(slot: $0)[0].files.first == 0
      }) {
        actions = try job.fail(slot, .outOfMemory, incarnation: incarnations[slot])
        admitted.append(job.machine.workforce.admitted)
      } else {
        let oldest = try #require(
          busy.min {
            job.machine.inFlight(slot: $0)[0].dispatch < job.machine.inFlight(slot: $1)[0].dispatch
          })
        actions = try job.succeed(oldest, incarnations[oldest])
      }
      for slot in 0..<8 {
        if actions.contains("stop \(slot).\(incarnations[slot])") { leaving.insert(slot) }
        if actions.contains("start \(slot).\(incarnations[slot] + 1)") {
          incarnations[slot] += 1
          starting.insert(slot)
        }
      }
    }
    #expect(admitted == [8, 7, 6, 4, 1, 1, 8])
  }
}

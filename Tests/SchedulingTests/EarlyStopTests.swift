import Scheduling
import Testing

@Suite("Stopping early")
struct EarlyStopTests {
  @Test("a script that scores nothing is found out by ten mini-batches")
  func everythingFails() throws {
    let (calls, outcome) = try live(files: 100_000) { _ in false }
    #expect(outcome == .failed(.nothingEverSucceeds(miniBatches: 10)))
    // Each is searched down to one file, which has two attempts.
    #expect(calls <= 10 * (8 + 1))
  }

  @Test("a mini-batch full of bad files does not stop a job whose other files are fine")
  func onePoisonMiniBatch() throws {
    let (_, outcome) = try live(files: 2_000) { $0 >= 100 }
    #expect(outcome == .completed)
  }

  @Test("nor do bad files at the same place in every mini-batch", arguments: [0, 1, 50, 99])
  func samePlace(place: Int) throws {
    let (_, outcome) = try live(files: 5_000) { $0 % 100 != place }
    #expect(outcome == .completed)
  }

  @Test("nor does a bad half of the input")
  func badHalf() throws {
    let (_, outcome) = try live(files: 5_000) { $0 % 100 >= 50 }
    #expect(outcome == .completed)
  }

  @Test("every file has its turn when there are not enough mini-batches to tell")
  func fewMiniBatches() throws {
    let (_, outcome) = try live(files: 900) { _ in false }
    #expect(outcome == .failed(.nothingSucceeded))
  }

  @Test("summary_only needs no success")
  func summaryOnly() throws {
    let (_, outcome) = try live(files: 2_000, needsRows: false) { _ in false }
    #expect(outcome == .completed)
  }

  @Test("more workers need more evidence")
  func manyWorkers() throws {
    var job = try TestJob.running(
      files: 1000, JobRules(miniBatchSize: 1, workers: 5, maxRetries: 0))
    var failed = 0
    while job.machine.phase == .running {
      try job.fail(failed % 5)
      failed += 1
    }
    #expect(failed == 15)
  }

  /// A job of one worker with mini-batches of 100 and two attempts; how many calls of run() it took.
  private func live(
    files: Int, needsRows: Bool = true, isGood: (Int) -> Bool
  ) throws -> (calls: Int, JobStateMachine.Outcome?) {
    let worker = WorkerID(slot: 0, incarnation: 1)
    var machine = JobStateMachine(
      rules: JobRules(miniBatchSize: 100, workers: 1, maxRetries: 1, needsRows: needsRows))
    var counts = JobStateMachine.Counts()
    counts.filesTotal = files
    _ = try machine.handle(.began)
    _ = try machine.handle(
      .filesListed(
        pending: [FileRange(first: 0, count: files)], pendingBytes: 0, settled: counts))
    _ = try machine.handle(.listingEnded)
    _ = try machine.handle(.workerReady(worker))
    var calls = 0
    while let miniBatch = machine.inFlight(slot: 0).first, machine.phase == .running {
      calls += 1
      let range = miniBatch.files.first..<miniBatch.files.end
      _ = try machine.handle(
        range.allSatisfy(isGood)
          ? .miniBatchSucceeded(
            worker, dispatch: miniBatch.dispatch, items: range.count, run: .seconds(1))
          : .miniBatchFailed(worker, dispatch: miniBatch.dispatch, .raised))
    }
    _ = try machine.handle(.workerExited(worker, .ended, lastBegun: .max))
    guard case .end(let outcome) = try machine.handle(.outputFlushed).last else {
      return (calls, nil)
    }
    return (calls, outcome)
  }
}

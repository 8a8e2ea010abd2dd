import BatchEndpoints
import NIOCore
import Scheduling

/// Looks at what workers are doing: time-outs, hanging `init()`, stuck mini-batches, workers that stand
/// still, and logs that grow without end.
extension LocalEngine {
  /// How late a time-out may come.
  static let watchInterval = TimeAmount.milliseconds(100)
  /// From here on what waits behind a mini-batch is worth taking back.
  private static let lastsLong = Duration.milliseconds(100)
  /// How often a worker may be found between mini-batches with the same one in hand: 10 s. It is there for
  /// microseconds, unless it is frozen or a thread of the script's keeps Python from it.
  private static let stillLooks = 100

  /// Reads every worker's status page; no message is needed.
  func watchWorkers() {
    boundLogs()
    let now = StatusPage.now
    lateLooks.look(at: now, every: .nanoseconds(Self.watchInterval.nanoseconds))
    let timeout = Duration.seconds(launch.specification.timeoutSeconds)
    for process in processes.values where process.endedBecause == nil {
      guard process.isReady else {
        watchInit(of: process, at: now)
        continue
      }
      guard let reading = process.page.reading, reading.phase == .running else {
        watchStillness(of: process)
        continue
      }
      let elapsed = watched(since: reading.runStart, until: now)
      if elapsed > timeout {
        report(.miniBatchTimedOut(process.id, dispatch: reading.dispatch))
        continue
      }
      if elapsed > Self.lastsLong, machine.inFlight(slot: process.id.slot).count > 1 {
        report(.miniBatchLasts(process.id, dispatch: reading.dispatch))
      }
      watchProgress(of: process, reading, at: now)
    }
  }

  /// How long something lasts: but for the time in which this process, and with it perhaps all others,
  /// was frozen.
  private func watched(since start: Duration, until now: Duration) -> Duration {
    now - start - lateLooks.missed(since: start)
  }

  /// Ends a worker that hangs in `init()`, and first asks it where.
  private func watchInit(of process: WorkerProcess, at now: Duration) {
    guard watched(since: process.began, until: now) > launch.initLimit, !process.isInitOverdue
    else { return }
    process.isInitOverdue = true
    let worker = process.id
    stack(ofWorkerIn: worker.slot).whenComplete { stack in
      self.assumeIsolated { $0.endInit(of: worker, at: try? stack.get()) }
    }
  }

  private func endInit(of worker: WorkerID, at stack: String?) {
    guard let process = present(worker), !process.isReady, process.endedBecause == nil else {
      return
    }
    let seconds = Int(launch.initLimit / .seconds(1))
    let failure = WorkerFrame.InitFailure(
      class: "timeout",
      message: "init() did not return within \(seconds) s; three times retry_settings.timeout and "
        + "30 s are what it may take",
      traceback: stack, stage: "init", missingModule: nil)
    process.initFailure = failure
    lastInitFailure = failure
    noteError(process, "init()", failure.summary, stack)
    end(worker, because: "init() took longer than \(seconds) s")
  }

  /// Ends a worker that neither begins what it has in hand nor answers: no time-out of `run()` does.
  ///
  /// Counts looks, not seconds: when this process was frozen itself, none have passed.
  private func watchStillness(of process: WorkerProcess) {
    let begun = process.page.begun
    let holds = !machine.inFlight(slot: process.id.slot).isEmpty
    let isAsBefore = holds && process.stillness.begun == begun
    process.stillness = (begun, isAsBefore ? process.stillness.looks + 1 : 0)
    guard process.stillness.looks >= Self.stillLooks else { return }
    end(process.id, because: "it stood still for 10 s between two mini-batches")
  }

  /// Calls a mini-batch stuck when its file has been the same one for too long.
  private func watchProgress(
    of process: WorkerProcess, _ reading: StatusPage.Reading, at now: Duration
  ) {
    let slot = process.id.slot
    guard process.lastMove.dispatch == reading.dispatch, process.lastMove.index == reading.index
    else {
      process.lastMove = (reading.dispatch, reading.index, now)
      slots[slot].stuckDispatch = nil
      return
    }
    let still = watched(since: process.lastMove.at, until: now)
    guard still > StuckRule.least, slots[slot].stuckDispatch != reading.dispatch,
      let limit = stuckRule.limit(files: reading.count), still > limit
    else { return }
    slots[slot].stuckDispatch = reading.dispatch
    let elapsed = watched(since: reading.runStart, until: now)
    note(
      .warning,
      "worker \(slot) has been in run() for \(Int(elapsed / .seconds(1))) s, longer than "
        + "three times what nearly all mini-batches took\(place(of: process))")
  }
}

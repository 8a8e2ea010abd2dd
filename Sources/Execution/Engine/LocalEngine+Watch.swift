import BatchEndpoints
import NIOCore
import Scheduling

/// Looks at what workers are doing: time-outs and stuck mini-batches.
extension LocalEngine {
  /// How late a time-out may come.
  static let watchInterval = TimeAmount.milliseconds(100)
  /// From here on what waits behind a mini-batch is worth taking back.
  private static let lastsLong = Duration.milliseconds(100)

  /// Reads every worker's status page; no message is needed.
  func watchWorkers() {
    let now = StatusPage.now
    let timeout = Duration.seconds(launch.specification.timeoutSeconds)
    let stuck = stuckRule.limit
    for process in processes.values where process.endedBecause == nil {
      guard let reading = process.page.reading, reading.phase == .running else { continue }
      let elapsed = now - reading.runStart
      if elapsed > timeout {
        report(.miniBatchTimedOut(process.id, dispatch: reading.dispatch))
        continue
      }
      if elapsed > Self.lastsLong, machine.inFlight(slot: process.id.slot).count > 1 {
        report(.miniBatchLasts(process.id, dispatch: reading.dispatch))
      }
      if let stuck, elapsed > stuck { markStuck(process, reading, elapsed) }
    }
  }

  private func markStuck(
    _ process: WorkerProcess, _ reading: StatusPage.Reading, _ elapsed: Duration
  ) {
    guard slots[process.id.slot].stuckDispatch != reading.dispatch else { return }
    slots[process.id.slot].stuckDispatch = reading.dispatch
    note(
      .warning,
      "worker \(process.id.slot) has been in run() for \(Int(elapsed / .seconds(1))) s, longer than "
        + "three times what nearly all mini-batches took\(place(of: process))")
  }
}

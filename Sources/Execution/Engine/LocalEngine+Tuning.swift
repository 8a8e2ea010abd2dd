import BatchEndpoints
import Scheduling

/// What operators change while the job runs.
extension LocalEngine {
  /// A change, and the throughput before it.
  struct Change {
    var text: String
    var filesPerSecond: Double
    /// Since the runner began.
    var at: Duration
  }

  /// When the throughput after a change is told: the rate looks back five seconds.
  private static let effectDelay = Duration.seconds(8)

  func setWorkers(_ count: Int) {
    let before = machine.workforce.asked
    guard count != before, isTunable else { return }
    report(.workersRequested(count))
    launch.specification.workers = count
    changed("workers \(before) → \(count)")
  }

  func setMiniBatchSize(_ size: Int) {
    let before = machine.miniBatchSize.asked
    guard size != before, isTunable else { return }
    report(.miniBatchSizeRequested(size))
    launch.specification.miniBatchSize = size
    stuckRule.startOver()
    changed("mini-batch size \(before) → \(size)")
  }

  func setMemoryLimit(_ bytes: Int?) {
    guard bytes != launch.specification.memoryLimitBytes, isTunable else { return }
    let before = launch.specification.memoryLimitBytes
    launch.specification.memoryLimitBytes = bytes
    for process in processes.values {
      process.limitMemory(to: bytes ?? 0)
      confine(process)
    }
    changed("memory limit \(Self.words(before)) → \(Self.words(bytes))")
  }

  private static func words(_ bytes: Int?) -> String { bytes.map(Amount.bytes) ?? "none" }

  func pause() {
    guard isTunable, !machine.pauseReasons.contains(.byOperator) else { return }
    note(.operatorAction, "pause after the running mini-batches")
    report(.pauseRequested)
  }

  func goOn() {
    guard machine.pauseReasons.contains(.byOperator) else { return }
    note(.operatorAction, "continue")
    report(.continueRequested)
  }

  /// Replaces a worker's process.
  ///
  /// - Returns: False when the slot has none.
  func stopWorker(slot: Int) -> Bool {
    guard let process = processes[slot] else { return false }
    note(.operatorAction, "stop worker \(slot)")
    report(.workerStopRequested(process.id))
    return true
  }

  /// Gives up on the mini-batch that a worker is in.
  ///
  /// - Returns: False when it is in none.
  func skipMiniBatch(slot: Int) -> Bool {
    guard let running = machine.inFlight(slot: slot).first else { return false }
    note(
      .operatorAction,
      "skip mini-batch \(running.index), \(Amount.count(running.files.count, "file"))")
    report(.miniBatchSkipRequested(dispatch: running.dispatch))
    return true
  }

  /// In words, for events and screens.
  var pauseWords: String {
    var reasons: [String] = []
    if machine.pauseReasons.contains(.byOperator) { reasons.append("by the operator") }
    if machine.pauseReasons.contains(.storageFull) { reasons.append("the disk is full") }
    return reasons.joined(separator: ", ")
  }

  private var isTunable: Bool {
    switch machine.phase {
    case .preparing, .running, .paused: true
    case .finalizing, .ended: false
    }
  }

  private func changed(_ text: String) {
    let rate = progressMeter.filesPerSecond
    note(.operatorAction, "\(text), at \(Self.words(rate))")
    group.specification = launch.specification
    flushSoon()
    // Of two changes at once nobody can tell what did what.
    changes = [
      Change(text: text, filesPerSecond: rate, at: StatusPage.now - startedInstant)
    ]
  }

  /// With each sample: tells what a change has brought, once it shows.
  func tellEffects(at now: Duration) {
    guard let change = changes.first, now - change.at >= Self.effectDelay else { return }
    changes = []
    guard machine.phase == .running else { return }
    note(
      .operatorAction,
      "\(change.text): \(Self.words(progressMeter.filesPerSecond)), "
        + "\(Self.words(change.filesPerSecond)) before")
  }

  private static func words(_ filesPerSecond: Double) -> String {
    let tenths = Int((filesPerSecond * 10).rounded())
    return tenths >= 100 ? "\(tenths / 10) files/s" : "\(tenths / 10).\(tenths % 10) files/s"
  }
}

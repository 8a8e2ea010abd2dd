import BatchEndpoints
import Scheduling

/// What operators change while the job runs.
extension LocalEngine {
  /// A change, and the throughput before it.
  struct Change {
    var text: String
    /// Nil when it was not known.
    var filesPerSecond: Double?
    /// Since the runner began.
    var at: Duration
    /// Mini-batches that began after it and succeeded.
    private(set) var miniBatches = 0

    init(text: String, filesPerSecond: Double?, at: Duration) {
      self.text = text
      self.filesPerSecond = filesPerSecond
      self.at = at
    }

    /// A mini-batch succeeded.
    mutating func ended(run: Duration, at now: Duration) {
      if now - run >= at { miniBatches += 1 }
    }
  }

  /// The throughput after a change is told when what the rate looks back at lies so far behind it.
  private static let effectDelay = Duration.seconds(3)

  /// The job is ending: an order would change nothing.
  struct TooLate: Error {}

  func setWorkers(_ count: Int) throws(TooLate) {
    try checkTunable()
    let before = machine.workforce.asked
    guard count != before else { return }
    report(.workersRequested(count))
    launch.specification.workers = count
    changed("workers \(before) → \(count)")
  }

  func setMiniBatchSize(_ size: Int) throws(TooLate) {
    try checkTunable()
    let before = machine.miniBatchSize.asked
    guard size != before else { return }
    report(.miniBatchSizeRequested(size))
    launch.specification.miniBatchSize = size
    stuckRule.startOver()
    changed("mini-batch size \(before) → \(size)")
  }

  func setMemoryLimit(_ bytes: Int?) throws(TooLate) {
    try checkTunable()
    guard bytes != launch.specification.memoryLimitBytes else { return }
    let before = launch.specification.memoryLimitBytes
    launch.specification.memoryLimitBytes = bytes
    for process in processes.values {
      process.limitMemory(to: bytes ?? 0)
      confine(process)
    }
    changed("memory limit \(Self.words(before)) → \(Self.words(bytes))")
  }

  private static func words(_ bytes: Int?) -> String { bytes.map(Amount.bytes) ?? "none" }

  func pause() throws(TooLate) {
    try checkTunable()
    guard !machine.pauseReasons.contains(.byOperator) else { return }
    note(.operatorAction, "pause after the running mini-batches")
    report(.pauseRequested)
  }

  func goOn() throws(TooLate) {
    try checkTunable()
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

  /// As in "paused …", for events and screens.
  var pauseWords: String {
    var reasons: [String] = []
    if machine.pauseReasons.contains(.byOperator) { reasons.append("by the operator") }
    if machine.pauseReasons.contains(.storageFull) { reasons.append("because the disk is full") }
    return reasons.joined(separator: " and ")
  }

  private func checkTunable() throws(TooLate) {
    switch machine.phase {
    case .preparing, .running, .paused: return
    case .finalizing, .ended: throw TooLate()
    }
  }

  private func changed(_ text: String) {
    let rate = isAtRest ? nil : progressMeter.filesPerSecond
    note(.operatorAction, rate.map { "\(text), at \(Self.words($0))" } ?? text)
    group.specification = launch.specification
    flushSoon()
    progressMeter.conditionsChanged()
    // Of two changes at once nobody can tell what did what.
    change = Change(text: text, filesPerSecond: rate, at: sinceBegin)
  }

  /// With each sample: tells what a change has brought, once each worker has shown it.
  func tellEffect(at now: Duration) {
    guard machine.phase == .running, let change, let rate = progressMeter.filesPerSecond,
      now - change.at >= progressMeter.window + Self.effectDelay,
      change.miniBatches >= machine.workforce.working
    else { return }
    self.change = nil
    let before = change.filesPerSecond.map { ", \(Self.words($0)) before" } ?? ""
    note(.operatorAction, "\(change.text): \(Self.words(rate))\(before)")
  }

  private static func words(_ filesPerSecond: Double) -> String {
    let tenths = Int((filesPerSecond * 10).rounded())
    return tenths >= 100 ? "\(tenths / 10) files/s" : "\(tenths / 10).\(tenths % 10) files/s"
  }
}

/// How far a job is and when it ends, from what is settled, what runs and how long it took.
package struct ProgressMeter: Sendable {
  /// Files and their bytes.
  package struct Amount: Hashable, Sendable {
    package var files: Int
    package var bytes: Int

    package init(files: Int, bytes: Int) {
      self.files = files
      self.bytes = bytes
    }
  }

  /// A mini-batch in `run()`.
  package struct Running: Hashable, Sendable {
    package var amount: Amount
    /// Since `run()` was called.
    package var elapsed: Duration

    package init(amount: Amount, elapsed: Duration) {
      self.amount = amount
      self.elapsed = elapsed
    }
  }

  private var measure = WorkMeasure()
  private var fileRate: RateMeter
  private var byteRate: RateMeter
  /// 0...1; never falls.
  package private(set) var fraction = 0.0

  /// - Parameter window: How far back the rates look.
  package init(window: Duration = .seconds(5)) {
    fileRate = RateMeter(window: window)
    byteRate = RateMeter(window: window)
  }

  /// What progress is measured in.
  package var unit: WorkMeasure.Unit { measure.unit }

  package var filesPerSecond: Double { fileRate.perSecond }

  /// A mini-batch succeeded.
  package mutating func record(_ amount: Amount, run: Duration) {
    measure.record(files: amount.files, bytes: amount.bytes, run: run)
  }

  /// To be called at regular instants, `instant` counted from any fixed moment.
  ///
  /// `settled` is what succeeded or failed so far; `total` is nil while the input is being listed, when no
  /// fraction makes sense.
  package mutating func sample(settled: Amount, total: Amount?, at instant: Duration) {
    fileRate.record(total: settled.files, at: instant)
    byteRate.record(total: settled.bytes, at: instant)
    guard let total, total.files > 0 else { return }
    // Bytes may all be settled before the last empty file is.
    let isComplete = settled.files >= total.files
    let share =
      switch unit {
      case .files: Double(settled.files) / Double(total.files)
      case .bytes:
        total.bytes > 0
          ? Double(settled.bytes) / Double(total.bytes)
          : Double(settled.files) / Double(total.files)
      }
    fraction = max(fraction, isComplete ? 1 : min(share, 0.9999))
  }

  /// How long the job will take from now on; nil when nothing moves. `left` is what has no result yet,
  /// the running mini-batches included.
  ///
  /// What is left at the present rate, but no less than what the longest running mini-batch still needs:
  /// at the end the job waits for that one, however fast the others were.
  package func timeLeft(left: Amount, running: [Running]) -> Duration? {
    guard left.files > 0 else { return .zero }
    let atRate =
      switch unit {
      case .files: fileRate.timeLeft(remaining: left.files)
      case .bytes: byteRate.timeLeft(remaining: left.bytes)
      }
    let longest = running.compactMap { running in
      measure.expectedRun(files: running.amount.files, bytes: running.amount.bytes)
        .map { max(.zero, $0 - running.elapsed) }
    }.max()
    // Where all have run for longer than expected, nobody knows.
    guard let atRate else { return longest.flatMap { $0 > .zero ? $0 : nil } }
    return max(atRate, longest ?? .zero)
  }
}

/// How far a job is, how fast, and when it ends: from what is settled, what runs and how long it took.
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

  /// Rates look back this far, or as far as `runsInWindow` mini-batches take.
  private static let leastWindow = Duration.seconds(5)
  private static let mostWindow = Duration.seconds(60)
  private static let runsInWindow = 2

  private var measure = WorkMeasure()
  private var fileRate = RateMeter()
  private var byteRate = RateMeter()
  private var bytesPerSecond: Double?
  /// At the last sample; nil while nothing is known.
  package private(set) var filesPerSecond: Double?
  /// How far back the last sample looked.
  package private(set) var window = leastWindow
  /// 0...1; never falls.
  package private(set) var fraction = 0.0

  package init() {}

  /// What progress is measured in.
  package var unit: WorkMeasure.Unit { measure.unit }

  // MARK: - What happens

  /// There is work from now on; every `instant` is counted from one fixed moment. Of two calls the first
  /// one counts.
  package mutating func begin(at instant: Duration) {
    fileRate.begin(at: instant)
    byteRate.begin(at: instant)
  }

  /// The job goes on after it stood still.
  package mutating func wentOn(at instant: Duration) {
    fileRate.startOver(at: instant)
    byteRate.startOver(at: instant)
    (filesPerSecond, bytesPerSecond) = (nil, nil)
  }

  /// There are more or fewer workers, or larger or smaller mini-batches: how long they took tells less.
  package mutating func conditionsChanged() { measure.doubt() }

  /// A mini-batch succeeded, now.
  package mutating func record(_ amount: Amount, run: Duration, at instant: Duration) {
    measure.record(files: amount.files, bytes: amount.bytes, run: run)
    fileRate.record(amount.files, run: run, at: instant)
    byteRate.record(amount.bytes, run: run, at: instant)
  }

  /// Files failed, now.
  package mutating func recordFailure(_ amount: Amount, at instant: Duration) {
    fileRate.record(amount.files, run: .zero, at: instant)
    byteRate.record(amount.bytes, run: .zero, at: instant)
  }

  /// `settled` is what succeeded or failed so far; `total` is nil while the input is being listed, when no
  /// fraction makes sense.
  package mutating func settle(_ settled: Amount, of total: Amount?) {
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

  /// To be called at regular instants: takes the rates.
  package mutating func sample(running: [Running], at instant: Duration) {
    let expected = running.compactMap { expectedRun($0.amount) }
    let mean = expected.isEmpty ? .zero : expected.reduce(.zero, +) / expected.count
    window = min(max(Self.leastWindow, mean * Self.runsInWindow), Self.mostWindow)
    filesPerSecond = rate(of: fileRate, \.files, running, at: instant)
    bytesPerSecond = rate(of: byteRate, \.bytes, running, at: instant)
  }

  private func rate(
    of meter: RateMeter, _ part: KeyPath<Amount, Int>, _ running: [Running], at instant: Duration
  ) -> Double? {
    meter.perSecond(over: window, at: instant, running: parts(part, of: running))
  }

  /// The rate of a part of the job, such as one worker, by its own meter.
  package func filesPerSecond(
    of meter: RateMeter, running: Running?, at instant: Duration
  ) -> Double? {
    let running = running.map { [$0] } ?? []
    return meter.perSecond(over: window, at: instant, running: parts(\.files, of: running))
  }

  /// Nothing of a mini-batch counts before it is known how long one takes.
  private func parts(
    _ part: KeyPath<Amount, Int>, of running: [Running]
  ) -> [RateMeter.Running] {
    running.compactMap { running in
      expectedRun(running.amount).map {
        RateMeter.Running(
          amount: Double(running.amount[keyPath: part]), elapsed: running.elapsed, expected: $0)
      }
    }
  }

  private func expectedRun(_ amount: Amount) -> Duration? {
    measure.expectedRun(files: amount.files, bytes: amount.bytes)
  }

  // MARK: - What is to come

  /// How long the job will take from now on; nil when nobody knows. `left` is what has no result yet,
  /// the running mini-batches included.
  ///
  /// What is left at the present rate, but no less than what the longest running mini-batch still needs:
  /// at the end the job waits for that one, however fast the others were.
  package func timeLeft(left: Amount, running: [Running]) -> Duration? {
    guard left.files > 0 else { return .zero }
    var (inHand, done, longest) = (0.0, 0.0, Duration.zero)
    for each in running {
      guard let expected = expectedRun(each.amount) else { continue }
      let work = inUnit(each.amount)
      inHand += work
      done += work * min(1, expected > .zero ? each.elapsed / expected : 1)
      longest = max(longest, expected - each.elapsed)
    }
    // Where the last ones have all run for longer than expected, nobody knows.
    guard inUnit(left) > inHand else { return longest > .zero ? longest : nil }
    guard let rate = unit == .files ? filesPerSecond : bytesPerSecond, rate > 0 else { return nil }
    return max(.seconds((inUnit(left) - done) / rate), longest)
  }

  private func inUnit(_ amount: Amount) -> Double {
    Double(unit == .files ? amount.files : amount.bytes)
  }
}

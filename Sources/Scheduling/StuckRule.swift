/// When a mini-batch is to be called stuck: nothing was seen of it for longer than 3 × the 99th percentile
/// of the run times so far, and for at least 10 s. A larger mini-batch may take longer in proportion.
///
/// A mark and nothing else; its timeout ends a mini-batch.
package struct StuckRule: Sendable {
  package static let factor = 3
  package static let least = Duration.seconds(10)

  private var runTimes = RunTimes()
  private var runTimesPerFile = RunTimes()

  package init() {}

  /// A mini-batch succeeded.
  package mutating func record(files: Int, run: Duration) {
    runTimes.record(run)
    runTimesPerFile.record(run / max(1, files))
  }

  /// To be called when the mini-batch size changes: what smaller ones take is not known then.
  package mutating func startOver() { self = StuckRule() }

  /// From when on a mini-batch of so many files is stuck; nil before the first result. Looks at 1024
  /// buckets.
  package func limit(files: Int) -> Duration? {
    guard let run = runTimes.percentile(0.99), let perFile = runTimesPerFile.percentile(0.99) else {
      return nil
    }
    return max(Self.least, max(run, perFile * files) * Self.factor)
  }
}

/// When a mini-batch is to be called stuck: it has run for longer than 3 × the 99th percentile of the run
/// times so far, and for at least 10 s.
///
/// A mark and nothing else; its timeout ends a mini-batch.
package struct StuckRule: Sendable {
  package static let factor = 3
  package static let least = Duration.seconds(10)

  private var runTimes = RunTimes()

  package init() {}

  /// A mini-batch succeeded.
  package mutating func record(run: Duration) { runTimes.record(run) }

  /// To be called when the mini-batch size changes: what larger ones take is not known then.
  package mutating func startOver() { runTimes = RunTimes() }

  /// From when on a running mini-batch is stuck; nil before the first result. Looks at 512 buckets.
  package var limit: Duration? {
    runTimes.percentile(0.99).map { max(Self.least, $0 * Self.factor) }
  }
}

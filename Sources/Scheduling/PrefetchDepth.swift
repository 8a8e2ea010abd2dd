/// How many mini-batches a worker holds at once, so that it never waits for the next.
///
/// `clamp(2 ms ÷ mean run(), 2…16)` hides the round trip of a fast script. From 100 ms on the round
/// trip is below a thousandth of the work, and a second mini-batch in a worker's hands would only
/// make the job's end ragged and a cancel slow, so it holds one.
package enum PrefetchDepth {
  /// 1...16, for the mean time `run()` took lately; nil before the first result.
  package static func depth(meanRun: Duration?) -> Int {
    guard let meanRun, meanRun < .milliseconds(100) else { return 1 }
    guard meanRun > .zero else { return 16 }
    return min(max(Int(Duration.milliseconds(2) / meanRun), 2), 16)
  }
}

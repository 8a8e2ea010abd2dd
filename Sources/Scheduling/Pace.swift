/// How long `run()` took lately, and what follows from it for sending.
///
/// The means forget: each result counts a fifth.
struct Pace: Sendable {
  /// Of a mini-batch, nanoseconds; nil before the first result.
  private var meanRun: Double?
  /// For one file, nanoseconds.
  private var meanPerFile = 0.0
  /// How many mini-batches a worker holds at once; see `PrefetchDepth`.
  private(set) var prefetchDepth = PrefetchDepth.depth(meanRun: nil)

  mutating func record(_ run: Duration, files: Int) {
    let nanoseconds = Self.nanoseconds(run)
    let perFile = nanoseconds / Double(files)
    let mean = meanRun.map { $0 * 0.8 + nanoseconds * 0.2 } ?? nanoseconds
    meanPerFile = meanRun == nil ? perFile : meanPerFile * 0.8 + perFile * 0.2
    meanRun = mean
    prefetchDepth = PrefetchDepth.depth(meanRun: .nanoseconds(Int64(min(mean, 1e18))))
  }

  /// Whether mini-batches are known to take this long.
  func isAtLeast(_ run: Duration) -> Bool {
    guard let meanRun else { return false }
    return meanRun >= Self.nanoseconds(run)
  }

  /// Whether a mini-batch of so many files would take this long, whatever the latest ones held.
  func isAtLeast(_ run: Duration, files: Int) -> Bool {
    meanRun != nil && meanPerFile * Double(files) >= Self.nanoseconds(run)
  }

  private static func nanoseconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) * 1e9 + Double(attoseconds) * 1e-9
  }
}

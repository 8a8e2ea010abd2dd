/// How long `run()` took, as a histogram: eight buckets to each power of two of nanoseconds, so a
/// percentile is at most an eighth too high. Takes 4 KiB and no allocation per value.
package struct RunTimes: Sendable {
  private static let bucketsPerOctave = 8
  /// Beyond this many values all are halved, so that what happens now outweighs what was.
  private static let memory = 8192

  private var buckets = [UInt32](repeating: 0, count: 63 * bucketsPerOctave)
  private(set) var count = 0

  package init() {}

  package mutating func record(_ run: Duration) {
    buckets[Self.bucket(of: run)] += 1
    count += 1
    if count >= Self.memory {
      for index in buckets.indices { buckets[index] /= 2 }
      count = buckets.reduce(0) { $0 + Int($1) }
    }
  }

  /// The time within which `fraction` (0...1) of the values stayed; nil before the first one.
  package func percentile(_ fraction: Double) -> Duration? {
    guard count > 0 else { return nil }
    let rank = max(1, Int((fraction * Double(count)).rounded(.up)))
    var seen = 0
    for index in buckets.indices {
      seen += Int(buckets[index])
      if seen >= rank { return Self.upperEnd(of: index) }
    }
    return nil
  }

  private static func bucket(of run: Duration) -> Int {
    let (seconds, attoseconds) = run.components
    guard seconds < 1 << 32 else { return 63 * bucketsPerOctave - 1 }
    let nanoseconds =
      UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
    guard nanoseconds >= 8 else { return Int(nanoseconds) }
    let exponent = 63 - nanoseconds.leadingZeroBitCount
    return exponent * bucketsPerOctave + Int((nanoseconds >> UInt64(exponent - 3)) & 7)
  }

  private static func upperEnd(of bucket: Int) -> Duration {
    let (exponent, part) = bucket.quotientAndRemainder(dividingBy: bucketsPerOctave)
    guard exponent >= 3 else { return .nanoseconds(Int64(bucket)) }
    return .nanoseconds(Int64(clamping: UInt64(9 + part) << UInt64(exponent - 3)))
  }
}

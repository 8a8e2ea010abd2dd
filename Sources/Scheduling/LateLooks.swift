/// The times in which nobody looked: this process was frozen, or got no processor. What it watches may
/// have been frozen with it, so they count against nobody.
package struct LateLooks: Sendable {
  /// A look that comes later than its time by this much is late.
  package static let tolerance = Duration.milliseconds(500)
  /// As many as are remembered.
  private static let memory = 64

  private var last: Duration?
  private var gaps: [Range<Duration>] = []

  package init() {}

  /// To be called with each look.
  ///
  /// - Parameters:
  ///   - instant: Since any fixed moment.
  ///   - interval: When it was due after the last one.
  package mutating func look(at instant: Duration, every interval: Duration) {
    defer { last = instant }
    guard let last, instant - last > interval + Self.tolerance else { return }
    gaps.append((last + interval)..<instant)
    if gaps.count > Self.memory { gaps.removeFirst() }
  }

  /// How long nobody looked since `instant`.
  package func missed(since instant: Duration) -> Duration {
    gaps.reduce(.zero) { $0 + max(.zero, $1.upperBound - max($1.lowerBound, instant)) }
  }
}

/// Files per second over a sliding window, and what is left at that rate.
///
/// Fed with the running total at regular instants; holds the last `window` of them.
package struct RateMeter: Sendable {
  private struct Point: Sendable {
    var at: Duration
    var total: Int
  }

  private let window: Duration
  private var points: [Point] = []

  /// - Parameter window: How far back the rate looks.
  package init(window: Duration = .seconds(5)) {
    self.window = window
  }

  /// - Parameters:
  ///   - total: Files settled so far; never falls.
  ///   - instant: Since any fixed moment; never falls.
  package mutating func record(total: Int, at instant: Duration) {
    points.append(Point(at: instant, total: total))
    // The oldest point kept is the last one outside the window, so that the rate spans all of it.
    if let firstInside = points.firstIndex(where: { instant - $0.at <= window }), firstInside > 1 {
      points.removeFirst(firstInside - 1)
    }
  }

  /// Files per second over the window, 0 before there are two points.
  package var perSecond: Double {
    guard let first = points.first, let last = points.last, last.at > first.at else { return 0 }
    return Double(last.total - first.total) / ((last.at - first.at) / .seconds(1))
  }

  /// How long `remaining` files take at the present rate; nil when nothing moves.
  package func timeLeft(remaining: Int) -> Duration? {
    let rate = perSecond
    return rate > 0 ? .seconds(Double(remaining) / rate) : nil
  }
}

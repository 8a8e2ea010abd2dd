package import Foundation

/// One number over time, oldest first.
package struct TimeSeries: Sendable, Equatable {
  package struct Point: Sendable, Equatable {
    package var at: Date
    /// Nil where it was not measured.
    package var value: Double?

    package init(at: Date, value: Double?) {
      self.at = at
      self.value = value
    }
  }

  package var points: [Point]

  package init(_ points: [Point] = []) {
    self.points = points
  }

  package var last: Point? { points.last }
  package var peak: Double { points.reduce(0) { max($0, $1.value ?? 0) } }

  /// The values of the last `seconds` before `end` as `count` equal buckets, oldest first; nil
  /// where nothing was sampled.
  ///
  /// Buckets lie on whole multiples of their length, so that a graph moves by whole columns and
  /// its old columns keep their height.
  package func buckets(_ count: Int, seconds: Int, until end: Date) -> [Double?] {
    guard count > 0, seconds > 0 else { return [] }
    let length = max(1, (seconds + count - 1) / count)
    let lastBucket = Int(end.timeIntervalSince1970.rounded(.down)) / length
    let firstBucket = lastBucket - count + 1
    var sums = [Double](repeating: 0, count: count)
    var counts = [Int](repeating: 0, count: count)
    for point in points.reversed() {
      let index = Int(point.at.timeIntervalSince1970.rounded(.down)) / length - firstBucket
      if index >= count { continue }
      if index < 0 { break }
      guard let value = point.value else { continue }
      sums[index] += value
      counts[index] += 1
    }
    var values = (0..<count).map { counts[$0] == 0 ? nil : sums[$0] / Double(counts[$0]) }
    // Samples come a little more than a second apart, so now and then a bucket of one second is
    // skipped: that is no gap.
    for index in values.indices.dropFirst().dropLast()
    where values[index] == nil && counts[index - 1] > 0 && counts[index + 1] > 0 {
      values[index] = values[index - 1]
    }
    return values
  }
}

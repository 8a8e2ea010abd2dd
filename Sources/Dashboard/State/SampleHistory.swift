package import BatchEndpoints
package import Foundation

/// The latest samples of a job, oldest first, at most `capacity`.
package struct SampleHistory: Sendable, Equatable {
  /// One hour at a sample a second: what the longest graph window shows.
  package static let capacity = 3600
  /// Dropping the oldest in blocks keeps appending cheap.
  private static let slack = 256

  private var stored: [JobSample]

  package init(_ samples: [JobSample] = []) {
    stored = samples.suffix(Self.capacity)
  }

  package var samples: ArraySlice<JobSample> { stored.suffix(Self.capacity) }
  package var last: JobSample? { stored.last }
  package var isEmpty: Bool { stored.isEmpty }

  /// Adds samples in order; one that is not newer than the last is dropped, because a source that
  /// sends its history and then goes on live may repeat a second.
  package mutating func append(contentsOf samples: [JobSample]) {
    for sample in samples {
      if let last = stored.last, sample.at <= last.at { continue }
      stored.append(sample)
    }
    if stored.count > Self.capacity + Self.slack {
      stored.removeFirst(stored.count - Self.capacity)
    }
  }

  /// The values of the last `seconds` before `end` as `count` equal buckets, oldest first; nil
  /// where nothing was sampled.
  ///
  /// Buckets lie on whole multiples of their length, so that a graph moves by whole columns and
  /// its old columns keep their height.
  package func buckets(
    _ count: Int, seconds: Int, until end: Date, value: (JobSample) -> Double?
  ) -> [Double?] {
    guard count > 0, seconds > 0 else { return [] }
    let length = max(1, (seconds + count - 1) / count)
    let lastBucket = Int(end.timeIntervalSince1970.rounded(.down)) / length
    let firstBucket = lastBucket - count + 1
    var sums = [Double](repeating: 0, count: count)
    var counts = [Int](repeating: 0, count: count)
    for sample in samples.reversed() {
      let index = Int(sample.at.timeIntervalSince1970.rounded(.down)) / length - firstBucket
      if index >= count { continue }
      if index < 0 { break }
      guard let value = value(sample) else { continue }
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

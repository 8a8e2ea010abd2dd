/// A contiguous run of positions in a job's manifest.
package struct FileRange: Hashable, Sendable {
  /// The position of the first file, from 0.
  package var first: Int
  /// How many files, at least 0.
  package var count: Int

  package init(first: Int, count: Int) {
    self.first = first
    self.count = count
  }

  /// One past the last position.
  package var end: Int { first + count }

  /// The range in two, the first half the larger by one where the count is odd.
  package func halves() -> (FileRange, FileRange) {
    let firstCount = (count + 1) / 2
    return (
      FileRange(first: first, count: firstCount),
      FileRange(first: first + firstCount, count: count - firstCount)
    )
  }

  /// What of the range no range of `settled` covers, in ascending order; the settled ranges lie inside,
  /// are disjoint and in any order.
  package func gaps(around settled: [FileRange]) -> [FileRange] {
    var gaps: [FileRange] = []
    var next = first
    for range in settled.sorted(by: { $0.first < $1.first }) where range.count > 0 {
      if range.first > next {
        gaps.append(FileRange(first: next, count: range.first - next))
      }
      next = max(next, range.end)
    }
    if next < end {
      gaps.append(FileRange(first: next, count: end - next))
    }
    return gaps
  }
}

extension FileRange: CustomStringConvertible {
  package var description: String { "\(first)..<\(end)" }
}

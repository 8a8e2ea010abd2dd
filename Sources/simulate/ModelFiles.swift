import Scheduling

/// The input of a simulated job: what each file does to the worker that gets it, and how large it is.
///
/// Drawn from the position by hashing, so that any number of files costs no memory. At most one file in each
/// `spacing` is not good.
struct ModelFiles: FileSizes {
  enum Nature: UInt8 {
    case good
    /// `run()` raises.
    case raises
    /// `run()` raises every other time.
    case flaky
    /// `run()` never returns.
    case hangs
    /// The process dies.
    case crashes
    /// No worker has the memory for it.
    case bomb
    /// The listing could not read it.
    case unreadable
  }

  var count: Int
  var seed: UInt64
  /// Of which natures the bad files are; none means that all files are good.
  var natures: [Nature]
  var spacing: Int
  /// Whether sizes differ; otherwise each file has 1 byte.
  var hasSizes: Bool
  /// The largest of each so many come first, as a listing brings them; nil for any order.
  var sortedWithin: Int?

  func nature(of position: Int) -> Nature {
    guard !natures.isEmpty else { return .good }
    let block = position / spacing
    let hash = SplitMix64.mixed(seed ^ UInt64(block) &* 0x9E37_79B9_7F4A_7C15)
    guard position == block * spacing + Int(hash % UInt64(spacing)) else { return .good }
    return natures[Int((hash >> 32) % UInt64(natures.count))]
  }

  /// The files of a range that are not good, ascending.
  func bad(in range: FileRange) -> [(position: Int, nature: Nature)] {
    guard !natures.isEmpty, range.count > 0 else { return [] }
    var bad: [(position: Int, nature: Nature)] = []
    for block in range.first / spacing...(range.end - 1) / spacing {
      let hash = SplitMix64.mixed(seed ^ UInt64(block) &* 0x9E37_79B9_7F4A_7C15)
      let position = block * spacing + Int(hash % UInt64(spacing))
      if position >= range.first, position < range.end {
        bad.append((position, natures[Int((hash >> 32) % UInt64(natures.count))]))
      }
    }
    return bad
  }

  /// Bytes: 1, or Pareto-like between 1 and 1000.
  func size(of position: Int) -> Int {
    guard hasSizes else { return 1 }
    if let block = sortedWithin { return max(1, 1000 / (1 + position % block * 1000 / block)) }
    let hash = SplitMix64.mixed(seed &+ 1 &+ UInt64(position) &* 0xD1B5_4A32_D192_ED03)
    return max(1, 1000 / (1 + Int(hash % 1000)))
  }

  func front(of range: FileRange, within limit: Int) -> (count: Int, bytes: Int) {
    guard hasSizes else {
      let count = max(1, min(range.count, limit))
      return (count, count)
    }
    var (count, bytes) = (0, 0)
    for position in range.first..<range.end {
      let size = size(of: position)
      if count > 0, bytes + size > limit { break }
      (count, bytes) = (count + 1, bytes + size)
    }
    return (count, bytes)
  }
}

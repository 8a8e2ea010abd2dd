import NIOCore
package import Scheduling

/// The sizes that mini-batches are measured by, read from the index as they are needed.
extension InputManifest: FileSizes {
  /// Files whose sizes are read at once.
  private static let sizesStep = 256

  package func front(of range: FileRange, within limit: Int) -> (count: Int, bytes: Int) {
    var (count, bytes) = (0, 0)
    while count < range.count {
      let sizes = sizes(first: range.first + count, count: min(Self.sizesStep, range.count - count))
      // An index that cannot be read shows when the paths are.
      if sizes.isEmpty { return (range.count, bytes) }
      for size in sizes {
        if count > 0, bytes + size > limit { return (count, bytes) }
        bytes += size
        count += 1
      }
    }
    return (count, bytes)
  }
}

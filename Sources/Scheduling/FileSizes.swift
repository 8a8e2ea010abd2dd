/// The sizes of a job's files, by position in its manifest.
///
/// Only positions that `filesListed` has named are asked for, at most a mini-batch of them at once.
package protocol FileSizes: Sendable {
  /// The files at the front of `range` that hold at most `limit` bytes together, and their bytes.
  ///
  /// - Parameters:
  ///   - range: At least one file.
  ///   - limit: Bytes.
  /// - Returns: At least one file, even if it is larger than the limit.
  func front(of range: FileRange, within limit: Int) -> (count: Int, bytes: Int)
}

extension FileSizes {
  /// The sizes of all files of the range together, bytes.
  package func bytes(of range: FileRange) -> Int { front(of: range, within: .max).bytes }
}

import Glibc
import NIOCore

/// The file that `append_row` rows go to.
///
/// Used from the committer's thread only, after it was opened.
final class OutputFile: Sendable {
  let path: String
  private let descriptor: Int32
  /// Whether rows are on the device before they are recorded.
  private let syncs: Bool

  /// Opens the file and cuts off what lies behind `end`, where the recorded rows end: rows that an
  /// interrupted runner wrote and could not record.
  ///
  /// - Throws: `ExecutionError.io`; also when the file is shorter than the ledger says.
  init(path: String, truncatedTo end: Int, syncs: Bool = false) throws {
    self.path = path
    self.syncs = syncs
    descriptor = try openFile(path, O_RDWR | O_CREAT, mode: 0o666)
    // From here on `deinit` closes the descriptor, after a throw as well.
    guard lseek(descriptor, 0, SEEK_END) >= end else {
      // Truncating would fill the hole with zeros and call them rows.
      throw ExecutionError.io(path: path, activity: "find the rows recorded in", errno: ENODATA)
    }
    try truncate(to: end)
    if syncs { try syncFolder(parentFolder(of: path)) }
  }

  deinit { close(descriptor) }

  /// Makes the file of a new job, so that of two jobs begun at once only one gets it.
  ///
  /// - Throws: `ExecutionError.outputExists`, `.outputUnfit`.
  static func claim(_ job: JobSpecification) throws {
    guard let path = job.predictionsPath else { return }
    do {
      close(try openFile(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o666))
    } catch ExecutionError.io(_, _, EEXIST) {
      throw ExecutionError.outputExists(path: path)
    } catch ExecutionError.io(_, _, let code) {
      throw ExecutionError.outputUnfit(path: job.outputPath, errno: code)
    }
  }

  /// Appends rows and returns the offset they begin at.
  func append(_ rows: ByteBuffer) throws -> Int {
    let offset = Int(lseek(descriptor, 0, SEEK_CUR))
    do {
      try rows.withUnsafeReadableBytes { try writeAll($0, to: descriptor, path: path) }
      guard !syncs || rows.readableBytes == 0 || fdatasync(descriptor) == 0 else {
        throw ExecutionError.io(path: path, activity: "write", errno: errno)
      }
    } catch {
      // Half a group is no group: the offsets of the next one must not be shifted by it.
      try? truncate(to: offset)
      throw error
    }
    return offset
  }

  /// Cuts off what lies behind `end`, and goes on there.
  func truncate(to end: Int) throws {
    guard ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, off_t(end), SEEK_SET) == end
    else { throw ExecutionError.io(path: path, activity: "truncate", errno: errno) }
  }
}

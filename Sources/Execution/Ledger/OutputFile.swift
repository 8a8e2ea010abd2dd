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

  /// Opens the file, with `locks` keeps other processes from it (flock(2)), and cuts off what lies behind `end`, where the
  /// recorded rows end: rows that an interrupted runner wrote and could not record.
  ///
  /// - Throws: `ExecutionError.io`, `.outputBusy`; `.outputLost` when the file is shorter than the ledger
  ///   says.
  init(path: String, truncatedTo end: Int, syncs: Bool = false, locks: Bool = true) throws {
    self.path = path
    self.syncs = syncs
    do {
      descriptor = try openFile(path, O_RDWR | (end == 0 ? O_CREAT : 0), mode: 0o666)
    } catch ExecutionError.io(_, _, ENOENT) where end > 0 {
      throw ExecutionError.outputLost(path: path)
    }
    // From here on `deinit` closes the descriptor, after a throw as well.
    if locks, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw ExecutionError.outputBusy(path: path)
    }
    guard lseek(descriptor, 0, SEEK_END) >= end else {
      // Truncating would fill the hole with zeros and call them rows.
      throw ExecutionError.outputLost(path: path)
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
  ///
  /// - Throws: As `check`, and `ExecutionError.io`.
  func append(_ rows: ByteBuffer) throws -> Int {
    let offset = Int(lseek(descriptor, 0, SEEK_CUR))
    guard rows.readableBytes > 0 else { return offset }
    try check()
    do {
      try rows.withUnsafeReadableBytes { try writeAll($0, to: descriptor, path: path) }
      guard !syncs || fdatasync(descriptor) == 0 else {
        throw ExecutionError.io(path: path, activity: "write", errno: errno)
      }
    } catch {
      // Half a group is no group: the offsets of the next one must not be shifted by it.
      try? truncate(to: offset)
      throw error
    }
    return offset
  }

  /// Looks whether the rows are still where they were written.
  ///
  /// - Throws: `ExecutionError.outputLost` when somebody has removed, replaced, cut or lengthened the file.
  func check() throws {
    var (ours, named) = (stat(), stat())
    guard fstat(descriptor, &ours) == 0, stat(path, &named) == 0,
      (ours.st_dev, ours.st_ino) == (named.st_dev, named.st_ino),
      ours.st_size == lseek(descriptor, 0, SEEK_CUR)
    else { throw ExecutionError.outputLost(path: path) }
  }

  /// Cuts off what lies behind `end`, and goes on there.
  func truncate(to end: Int) throws {
    guard ftruncate(descriptor, off_t(end)) == 0, lseek(descriptor, off_t(end), SEEK_SET) == end
    else { throw ExecutionError.io(path: path, activity: "truncate", errno: errno) }
  }
}

import Crypto
import Glibc
import Registry

/// Reads a model's files once each, hashing them and, if asked to, copying them.
final class ModelFileReader {
  /// Small enough to stay in the processor's second-level cache between the read, the hash and the
  /// write: 1 MiB took two to eight times the system time. copy_file_range(2) or sendfile(2) with a
  /// second read from the page cache costs about the same, and is more to go wrong.
  private static let blockBytes = 256 * 1024
  /// `FICLONE` of linux/fs.h, a macro that Swift cannot see: `_IOW(0x94, 9, int)`.
  private static let cloneRequest: UInt = 0x4004_9409

  private let block = UnsafeMutableRawBufferPointer.allocate(
    byteCount: blockBytes, alignment: 4096)
  /// Told how many more bytes have been read; what it throws ends the reading.
  private let advance: (Int) throws -> Void

  init(advance: @escaping (Int) throws -> Void) { self.advance = advance }

  deinit { block.deallocate() }

  struct Content: Equatable {
    var bytes: Int
    /// 64 hexadecimal digits.
    var sha256: String
  }

  func hash(_ path: String) throws -> Content {
    let source = try openFile(path, O_RDONLY)
    defer { close(source) }
    return try read(source, path: path) { _ in }
  }

  /// Copies a file, readable by everybody and writable by nobody, still executable if it was; the
  /// digest is that of the copy. Blocks are shared with the original where the file system can
  /// (FICLONE, ioctl_ficlone(2)).
  func copy(_ path: String, to copyPath: String) throws -> Content {
    let source = try openFile(path, O_RDONLY)
    defer { close(source) }
    let copy = try openFile(copyPath, O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
    defer { close(copy) }
    let content: Content
    if ioctl(copy, Self.cloneRequest, source) == 0 {
      content = try read(copy, path: copyPath) { _ in }
    } else {
      content = try read(source, path: path) { try writeAll($0, to: copy, path: copyPath) }
    }
    try protect(copy, as: source, path: copyPath)
    return content
  }

  private func read(
    _ descriptor: Int32, path: String, then: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Content {
    var digest = SHA256()
    var bytes = 0
    while true {
      let count = Glibc.read(descriptor, block.baseAddress, block.count)
      if count == 0 { return Content(bytes: bytes, sha256: digest.finalize().hexadecimal) }
      if count < 0 {
        if errno == EINTR { continue }
        throw ExecutionError.io(path: path, activity: "read", errno: errno)
      }
      let piece = UnsafeRawBufferPointer(rebasing: block[..<count])
      digest.update(bufferPointer: piece)
      try then(piece)
      bytes += count
      try advance(count)
    }
  }

  private func protect(_ copy: Int32, as source: Int32, path: String) throws {
    var status = stat()
    guard fstat(source, &status) == 0,
      fchmod(copy, 0o444 | (status.st_mode & 0o111)) == 0
    else { throw ExecutionError.io(path: path, activity: "protect", errno: errno) }
  }
}

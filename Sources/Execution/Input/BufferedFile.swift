import Glibc

/// Collects small writes into large ones.
final class BufferedFile {
  private static let capacity = 256 * 1024

  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  /// Opens the file, and makes it where there is none; writing begins at `length`, and what lay behind
  /// is gone.
  init(path: String, keeping length: Int, mode: mode_t = 0o600) throws {
    self.path = path
    descriptor = try openFile(path, O_WRONLY | O_CREAT, mode: mode)
    buffer.reserveCapacity(Self.capacity)
    // From here on `deinit` closes the descriptor, after a throw as well.
    guard ftruncate(descriptor, off_t(length)) == 0 else {
      throw ExecutionError.io(path: path, activity: "write", errno: errno)
    }
    try seek(to: length)
  }

  deinit { close(descriptor) }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    if buffer.count + bytes.count > Self.capacity { try flush() }
    buffer.append(contentsOf: bytes)
  }

  func writeInteger(_ value: some FixedWidthInteger) throws {
    try withUnsafeBytes(of: value.littleEndian) { try write($0) }
  }

  func flush() throws {
    try buffer.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Flushes, and waits until the device has it all (fsync(2)).
  func sync() throws {
    try flush()
    try syncFile(descriptor, path: path)
  }

  /// Writes over the beginning of the file, all at once, and goes on at its end.
  func overwriteStart(_ write: (BufferedFile) throws -> Void) throws {
    try seek(to: 0)
    try write(self)
    try flush()
    guard lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw ExecutionError.io(path: path, activity: "write", errno: errno)
    }
  }

  /// Where the next write goes; what was written is flushed.
  private func seek(to offset: Int) throws {
    try flush()
    guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
      throw ExecutionError.io(path: path, activity: "write", errno: errno)
    }
  }
}

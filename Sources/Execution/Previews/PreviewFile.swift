import Glibc

/// A file that is looked into: a few bytes at places that its content names, and that may lie.
///
/// What is asked for beyond the end is not there; nothing here depends on the file being what its
/// name says.
package struct PreviewFile: Sendable {
  /// When it was opened.
  package let bytes: Int
  private let read: @Sendable (_ offset: Int, _ count: Int) throws -> [UInt8]

  /// More than this is never read at once.
  static let mostBytes = 16 << 20

  /// A file in memory.
  package init(_ content: [UInt8]) {
    bytes = content.count
    read = { offset, count in Array(content[offset..<offset + count]) }
  }

  /// Opens a file for as long as `look` takes.
  ///
  /// - Throws: `ExecutionError.io`, also for what is no regular file; what `look` throws.
  package static func open<Result>(
    _ path: String, look: (PreviewFile) throws -> Result
  ) throws -> Result {
    // A pipe in the file's place must not hold us up.
    let descriptor = try openFile(path, O_RDONLY | O_NONBLOCK)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ExecutionError.io(path: path, activity: "preview", errno: EINVAL)
    }
    return try look(PreviewFile(descriptor, bytes: Int(status.st_size), path: path))
  }

  private init(_ descriptor: Int32, bytes: Int, path: String) {
    self.bytes = bytes
    read = { offset, count in
      try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        while filled < count {
          let got = pread(
            descriptor, buffer.baseAddress.map { $0 + filled }, count - filled,
            off_t(offset + filled))
          if got < 0, errno == EINTR { continue }
          if got < 0 { throw ExecutionError.io(path: path, activity: "read", errno: errno) }
          // It has become shorter meanwhile.
          if got == 0 { return }
          filled += got
        }
      }
    }
  }

  /// At most `count` bytes from `offset` on; fewer at the end of the file, none outside of it.
  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, offset < bytes, count > 0 else { return [] }
    return try read(offset, min(count, bytes - offset, Self.mostBytes))
  }
}

/// A number of little-endian bytes at a place; nil where they do not all lie in the bytes.
func littleEndian<Number: FixedWidthInteger & UnsignedInteger>(
  _ type: Number.Type, in bytes: some RandomAccessCollection<UInt8>, at offset: Int
) -> Number? {
  let size = MemoryLayout<Number>.size
  guard offset >= 0, offset <= bytes.count - size else { return nil }
  let start = bytes.index(bytes.startIndex, offsetBy: offset)
  return bytes[start...].prefix(size).reversed().reduce(0) { $0 << 8 | Number($1) }
}

/// A number of big-endian bytes at a place; nil where they do not all lie in the bytes.
func bigEndian<Number: FixedWidthInteger & UnsignedInteger>(
  _ type: Number.Type, in bytes: some RandomAccessCollection<UInt8>, at offset: Int
) -> Number? {
  littleEndian(type, in: bytes, at: offset)?.byteSwapped
}

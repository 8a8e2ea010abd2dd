import Glibc

/// Reads the small text files of /proc and /sys.
enum KernelFile {
  enum Failure: Error {
    case code(Int32)
    case tooLong
  }

  /// The whole file, which the kernel makes up as it is read and gives no size for.
  static func read(_ path: String, limitBytes: Int) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .code(errno) }
    defer { close(descriptor) }

    var code: Int32 = 0
    // One byte more than allowed tells a file that fits from one that goes on.
    let bytes = [UInt8](unsafeUninitializedCapacity: limitBytes + 1) { buffer, length in
      while length < buffer.count {
        let count = Glibc.read(
          descriptor, buffer.baseAddress?.advanced(by: length), buffer.count - length)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { code = errno }
        if count <= 0 { break }
        length += count
      }
    }
    if code != 0 { throw .code(code) }
    if bytes.count > limitBytes { throw .tooLong }
    return bytes
  }
}

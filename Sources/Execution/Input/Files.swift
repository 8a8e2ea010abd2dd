import Glibc

/// Opens a file, close-on-exec.
///
/// - Throws: `ExecutionError.io` with the system's reason (open(2)).
func openFile(_ path: String, _ flags: Int32, mode: mode_t = 0) throws -> Int32 {
  let descriptor = open(path, flags | O_CLOEXEC, mode)
  guard descriptor >= 0 else {
    throw ExecutionError.io(path: path, activity: "open", errno: errno)
  }
  return descriptor
}

/// Writes all bytes, however many calls it takes (write(2)).
///
/// - Throws: `ExecutionError.io` when the device is full or gone; some bytes may be written.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
    if written < 0 {
      if errno == EINTR { continue }
      throw ExecutionError.io(path: path, activity: "write", errno: errno)
    }
    rest = rest.dropFirst(written)
  }
}

/// Waits until the device has what was written to a file or folder (fsync(2)).
///
/// - Throws: `ExecutionError.io`.
func syncFile(_ descriptor: Int32, path: String) throws {
  guard fsync(descriptor) == 0 else {
    throw ExecutionError.io(path: path, activity: "write", errno: errno)
  }
}

/// Waits until the device knows of the names that were made or changed in a folder.
///
/// - Throws: `ExecutionError.io`.
func syncFolder(_ path: String) throws {
  let descriptor = try openFile(path, O_RDONLY | O_DIRECTORY)
  defer { close(descriptor) }
  try syncFile(descriptor, path: path)
}

/// Makes a folder and its parents; by default readable by its owner only.
///
/// - Throws: `ExecutionError.io` (mkdir(2)).
func makeFolder(_ path: String, mode: mode_t = 0o700) throws {
  if mkdir(path, mode) == 0 || errno == EEXIST { return }
  guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
    throw ExecutionError.io(path: path, activity: "make the folder", errno: errno)
  }
  try makeFolder(String(path[..<slash]), mode: mode)
  guard mkdir(path, mode) == 0 || errno == EEXIST else {
    throw ExecutionError.io(path: path, activity: "make the folder", errno: errno)
  }
}

/// Bytes of a file name for people: what is not UTF-8 appears as `\xNN`.
package func displayText(ofBytes bytes: some Collection<UInt8>) -> String {
  if let text = String(validating: bytes, as: UTF8.self) { return text }
  var text = ""
  var rest = Array(bytes)[...]
  while !rest.isEmpty {
    // The longest scalar has four bytes; the shortest that decodes is the one that stands here.
    let scalar = (1...min(4, rest.count)).lazy
      .compactMap { String(validating: rest.prefix($0), as: UTF8.self) }.first
    if let scalar {
      text += scalar
      rest = rest.dropFirst(scalar.utf8.count)
    } else {
      let hex = String(rest.removeFirst(), radix: 16, uppercase: true)
      text += "\\x" + (hex.count < 2 ? "0" : "") + hex
    }
  }
  return text
}

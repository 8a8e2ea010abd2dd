import Glibc

/// A text file that lines are appended to.
///
/// Logs never stop a job: what cannot be written is left out.
struct LogFile {
  let path: String

  /// Appends text, after `header` where the file is new.
  func append(_ text: String, header: String = "") {
    let isNew = !header.isEmpty && access(path, F_OK) != 0
    guard let descriptor = try? openFile(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600) else {
      return
    }
    defer { close(descriptor) }
    let text = isNew ? header + text : text
    var copy = text
    copy.withUTF8 { try? writeAll(UnsafeRawBufferPointer($0), to: descriptor, path: path) }
  }

  func remove() { unlink(path) }

  /// Replaces what is there.
  func write(_ text: String) {
    remove()
    append(text)
  }

  /// The last lines, at most so many and so many bytes, without the newline at the end; nil when nothing
  /// is there. A longer line has lost its beginning.
  func tail(lines: Int, bytes: Int) -> String? {
    guard let descriptor = try? openFile(path, O_RDONLY) else { return nil }
    defer { close(descriptor) }
    let start = max(0, size - bytes)
    let read = [UInt8](unsafeUninitializedCapacity: bytes) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, bytes, off_t(start)))
    }
    var text = read[...]
    if text.last == UInt8(ascii: "\n") { text.removeLast() }
    if start > 0, let lineEnd = text.firstIndex(of: UInt8(ascii: "\n")) {
      text = text[(lineEnd + 1)...]
    }
    let whole = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let last = String(
      decoding: Array(whole.suffix(lines).joined(separator: "\n".utf8)), as: UTF8.self)
    return last.isEmpty ? nil : last
  }

  /// Bytes; 0 where there is no file.
  var size: Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}

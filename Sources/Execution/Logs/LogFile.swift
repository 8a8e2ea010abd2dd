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

  /// Replaces what is there.
  func write(_ text: String) {
    unlink(path)
    append(text)
  }

  /// Bytes; 0 where there is no file.
  var size: Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}

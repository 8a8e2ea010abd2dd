import Foundation

@testable import SystemMetrics

/// A /proc and a /sys/fs/cgroup made of plain files, removed at the end.
final class ProcFSFixture {
  let root: String
  let procFS: ProcFS

  struct Problem: Error {
    var code: Int32
  }

  init() throws {
    var template = Array("/tmp/batchdeck-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Problem(code: errno) }
    root = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    procFS = ProcFS(root: "\(root)/proc", cgroupRoot: "\(root)/cgroup")
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  /// Writes `proc/…` or `cgroup/…`, with the folders above it.
  func file(_ path: String, _ text: String) throws {
    var folder = root
    for component in path.split(separator: "/").dropLast() {
      folder += "/\(component)"
      guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw Problem(code: errno) }
    }
    let descriptor = open("\(root)/\(path)", O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Problem(code: errno) }
    defer { close(descriptor) }
    guard write(descriptor, text, text.utf8.count) == text.utf8.count else {
      throw Problem(code: errno)
    }
  }
}

import CProcess
import Glibc

/// A folder of its own for one test, readable by everybody, removed at the end.
final class Workspace: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/batchdeck-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil, chmod(template, 0o755) == 0 else { throw Problem(code: errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  struct Problem: Error {
    var code: Int32
  }

  /// By `rm`, which manages paths longer than PATH_MAX.
  deinit {
    let script = "rm -rf \"$1\""
    var launch = Launch(shell: script)
    launch.arguments += ["sh", path]
    if let child = try? launch.spawn() { finish(child) }
  }

  func file(_ name: String, _ text: String = "", mode: mode_t = 0o644) throws {
    let descriptor = open("\(path)/\(name)", O_CREAT | O_WRONLY | O_CLOEXEC | O_TRUNC, mode)
    guard descriptor >= 0 else { throw Problem(code: errno) }
    defer { close(descriptor) }
    guard write(descriptor, text, text.utf8.count) == text.utf8.count else {
      throw Problem(code: errno)
    }
  }

  func folder(_ name: String) throws {
    guard mkdir("\(path)/\(name)", 0o755) == 0 else { throw Problem(code: errno) }
  }

  func link(_ name: String, to target: String) throws {
    guard symlink(target, "\(path)/\(name)") == 0 else { throw Problem(code: errno) }
  }

  func text(of name: String) -> String? {
    textOfFile("\(path)/\(name)")
  }
}

func textOfFile(_ path: String) -> String? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  return readAll(descriptor)
}

/// Looks until the condition holds, for a minute at most.
func eventually(_ condition: () -> Bool) async throws -> Bool {
  let deadline = ContinuousClock.now + .seconds(60)
  while ContinuousClock.now < deadline {
    if condition() { return true }
    try await Task.sleep(for: .milliseconds(5))
  }
  return condition()
}

/// Looks until the file is complete, for a minute at most; keeps the thread, for use in a process
/// that is about to be killed.
func waitForText(of path: String, endingWith suffix: String) -> Bool {
  let deadline = ContinuousClock.now + .seconds(60)
  while ContinuousClock.now < deadline {
    if textOfFile(path)?.hasSuffix(suffix) == true { return true }
    usleep(1000)
  }
  return false
}

/// False for a zombie too: an orphan stays one for as long as init leaves it.
func isAlive(_ pid: pid_t) -> Bool {
  let fields = textOfFile("/proc/\(pid)/stat")?.split(separator: ")").last?.split(separator: " ")
  return fields?.first.map { $0 != "Z" && $0 != "X" } ?? false
}

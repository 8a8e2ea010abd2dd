import Foundation
import Glibc

/// A folder of its own for one test, removed at the end.
final class Workspace: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/batchdeck-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Problem(code: errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// A runner's databases close a moment after its job has ended, and a file that goes by itself ends an
  /// attempt to remove the folder.
  deinit {
    for _ in 0..<200 {
      try? FileManager.default.removeItem(atPath: path)
      guard FileManager.default.fileExists(atPath: path) else { return }
      usleep(10_000)
    }
  }

  struct Problem: Error {
    var code: Int32
  }

  /// The absolute path of something in the folder.
  subscript(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, and the folders above it.
  @discardableResult
  func file(_ name: String, _ text: String = "") throws -> String {
    let path = self[name]
    try folder(String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]))
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Writes a shell script that can be run, and the folders above it.
  @discardableResult
  func program(_ name: String, _ text: String) throws -> String {
    let path = try file(name, "#!/bin/sh\n\(text)\n")
    guard chmod(path, 0o755) == 0 else { throw Problem(code: errno) }
    return path
  }

  /// Writes an empty file whose name is any bytes but NUL and slash.
  func file(named bytes: [UInt8], in folder: String) throws {
    let path = Array(self[folder].utf8) + [UInt8(ascii: "/")] + bytes + [0]
    let descriptor = path.withUnsafeBytes { path in
      path.bindMemory(to: CChar.self).baseAddress.map {
        open($0, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
      } ?? -1
    }
    guard descriptor >= 0 else { throw Problem(code: errno) }
    close(descriptor)
  }

  /// Makes a folder and its parents.
  @discardableResult
  func folder(_ name: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: self[name], withIntermediateDirectories: true)
    return self[name]
  }

  func link(_ name: String, to target: String) throws {
    guard symlink(target, self[name]) == 0 else { throw Problem(code: errno) }
  }

  func exists(_ name: String) -> Bool { access(self[name], F_OK) == 0 }
}

func text(of path: String) throws -> String {
  String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
}

/// The names in a folder, sorted; empty when there is no such folder.
func names(in folder: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
}

/// Looks until the condition holds, for twenty seconds at most.
func eventually(_ condition: () throws -> Bool) async throws -> Bool {
  let deadline = ContinuousClock.now + .seconds(60)
  while ContinuousClock.now < deadline {
    if try condition() { return true }
    try await Task.sleep(for: .milliseconds(5))
  }
  return try condition()
}

/// False for a zombie too: an orphan stays one for as long as init leaves it.
func isAlive(_ pid: pid_t) -> Bool {
  let line = try? text(of: "/proc/\(pid)/stat")
  let fields = line?.split(separator: ")").last?.split(separator: " ")
  return fields?.first.map { $0 != "Z" && $0 != "X" } ?? false
}

/// Numbers that are the same in every run with the same seed (Steele, Lea, Flood: SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

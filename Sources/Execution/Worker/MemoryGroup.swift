import Foundation
import Glibc
import SystemMetrics

/// A control group that caps the memory of one worker together with all that it starts (cgroups(7),
/// version 2). It goes away with this object.
final class MemoryGroup {
  private let folder: String
  private let procFS: ProcFS

  /// Moves a process into a new group, whose `name` no other of this runner has; the limit is more than 0.
  ///
  /// Nil where no group has been delegated to us, or the kernel refuses: then RLIMIT_DATA and samples have
  /// to do.
  init?(named name: String, holding pid: Int32, limitBytes bytes: Int, in procFS: ProcFS) {
    guard let parent = try? procFS.delegatedMemoryGroup() else { return nil }
    self.procFS = procFS
    folder = "\(parent)/\(Self.prefix)\(getpid())-\(name)"
    guard mkdir(folder, 0o755) == 0 else { return nil }
    // All or nothing: a worker that has lost a child would wait for it.
    guard limit(to: bytes), write("1", to: "memory.oom.group"), write("\(pid)", to: "cgroup.procs")
    else {
      rmdir(folder)
      return nil
    }
    // Without swap accounting there is no such file.
    _ = write("0", to: "memory.swap.max")
  }

  deinit {
    // What left the worker's session has stayed in here.
    _ = write("1", to: "cgroup.kill")
    // Where it takes its time to die, the next runner sweeps.
    rmdir(folder)
  }

  /// Moves the limit, bytes; 0 takes it away.
  @discardableResult
  func limit(to bytes: Int) -> Bool { write(bytes > 0 ? "\(bytes)" : "max", to: "memory.max") }

  /// Whether the kernel has killed all that was in it because it was beyond its limit.
  var hasKilled: Bool { (try? procFS.hasKilledAtLimit(group: folder)) ?? false }

  private func write(_ text: String, to file: String) -> Bool {
    let descriptor = open("\(folder)/\(file)", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count
  }

  // MARK: - Left over

  private static let prefix = "batchdeck-"

  /// Removes the empty groups of runners that are gone.
  static func sweep(_ procFS: ProcFS) {
    guard let parent = try? procFS.delegatedMemoryGroup() else { return }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let owner = name.dropFirst(prefix.count).prefix { $0 != "-" }
      guard let pid = Int32(owner), kill(pid, 0) != 0, errno == ESRCH else { continue }
      rmdir("\(parent)/\(name)")
    }
  }
}

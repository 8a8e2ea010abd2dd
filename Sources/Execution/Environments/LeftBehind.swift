import Foundation
import Glibc

/// What a build that was killed left running: only its first process dies with the builder, and
/// `python -m venv` and pip start others, which go on writing to the folder.
///
/// They are known by an environment variable that every process of a build inherits.
enum LeftBehind {
  /// The variable, with the folder of the environment as its value.
  static let variable = "BATCHDECK_ENVIRONMENT_BUILD"

  /// A killed process is gone as soon as the kernel gets to it; one in a disk's queue later.
  private static let deadline = Duration.seconds(10)

  private static let lookMicroseconds: useconds_t = 10_000

  /// Kills them and waits until they are gone. Only whoever holds the environment's lock may call, as
  /// nobody then builds it rightfully.
  static func end(buildOf folder: String) {
    let end = StatusPage.now + deadline
    while StatusPage.now < end {
      let pids = processes(buildOf: folder)
      if pids.isEmpty { return }
      for pid in pids { kill(pid, SIGKILL) }
      usleep(lookMicroseconds)
    }
  }

  /// Our own user's; what is dead but not reaped has no environment any more (proc_pid_environ(5)).
  private static func processes(buildOf folder: String) -> [pid_t] {
    let entry = Array("\(variable)=\(folder)".utf8)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap(pid_t.init).filter { pid in
      guard pid != getpid(),
        let block = FileManager.default.contents(atPath: "/proc/\(pid)/environ")
      else { return false }
      return block.split(separator: 0).contains { $0.elementsEqual(entry) }
    }
  }
}

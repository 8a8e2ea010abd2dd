import CProcess
import Foundation
import Glibc

/// A folder that is in use as long as this value lives, and is of no worth afterwards. What a process
/// leaves that was killed meanwhile, `sweep` finds by its lock.
package final class ScratchFolder: Sendable {
  private static let lockName = "lock"

  package let path: String
  private let descriptor: Int32

  /// Creates a folder in another, which need not be there; its name begins with `prefix`.
  ///
  /// - Throws: `ExecutionError.io`, or what the file manager throws.
  package init(prefix: String, in parent: String) throws {
    let id = UUID().uuidString
    // Under its name it is never without its lock.
    let fresh = "\(parent)/.\(id)"
    try FileManager.default.createDirectory(
      atPath: fresh, withIntermediateDirectories: true)
    let lock = "\(fresh)/\(Self.lockName)"
    let code = batchdeck_lock_file(lock)
    guard code >= 0 else { throw ExecutionError.io(path: lock, activity: "lock", errno: -code) }
    descriptor = code
    path = "\(parent)/\(prefix)\(id)"
    try FileManager.default.moveItem(atPath: fresh, toPath: path)
  }

  deinit {
    Self.remove(path)
    batchdeck_unlock_file(descriptor)
  }

  /// Removes the folders that nobody uses any more, neither their process nor a job's runner in a home
  /// of that name inside.
  package static func sweep(prefix: String, in parent: String, home: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let path = "\(parent)/\(name)"
      guard batchdeck_lock_is_held("\(path)/\(lockName)") != 1,
        !holdsRunner(BatchDeckHome(path: "\(path)/\(home)"))
      else { continue }
      remove(path)
    }
  }

  /// How often it is tried, microseconds apart: a runner that has let go of its job still closes its
  /// databases, and a file that goes by itself ends the attempt.
  private static let (attempts, pause) = (50, UInt32(20_000))

  private static func remove(_ path: String) {
    for _ in 0..<attempts {
      try? FileManager.default.removeItem(atPath: path)
      guard FileManager.default.fileExists(atPath: path) else { return }
      usleep(pause)
    }
  }

  private static func holdsRunner(_ home: BatchDeckHome) -> Bool {
    let jobs = (try? FileManager.default.contentsOfDirectory(atPath: home.jobsPath)) ?? []
    return jobs.contains { RunnerLock.holder(of: home.job($0)) != nil }
  }
}

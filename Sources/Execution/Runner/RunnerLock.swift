import CProcess
import Glibc

/// Says that a job's runner lives: held as long as the process, however that ends.
final class RunnerLock {
  private let descriptor: Int32

  /// - Throws: `ExecutionError.jobAlreadyRuns` when another process holds it.
  init(folder: JobFolder, jobName: String) throws {
    let code = batchdeck_lock_file(folder.lockPath)
    guard code >= 0 else {
      if code == -EWOULDBLOCK {
        let pid = batchdeck_lock_owner(folder.lockPath)
        throw ExecutionError.jobAlreadyRuns(name: jobName, pid: Int(pid))
      }
      throw ExecutionError.io(path: folder.lockPath, activity: "lock", errno: -code)
    }
    descriptor = code
  }

  deinit { batchdeck_unlock_file(descriptor) }

  /// The pid of the job's runner, nil when none lives.
  static func holder(of folder: JobFolder) -> Int? {
    guard batchdeck_lock_is_held(folder.lockPath) == 1 else { return nil }
    return Int(batchdeck_lock_owner(folder.lockPath))
  }
}

import Glibc
import Scheduling
import SystemMetrics

/// Why worker processes end.
extension LocalEngine {
  /// As in "the worker …".
  func reason(for process: WorkerProcess) -> String {
    if let reason = process.endedBecause { return "was ended because \(reason)" }
    let death = process.exit.map { "\($0)" } ?? "is gone"
    switch memoryEvidence(process) {
    case .kernel: return death + ": the machine ran out of memory"
    case .limit(let bytes): return death + " at its memory limit of \(bytes) bytes"
    case .overrun(let held, let limit):
      return "was killed because it held \(held) bytes, beyond its memory limit of \(limit)"
    case .python, nil: return death
    }
  }

  /// What the state machine is to make of it. Asked once for each process.
  func death(of process: WorkerProcess) -> JobStateMachine.Death {
    defer { oomKills = (try? procFS.oomKillCount()) ?? oomKills }
    guard process.endedBecause == nil else { return .ended }
    return memoryEvidence(process) == nil ? .ended : .outOfMemory
  }

  private enum MemoryEvidence {
    /// The kernel's counter of such kills has moved (proc_vmstat(5), oom_kill).
    case kernel
    /// It had held nearly all that it was allowed, bytes.
    case limit(Int)
    /// A sample found it beyond what it was allowed, bytes.
    case overrun(Int, limit: Int)
    /// Its interpreter says so.
    case python
  }

  private func memoryEvidence(_ process: WorkerProcess) -> MemoryEvidence? {
    if process.exit == .code(72) { return .python }
    guard case .signal(let signal) = process.exit else { return nil }
    let limit = launch.specification.memoryLimitBytes
    if let limit, let held = process.overrunBytes { return .overrun(held, limit: limit) }
    if let limit, process.memoryGroup?.hasKilled == true { return .limit(limit) }
    if signal == SIGKILL, let before = oomKills, let now = try? procFS.oomKillCount(),
      now > before
    {
      return .kernel
    }
    if let limit, process.peakBytes > limit / 10 * 9 {
      return .limit(limit)
    }
    return nil
  }

  /// As in "was ended because …".
  func words(for reason: JobStateMachine.EndReason) -> String {
    switch reason {
    case .jobEnding: "the job ends"
    case .notNeeded: "fewer workers are wanted"
    case .stoppedByOperator: "the operator stopped it"
    case .timedOut: "run() took longer than \(Int(launch.specification.timeoutSeconds)) s"
    case .skipped: "the operator skipped its mini-batch"
    }
  }
}

import BatchEndpoints
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
    case .limit(let bytes): return death + " at its memory limit of \(Amount.bytes(bytes))"
    case .overrun(let held, let limit):
      return "was killed because it held \(Amount.bytes(held)), beyond its memory limit of "
        + Amount.bytes(limit)
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
    if let limit, let peak = peakBytes(of: process), peak > limit / 10 * 9 {
      return .limit(limit)
    }
    return nil
  }

  /// The most it ever held in memory: what the kernel tells of an ended process, or else what was seen of it.
  private func peakBytes(of process: WorkerProcess) -> Int? {
    [process.peakBytes, slots[process.id.slot].peakBytes].compactMap(\.self).max()
  }

  /// What the process leaves for the cards of the files it ended with; nil when that is nothing.
  ///
  /// Asked while it is still in its slot: what was seen of it is forgotten with it.
  func workerEnd(_ process: WorkerProcess) -> FailedFile.WorkerEnd? {
    let end = FailedFile.WorkerEnd(
      stderr: process.logs.last.flatMap { LogFile(path: $0.path).tail(lines: 20, bytes: 4 << 10) },
      rssBytes: slots[process.id.slot].rssBytes, peakBytes: peakBytes(of: process))
    return end == FailedFile.WorkerEnd() ? nil : end
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

import Dispatch
import Logging
import NIOCore

/// Holds what workers print to a bounded size.
extension LocalEngine {
  /// Looks at the files of every process, which costs a microsecond each.
  func boundLogs() {
    for process in processes.values { boundLogs(of: process) }
    if let server = sharing.server { boundLogs(of: server.process) }
  }

  private func boundLogs(of process: WorkerProcess) {
    for log in process.logs where log.isTooLong {
      guard process.logsBeingCut.insert(log.path).inserted else { continue }
      let number = process.number
      cut(log) { $0.logWasCut(log, number) }
    }
  }

  private func logWasCut(_ log: BoundedLog, _ number: Int) {
    let all = processes.values + (sharing.server.map { [$0.process] } ?? [])
    guard let process = all.first(where: { $0.number == number }) else { return }
    process.logsBeingCut.remove(log.path)
    boundLogs(of: process)
  }

  /// The process has ended. A cut that is under way may have begun before it printed the last of it.
  func boundLastLogs(of process: WorkerProcess) {
    for log in process.logs { cut(log) }
  }

  /// Cuts a log that is too long, off the event loop: a slow disk must not hold up the job.
  private func cut(
    _ log: BoundedLog, then: @escaping @Sendable (isolated LocalEngine) -> Void = { _ in }
  ) {
    let logger = logger
    logCutting.async {
      do {
        try log.cut()
      } catch {
        logger.warning("log not cut", metadata: ["reason": "\(error)"])
      }
      self.eventLoop.execute { self.assumeIsolated { then($0) } }
    }
  }
}

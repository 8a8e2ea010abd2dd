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

  /// Has those that are too long cut, off the event loop: a slow disk must not hold up the job.
  func boundLogs(of process: WorkerProcess) {
    for stream in process.logs.indices
    where !process.logsBeingCut.contains(stream) && process.logs[stream].isTooLong {
      process.logsBeingCut.insert(stream)
      let (log, number, logger) = (process.logs[stream], process.number, logger)
      logCutting.async {
        var log = log
        do {
          try log.cut()
        } catch {
          logger.warning("log not cut", metadata: ["reason": "\(error)"])
        }
        let cut = log
        self.eventLoop.execute { self.assumeIsolated { $0.logWasCut(cut, number, stream) } }
      }
    }
  }

  private func logWasCut(_ log: BoundedLog, _ number: Int, _ stream: Int) {
    let all = processes.values + (sharing.server.map { [$0.process] } ?? [])
    // A process that is gone had its last cut.
    guard let process = all.first(where: { $0.number == number }) else { return }
    process.logs[stream] = log
    process.logsBeingCut.remove(stream)
    boundLogs(of: process)
  }
}

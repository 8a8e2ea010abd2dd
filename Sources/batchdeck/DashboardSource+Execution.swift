import BatchEndpoints
import Dashboard
import Execution
import Foundation

extension DashboardSource {
  /// The dashboard's questions, answered by the execution core.
  init(_ context: Context) {
    let directory = context.directory
    self.init(
      listJobs: { try await offPool { try directory.jobs() } },
      watch: { job in
        AsyncStream { continuation in
          let watcher = JobWatcher(directory: directory, job: job, continuation: continuation)
          continuation.onTermination = { _ in watcher.stop() }
          watcher.start()
        }
      },
      cancel: { job, now in
        try await offPool { try directory.connect(to: job).cancel(now: now) }
      })
  }
}

/// Runs something that blocks on a thread that may.
private func offPool<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
  }
}

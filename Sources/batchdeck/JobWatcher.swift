import BatchEndpoints
import Dashboard
import Execution
import Foundation
import Synchronization

/// Follows one job on a thread of its own and tells the dashboard, until the job is over or nobody
/// listens any more.
final class JobWatcher: Sendable {
  private let directory: JobDirectory
  private let job: String
  private let continuation: AsyncStream<JobUpdate>.Continuation
  private let state = Mutex(State())

  private struct State {
    var isStopped = false
    var connection: JobConnection?
  }

  init(
    directory: JobDirectory, job: String, continuation: AsyncStream<JobUpdate>.Continuation
  ) {
    self.directory = directory
    self.job = job
    self.continuation = continuation
  }

  func start() {
    let thread = Thread { self.follow() }
    thread.name = "watch"
    thread.start()
  }

  func stop() {
    let connection = state.withLock { state in
      state.isStopped = true
      return state.connection
    }
    connection?.close()
  }

  private func follow() {
    defer { continuation.finish() }
    do {
      if let connection = try? directory.connect(to: job) {
        let isWanted = state.withLock { state in
          state.connection = connection
          return !state.isStopped
        }
        guard isWanted else { return }
        if try relay(connection) { return }
        continuation.yield(.disconnected(reason: "the runner of \(job) is gone"))
      }
      try tellFromLedger()
    } catch {
      continuation.yield(.disconnected(reason: "\(error)"))
    }
  }

  /// Passes on what the runner tells; returns whether that was the whole story.
  private func relay(_ connection: JobConnection) throws -> Bool {
    var subscription = try connection.subscribe()
    while let update = try subscription.next() {
      switch update {
      case .history(let samples): continuation.yield(.history(samples))
      case .sample(let sample): continuation.yield(.sample(sample))
      case .snapshot(let snapshot):
        continuation.yield(.snapshot(snapshot))
        if snapshot.status.isOver {
          continuation.yield(.ended)
          return true
        }
      }
    }
    return state.withLock { $0.isStopped }
  }

  /// A job without a runner: what its ledger says.
  private func tellFromLedger() throws {
    continuation.yield(.history(try directory.samples(of: job)))
    let snapshot = try directory.snapshot(of: job)
    continuation.yield(.snapshot(snapshot))
    if snapshot.status.isOver { continuation.yield(.ended) }
  }
}

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
      while !isStopped {
        if let connection = try? directory.connect(to: job) {
          let isWanted = state.withLock { state in
            state.connection = connection
            return !state.isStopped
          }
          guard isWanted else { return }
          try relay(connection)
        }
        guard !isStopped else { return }
        let status = try tellFromLedger()
        if status == .completed {
          continuation.yield(.ended)
          return
        }
        waitForNews(since: status)
      }
    } catch {
      continuation.yield(.disconnected(reason: "\(error)"))
    }
  }

  private var isStopped: Bool { state.withLock(\.isStopped) }

  /// Everything but a completed job may be resumed, by anybody and at any time; and one that was not
  /// over had a runner that is just coming or going.
  private func waitForNews(since status: JobStatus) {
    repeat {
      Thread.sleep(forTimeInterval: Self.lookInterval)
    } while status.isOver && !isStopped && !directory.isAlive(job)
  }

  /// How often a job without a runner is looked at, seconds.
  private static let lookInterval = 0.5

  /// Passes on what the runner tells, until it hangs up.
  private func relay(_ connection: JobConnection) throws {
    var subscription = try connection.subscribe()
    while let update = try subscription.next() {
      switch update {
      case .history(let samples): continuation.yield(.history(samples))
      case .sample(let sample): continuation.yield(.sample(sample))
      case .snapshot(let snapshot): continuation.yield(.snapshot(snapshot))
      }
    }
  }

  /// A job without a runner: what its ledger says, and where it stands.
  private func tellFromLedger() throws -> JobStatus {
    continuation.yield(.history(try directory.samples(of: job)))
    let snapshot = try directory.snapshot(of: job)
    continuation.yield(.snapshot(snapshot))
    return snapshot.status
  }
}

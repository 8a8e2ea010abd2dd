import BatchEndpoints
import Dashboard
import Execution
import Foundation
import Synchronization

extension DashboardSource {
  /// The dashboard's questions, answered by the execution core.
  init(_ context: Context) {
    let directory = context.directory
    let models = ModelReader(context)
    let failures = FailureReader(directory: directory)
    self.init(
      listJobs: { try await offPool { try directory.jobs() } },
      watch: { job in
        AsyncStream { continuation in
          let watcher = JobWatcher(directory: directory, job: job, continuation: continuation)
          continuation.onTermination = { _ in watcher.stop() }
          watcher.start()
        }
      },
      failureClasses: { job in
        try await offPool { try failures.classes(of: job) }
      },
      failures: { query in
        try await offPool { try failures.page(query) }
      },
      logFiles: { job, worker in
        try await offPool { try LogReader(directory: directory).files(of: job, worker: worker) }
      },
      log: { query in
        try await offPool { try LogReader(directory: directory).window(query) }
      },
      job: { name in
        try await offPool {
          JobRecord(
            snapshot: try directory.snapshot(of: name), samples: try directory.samples(of: name))
        }
      },
      reviewLaunch: { request in
        try await offPool { JobStarter(context).review(request) }
      },
      launch: { request in
        try await offPool { try JobStarter(context).start(request) }
      },
      dryRun: { request in
        try await offPool { isCancelled in
          try DryRunner(starter: JobStarter(context)).run(request, isCancelled: isCancelled)
        }
      },
      countInput: { input in
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
          let flag = Cancellation()
          continuation.onTermination = { _ in flag.set() }
          DispatchQueue.global().async {
            do {
              try InputListing.count(input.path, isTopLevelOnly: input.isTopLevelOnly) {
                continuation.yield($0)
                return !flag.isSet
              }
            } catch {
              var count = InputCount()
              count.problem = "\(error)"
              continuation.yield(count)
            }
            continuation.finish()
          }
        }
      },
      completions: { query in
        try await offPool {
          PathFinder(registry: context.registry, environment: context.environment)
            .completions(query)
        }
      },
      models: { try await offPool { try models.models() } },
      reviewModel: { draft in try await offPool { models.review(draft) } },
      carryOut: { order, progress in
        try await offPool { isCancelled in
          try models.carryOut(order) {
            if isCancelled() { throw CancellationError() }
            progress($0)
          }
        }
      },
      artifacts: { query in try await offPool { try models.artifacts(query) } },
      preview: { model, path in
        try await offPool { try models.preview(of: model, path: path) }
      },
      logSearch: { search in
        try await offPool { try LogReader(directory: directory).find(search) }
      },
      stack: { job, worker in
        try await offPool { try directory.connect(to: job).stack(ofWorker: worker) }
      },
      order: { job, order in
        try await offPool { try OrderTaker(context).take(order, of: job) }
      })
  }
}

/// Runs something that blocks on a thread that may.
func offPool<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
  }
}

/// The same for what may take long: it asks now and then whether anybody still waits.
private func offPool<Value: Sendable>(
  _ work: @escaping @Sendable (_ isCancelled: @Sendable () -> Bool) throws -> Value
) async throws -> Value {
  let flag = Cancellation()
  return try await withTaskCancellationHandler {
    try await offPool { try work { flag.isSet } }
  } onCancel: {
    flag.set()
  }
}

/// Set once, from any thread.
private final class Cancellation: Sendable {
  private let state = Atomic(false)

  var isSet: Bool { state.load(ordering: .relaxed) }
  func set() { state.store(true, ordering: .relaxed) }
}

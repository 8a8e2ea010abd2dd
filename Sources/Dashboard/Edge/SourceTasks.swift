import BatchEndpoints
import Synchronization

/// Runs the flows that a state subscribes to, and single requests, as tasks off the main actor;
/// what they bring goes into the mailbox.
final class SourceTasks: Sendable {
  /// Waits before a lost job is asked for again.
  private static let retryDelays: [Duration] = [.seconds(1), .seconds(2), .seconds(5)]

  private let source: DashboardSource
  private let mailbox: Mailbox
  private let flows = Mutex<[Subscription: Task<Void, Never>]>([:])

  init(source: DashboardSource, mailbox: Mailbox) {
    self.source = source
    self.mailbox = mailbox
  }

  /// Starts and stops flows until they are those.
  func follow(_ wanted: Set<Subscription>) {
    let superfluous = flows.withLock { flows in
      let superfluous = flows.filter { !wanted.contains($0.key) }
      for subscription in superfluous.keys { flows[subscription] = nil }
      for subscription in wanted where flows[subscription] == nil {
        flows[subscription] = start(subscription)
      }
      return superfluous.values
    }
    // A cancelled stream calls back into its source: not under the lock.
    for task in superfluous { task.cancel() }
  }

  func stop() { follow([]) }

  func cancel(job: String, now: Bool) {
    Task { @concurrent [source, mailbox] in
      var failure: String?
      do { try await source.cancel(job, now) } catch { failure = "\(error)" }
      mailbox.post(.cancelAnswered(job: job, now: now, failure: failure))
    }
  }

  private func start(_ subscription: Subscription) -> Task<Void, Never> {
    switch subscription {
    case .jobs(let interval):
      Task { @concurrent [source, mailbox] in
        await Self.list(source, every: interval, into: mailbox)
      }
    case .watch(let job):
      Task { @concurrent [source, mailbox] in
        await Self.watch(job, source, into: mailbox)
      }
    }
  }

  @concurrent
  private static func list(
    _ source: DashboardSource, every interval: Duration, into mailbox: Mailbox
  ) async {
    // A list like the one before is no news: without news nothing is drawn.
    var last: [JobSummary]?
    while !Task.isCancelled {
      do {
        let jobs = try await source.listJobs()
        // A list that was overtaken by the end of the flow must not undo a newer one.
        if Task.isCancelled { return }
        if jobs != last { mailbox.post(.jobs(jobs)) }
        last = jobs
      } catch is CancellationError {
        return
      } catch {
        last = nil
        mailbox.post(.jobsUnavailable(reason: "\(error)"))
      }
      try? await Task.sleep(for: interval)
    }
  }

  @concurrent
  private static func watch(
    _ job: String, _ source: DashboardSource, into mailbox: Mailbox
  ) async {
    var failures = 0
    while !Task.isCancelled {
      var isLost = false
      for await update in source.watch(job) {
        mailbox.post(.update(job: job, update))
        switch update {
        case .snapshot, .history, .sample: failures = 0
        case .disconnected: isLost = true
        case .ended: return
        }
      }
      if Task.isCancelled { return }
      if !isLost {
        let reason = "the runner closed the connection"
        mailbox.post(.update(job: job, .disconnected(reason: reason)))
      }
      let delay = retryDelays[min(failures, retryDelays.count - 1)]
      failures += 1
      try? await Task.sleep(for: delay)
    }
  }
}

import BatchEndpoints
import Synchronization

/// Runs the flows that a state subscribes to, and single requests, as tasks off the main actor;
/// what they bring goes into the mailbox.
final class SourceTasks: Sendable {
  /// Waits before a lost job is asked for again.
  private static let retryDelays: [Duration] = [.seconds(1), .seconds(2), .seconds(5)]

  private let source: DashboardSource
  private let mailbox: Mailbox
  /// How long a question that is being typed must stand before it is asked.
  private let typingPause: Duration
  private let lastOrder = Mutex<Task<Void, Never>?>(nil)
  private let modelOrder = Mutex<Task<Void, Never>?>(nil)
  private let flows = Mutex<[Subscription: Task<Void, Never>]>([:])

  init(
    source: DashboardSource, mailbox: Mailbox, typingPause: Duration = .milliseconds(150)
  ) {
    self.source = source
    self.mailbox = mailbox
    self.typingPause = typingPause
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

  /// Passes an order on after those before it: the last word must be the last to arrive.
  func order(_ order: JobOrder, of job: String) {
    lastOrder.withLock { last in
      last = Task { @concurrent [source, mailbox, last] in
        await last?.value
        mailbox.post(await Self.answer(to: order, of: job, source))
      }
    }
  }

  @concurrent
  private static func answer(
    to order: JobOrder, of job: String, _ source: DashboardSource
  ) async -> News.Item {
    do {
      try await source.order(job, order)
      return .orderAnswered(job: job, order, failure: nil)
    } catch {
      if let found = error as? ChangesFound, case .restart(let restart) = order {
        return .changesFound(found.changes, by: restart, job: job)
      }
      return .orderAnswered(job: job, order, failure: "\(error)")
    }
  }

  func launch(_ request: LaunchRequest) {
    Task { @concurrent [source, mailbox] in
      do {
        mailbox.post(.launched(request, job: try await source.launch(request)))
      } catch {
        mailbox.post(.launchFailed(reason: "\(error)"))
      }
    }
  }

  func readThemes(_ read: @escaping @Sendable () -> [ThemeOffer]) {
    Task { @concurrent [mailbox] in mailbox.post(.themesRead(read())) }
  }

  /// Does something to models; one thing at a time is asked for.
  func carryOut(_ order: ModelOrder) {
    modelOrder.withLock { task in
      task = Task { @concurrent [source, mailbox] in
        do {
          let made = try await source.carryOut(order) { mailbox.post(.modelProgress($0)) }
          mailbox.post(.modelOrderAnswered(order, made: made, failure: nil))
        } catch is CancellationError {
          mailbox.post(.modelOrderAnswered(order, made: nil, failure: "it was given up."))
        } catch {
          mailbox.post(.modelOrderAnswered(order, made: nil, failure: "\(error)"))
        }
      }
    }
  }

  func stopModelOrder() { modelOrder.withLock { $0?.cancel() } }

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
    case .answer(.inputCount(let input), _):
      Task { @concurrent [source, mailbox] in
        for await count in source.countInput(input) where !Task.isCancelled {
          mailbox.post(.answered(.inputCount(input), .inputCount(count)))
        }
      }
    case .answer(let question, let interval):
      Task { @concurrent [source, mailbox, typingPause] in
        if question.isTyped { try? await Task.sleep(for: typingPause) }
        await Self.ask(question, source, every: interval, into: mailbox)
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
  private static func ask(
    _ question: Question, _ source: DashboardSource, every interval: Duration?,
    into mailbox: Mailbox
  ) async {
    var last: Answer?
    while !Task.isCancelled {
      var hasFailed = false
      do {
        let answer = try await source.answer(question)
        if Task.isCancelled { return }
        if answer != last { mailbox.post(.answered(question, answer)) }
        last = answer
      } catch is CancellationError {
        return
      } catch {
        if Task.isCancelled { return }
        hasFailed = true
        last = nil
        mailbox.post(.unanswered(question, reason: "\(error)"))
      }
      guard let pause = interval ?? (hasFailed && question.isRetried ? retryDelays.last : nil)
      else { return }
      try? await Task.sleep(for: pause)
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

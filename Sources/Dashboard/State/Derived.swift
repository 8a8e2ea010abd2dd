package import BatchEndpoints
package import Foundation

// What follows from the state and is asked for in more than one place.

extension DashboardState {
  /// The jobs on display that match the filter, as the list is sorted.
  package var shownJobs: [JobSummary] {
    SortTables.jobs.sorted((facts.jobs ?? []).filter(jobs.filter.matches), by: jobs.sort)
  }

  /// The watched job's workers, as their list is sorted.
  var shownWorkers: [JobSnapshot.Worker] {
    SortTables.workers.sorted(facts.job?.snapshot?.workers ?? [], by: workerSort)
  }

  package var selectedJob: JobSummary? {
    let shown = shownJobs
    return jobs.cursor.index(in: shown.map(\.name)).map { shown[$0] }
  }

  /// The job that keys like `x` act on.
  package var jobInQuestion: (name: String, status: JobStatus)? {
    switch screen {
    case .models, .artifacts, .launch, .comparison:
      return nil
    case .jobs:
      return selectedJob.map { ($0.name, $0.status) }
    case .monitor, .failures, .logs, .worker:
      guard let job = live.job, let snapshot = job.snapshot else { return nil }
      return (job.name, snapshot.status)
    }
  }

  /// Whether a runner is there that could be asked to stop.
  package var canCancel: Bool { jobInQuestion?.status.isActive ?? false }

  /// The failed files that a card can go through.
  package var shownFailures: [FailedFile] {
    screen == .failures ? failures.list.rows : facts.job?.snapshot?.recentFailures ?? []
  }

  package var selectedFailure: FailedFile? {
    let failures = shownFailures
    return monitor.failures.index(in: failures.map(\.path)).map { failures[$0] }
  }

  /// What the screen needs to be told.
  package var subscriptions: Set<Subscription> {
    var needed: Set<Subscription> = []
    if !screen.needsJob || opensActiveJob {
      let isBusy = live.newestActive != nil
      needed.insert(.jobs(every: isBusy ? .seconds(1) : .seconds(2)))
    }
    // A job that is watched once stays so: its history grows while the operator looks elsewhere.
    if let job = live.job, job.connection != .ended { needed.insert(.watch(job: job.name)) }
    for question in questions {
      needed.insert(.answer(question, every: refreshInterval(of: question)))
    }
    return needed
  }

  /// What the screen has to ask for.
  private var questions: [Question] {
    switch screen {
    case .jobs, .monitor:
      return []
    case .failures:
      guard let job = live.job?.name, let query = failureQuery else { return [] }
      return [.failureClasses(job: job), .failures(query)]
    case .worker:
      return workerQuestions
    case .logs:
      return logQuestions
    case .models:
      return [.models] + registrationQuestions
    case .artifacts:
      return artifactQuestions
    case .launch:
      return launchQuestions
    case .comparison:
      return comparison.names.map { .job(name: $0) }
    }
  }

  /// How often what is asked for changes by itself; nil when it does not.
  private func refreshInterval(of question: Question) -> Duration? {
    // One that is resumed may be over again before it was ever seen running.
    let isOver = live.job?.snapshot?.status.isOver == true && live.job?.connection == .ended
    switch question {
    case .models: return .seconds(5)
    // Files may come after the job's end as well: from a process that it left behind.
    case .logFiles: return .seconds(2)
    case .job(let name):
      return comparison.records[name]?.snapshot.status.isOver == true ? nil : .seconds(2)
    case .failures(let query) where query == failureQuery && failures.searched != nil:
      return .milliseconds(20)
    case .failureClasses, .failures: return isOver ? nil : .seconds(2)
    case .log: return isOver ? nil : .milliseconds(500)
    case .stack, .logSearch, .modelReview, .artifacts, .preview, .launchReview, .inputCount,
      .completions, .dryRun:
      return nil
    }
  }

  /// Seconds until time alone changes what is on screen; nil when it does not.
  package func nextTick(after now: Date) -> TimeInterval? {
    var waits: [TimeInterval] = []
    if let expiry = notice?.expiresAt { waits.append(expiry.timeIntervalSince(now)) }
    if frozen == nil {
      waits.append(contentsOf: [secondsToClock(now), secondsToAge(now)].compactMap { $0 })
    }
    return waits.min().map { max($0, 0.01) }
  }

  /// A clock and an elapsed time run while a job does; a spinner turns four times a second.
  private func secondsToClock(_ now: Date) -> TimeInterval? {
    let time = now.timeIntervalSince1970
    switch screen {
    case .models, .artifacts, .launch, .comparison:
      if launch.starting != nil || launch.trial != nil {
        return 0.25 - time.truncatingRemainder(dividingBy: 0.25)
      }
      guard facts.newestActive != nil else { return nil }
    case .jobs:
      guard shownJobs.contains(where: \.status.isActive) else { return nil }
    case .monitor, .failures, .logs, .worker:
      guard let snapshot = live.job?.snapshot, snapshot.status.isActive,
        live.job?.connection == .live
      else { return nil }
      if screen == .monitor && snapshot.isStartingSomething || logs.pending != nil {
        return 0.25 - time.truncatingRemainder(dividingBy: 0.25)
      }
    }
    return 1 - time.truncatingRemainder(dividingBy: 1)
  }

  /// "3 min ago" becomes "4 min ago".
  private func secondsToAge(_ now: Date) -> TimeInterval? {
    guard screen == .jobs else { return nil }
    return shownJobs.map { job in
      let age = max(0, now.timeIntervalSince(job.createdAt))
      let unit: TimeInterval = age < 3600 ? 60 : 3600
      return unit - age.truncatingRemainder(dividingBy: unit)
    }.min()
  }

  /// What to say to the shell when the dashboard leaves while a job goes on.
  package var farewell: String? {
    if let job = leavesAfterCancelling {
      return "\(job) stops when the running mini-batches are done."
    }
    if let job = live.job, let snapshot = job.snapshot, snapshot.status.isActive {
      return Self.farewell(
        job.name, status: snapshot.status, fraction: snapshot.progress.fraction)
    }
    // The list may be older than what is known of the watched job.
    let others = (live.jobs ?? []).filter { $0.name != live.job?.name }
    guard let job = others.first(where: \.status.isActive) else { return nil }
    return Self.farewell(job.name, status: job.status, fraction: job.fraction)
  }

  private static func farewell(_ name: String, status: JobStatus, fraction: Double) -> String {
    let verb = status == .paused ? "stays paused" : "goes on"
    return "\(name) \(verb): \(Format.percent(fraction)). Come back with: batchdeck"
  }
}

extension JobSnapshot {
  /// Whether something is under way that has no number yet.
  package var isStartingSomething: Bool {
    status == .preparing || status == .notStarted
      || workers.contains { $0.state == .starting || $0.state == .initializing }
  }
}

extension JobSnapshot {
  /// Whether a worker begins when another has loaded the model, which the two may share.
  package func awaitsModel(_ worker: Worker) -> Bool {
    worker.state == .stopped && worker.id < inForce?.workersAdmitted ?? 0
      && (status == .preparing || status == .running)
      && workers.contains { $0.state == .starting || $0.state == .initializing }
  }

  /// Without the slots of workers that were wanted once.
  var withoutSpareSlots: JobSnapshot {
    var snapshot = self
    snapshot.workers.removeAll { $0.state == .stopped && $0.id >= settings.workers }
    return snapshot
  }
}

extension JobSummary {
  package var filesDone: Int { filesSucceeded + filesFailed }
  /// 0...1; zero before the input has been listed.
  package var fraction: Double { filesTotal == 0 ? 0 : Double(filesDone) / Double(filesTotal) }
}

package import BatchEndpoints
package import Foundation

// What follows from the state and is asked for in more than one place.

extension DashboardState {
  /// The jobs on display that match the filter, newest first.
  package var shownJobs: [JobSummary] {
    (facts.jobs ?? []).filter(jobs.filter.matches)
  }

  package var selectedJob: JobSummary? {
    let shown = shownJobs
    return jobs.cursor.index(in: shown.map(\.name)).map { shown[$0] }
  }

  /// The job that keys like `x` act on.
  package var jobInQuestion: (name: String, status: JobStatus)? {
    switch screen {
    case .jobs:
      return selectedJob.map { ($0.name, $0.status) }
    case .monitor:
      guard let job = live.job, let snapshot = job.snapshot else { return nil }
      return (job.name, snapshot.status)
    }
  }

  /// Whether a runner is there that could be asked to stop.
  package var canCancel: Bool { jobInQuestion?.status.isActive ?? false }

  package var shownFailures: [FailedFile] { facts.job?.snapshot?.recentFailures ?? [] }

  package var selectedFailure: FailedFile? {
    let failures = shownFailures
    return monitor.failures.index(in: failures.map(\.path)).map { failures[$0] }
  }

  /// What the screen needs to be told.
  package var subscriptions: Set<Subscription> {
    var needed: Set<Subscription> = []
    if screen == .jobs || opensActiveJob {
      let isBusy = live.newestActive != nil
      needed.insert(.jobs(every: isBusy ? .seconds(1) : .seconds(2)))
    }
    // A job that is watched once stays so: its history grows while the operator looks elsewhere.
    if let job = live.job, job.connection != .ended { needed.insert(.watch(job: job.name)) }
    return needed
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
    case .jobs:
      guard shownJobs.contains(where: \.status.isActive) else { return nil }
    case .monitor:
      guard let snapshot = live.job?.snapshot, snapshot.status.isActive,
        live.job?.connection == .live
      else { return nil }
      if snapshot.isStartingSomething { return 0.25 - time.truncatingRemainder(dividingBy: 0.25) }
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

extension JobSummary {
  package var filesDone: Int { filesSucceeded + filesFailed }
  /// 0...1; zero before the input has been listed.
  package var fraction: Double { filesTotal == 0 ? 0 : Double(filesDone) / Double(filesTotal) }
}

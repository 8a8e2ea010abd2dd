import BatchEndpoints

/// The answers to "leave while jobs run?", the harmless one first.
package enum LeaveChoice: Sendable, Equatable, CaseIterable {
  case stay, leave
  /// Cancel the job when its running mini-batches are done, and leave.
  case stop
}

extension DashboardState {
  /// Names of the jobs that go on without the dashboard, the watched one first.
  package var activeJobs: [String] {
    let watched = live.job.flatMap { job in
      job.snapshot?.status.isActive == true ? job.name : nil
    }
    // The list may be older than what is known of the watched job.
    let others = (live.jobs ?? []).filter { $0.status.isActive && $0.name != live.job?.name }
    return [watched].compactMap { $0 } + others.map(\.name)
  }

  /// One job can be stopped from here; of several it would not be said which.
  var leaveChoices: [LeaveChoice] {
    activeJobs.count == 1 && !isReadOnly ? [.stay, .leave, .stop] : [.stay, .leave]
  }

  mutating func goUp() -> [Effect] {
    if let parent = screen.parent {
      goUp(to: parent)
      return []
    }
    guard !activeJobs.isEmpty else { return [.quit(.asked)] }
    overlay = .leave(.stay)
    return []
  }

  mutating func part(_ choice: LeaveChoice) -> [Effect] {
    guard case .leave = overlay else { return [] }
    overlay = nil
    switch choice {
    case .stay: return []
    case .leave: return [.quit(.asked)]
    case .stop:
      guard let job = activeJobs.first else { return [.quit(.asked)] }
      // Left when the runner has taken the order; refused, it is told here.
      leavesAfterCancelling = job
      return [.order(job: job, .cancel(now: false))]
    }
  }
}

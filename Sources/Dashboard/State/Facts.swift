package import BatchEndpoints

/// What the source has told, without anything the operator did.
package struct Facts: Sendable, Equatable {
  /// Newest first; nil until the first list has come.
  package var jobs: [JobSummary]?
  /// The job of the run monitor.
  package var job: WatchedJob?

  package init() {}

  /// The newest job that a runner works on.
  package var newestActive: JobSummary? { jobs?.first { $0.status.isActive } }
}

/// The job on the run monitor, as far as it is known.
package struct WatchedJob: Sendable, Equatable {
  package var name: String
  package var snapshot: JobSnapshot?
  package var history = SampleHistory()
  package var workerMemory = WorkerMemory()
  package var connection = Connection.opening

  package enum Connection: Sendable, Equatable {
    case opening, live, ended
    case lost(reason: String)
  }

  package init(name: String) {
    self.name = name
  }

  /// A job that ended may have been resumed since: asks for it anew.
  package mutating func watchAgain() {
    if connection == .ended { connection = .opening }
  }

  package mutating func absorb(_ news: WatchNews) {
    if let history = news.history { self.history = SampleHistory(history) }
    history.append(contentsOf: news.samples)
    if let snapshot = news.snapshot { self.snapshot = snapshot.withoutSpareSlots }
    if let snapshot, let at = news.samples.last?.at {
      workerMemory.record(snapshot.workers, at: at)
    }
    if let connection = news.connection { self.connection = connection }
  }
}

/// Everything that happened to a watched job since the last frame, folded together: of snapshots
/// the newest, of samples all.
package struct WatchNews: Sendable, Equatable {
  package var snapshot: JobSnapshot?
  /// Replaces the samples known so far.
  package var history: [JobSample]?
  package var samples: [JobSample] = []
  package var connection: WatchedJob.Connection?

  package init() {}

  package mutating func absorb(_ update: JobUpdate) {
    switch update {
    case .snapshot(let snapshot):
      self.snapshot = snapshot
      connection = .live
    case .history(let samples):
      history = samples
      self.samples = []
    case .sample(let sample):
      samples.append(sample)
      // A display that is suspended for hours must not collect them all.
      if samples.count >= 2 * SampleHistory.capacity {
        samples.removeFirst(samples.count - SampleHistory.capacity)
      }
    case .disconnected(let reason):
      connection = .lost(reason: reason)
    case .ended:
      connection = .ended
    }
  }
}

extension JobStatus {
  /// Whether a runner works on the job, or is about to.
  package var isActive: Bool { !isOver }
}

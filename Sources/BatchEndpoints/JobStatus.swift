/// Where a job stands, in Azure's words and one of ours (`Interrupted`).
///
/// Legal moves: `NotStarted → Preparing → Running ⇄ Paused → Finalizing → Completed | Failed | Canceled`.
/// `Interrupted` is never written by a runner: it is what a reader concludes when a job has not
/// ended and no runner holds its lock.
package enum JobStatus: String, Codable, Sendable, CaseIterable {
  case notStarted = "NotStarted"
  case preparing = "Preparing"
  case running = "Running"
  case paused = "Paused"
  case finalizing = "Finalizing"
  case completed = "Completed"
  case failed = "Failed"
  case canceled = "Canceled"
  case interrupted = "Interrupted"

  /// Whether the job will never change again by itself: ended, or interrupted.
  package var isOver: Bool {
    switch self {
    case .completed, .failed, .canceled, .interrupted: true
    case .notStarted, .preparing, .running, .paused, .finalizing: false
    }
  }
}

package import BatchEndpoints

/// What the dashboard asks of the execution core; the executable fills it in.
///
/// The closures are called off the main actor. Errors they throw are shown to the operator as
/// `"\(error)"`, so their description is one plain sentence.
package struct DashboardSource: Sendable {
  /// All jobs, in any order.
  package var listJobs: @concurrent @Sendable () async throws -> [JobSummary]
  /// Follows one job. A job that is over yields its history and last snapshot, then `ended`.
  ///
  /// The dashboard drops the stream to stop watching, and asks again after `disconnected` or when
  /// the stream finishes without `ended`.
  package var watch: @Sendable (_ job: String) -> AsyncStream<JobUpdate>
  /// Asks a job to stop after the mini-batches in work, or at once when `now`.
  package var cancel: @concurrent @Sendable (_ job: String, _ now: Bool) async throws -> Void

  package init(
    listJobs: @concurrent @escaping @Sendable () async throws -> [JobSummary],
    watch: @escaping @Sendable (_ job: String) -> AsyncStream<JobUpdate>,
    cancel: @concurrent @escaping @Sendable (_ job: String, _ now: Bool) async throws -> Void
  ) {
    self.listJobs = listJobs
    self.watch = watch
    self.cancel = cancel
  }
}

/// One piece of news about a watched job.
package enum JobUpdate: Sendable, Equatable {
  /// The job as it is now; replaces the one before.
  case snapshot(JobSnapshot)
  /// Every sample so far, oldest first; replaces what was known.
  case history([JobSample])
  /// The newest sample.
  case sample(JobSample)
  /// The connection to the runner is gone although the job had not ended.
  case disconnected(reason: String)
  /// The job is over and nothing more will come.
  case ended
}

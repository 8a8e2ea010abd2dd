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
  /// How often each class of failure occurs in a job, the commonest first.
  package var failureClasses: @concurrent @Sendable (_ job: String) async throws -> [FailureClass]
  /// A stretch of a job's failed files; costs no more for the last of a million than for the first.
  package var failures: @concurrent @Sendable (FailureQuery) async throws -> FailurePage
  /// The text files that a job's runner and workers write; those of one worker slot when given.
  package var logFiles:
    @concurrent @Sendable (_ job: String, _ worker: Int?) async throws -> [LogFile]
  /// Some bytes of one of them.
  package var log: @concurrent @Sendable (LogQuery) async throws -> LogWindow
  /// What became of a job, with its latest samples.
  package var job: @concurrent @Sendable (_ name: String) async throws -> JobRecord
  /// What is wrong with a request, and what is worth knowing of it; looks, and changes nothing.
  package var reviewLaunch: @concurrent @Sendable (LaunchRequest) async throws -> LaunchReview
  /// Starts a job and returns its name; building its environment may take minutes.
  package var launch: @concurrent @Sendable (LaunchRequest) async throws -> String
  /// What became of a job over a handful of the files, of which nothing is left. Building its
  /// environment may take minutes; ends when its task is cancelled.
  package var dryRun: @concurrent @Sendable (LaunchRequest) async throws -> DryRun
  /// Counts what is to be scored; the last count is whole, or says why it is not. The dashboard drops
  /// the stream to stop counting.
  package var countInput: @Sendable (LaunchInput) -> AsyncStream<InputCount>
  /// What a text of the launch form may become: texts that begin with it.
  package var completions: @concurrent @Sendable (PathQuery) async throws -> [String]
  /// The registered models, archived ones too, in any order.
  package var models: @concurrent @Sendable () async throws -> [ModelSummary]
  /// What is wrong with a model to be registered; looks, and changes nothing.
  package var reviewModel: @concurrent @Sendable (ModelDraft) async throws -> ModelReview
  /// Carries out an order, and ends it when its task is cancelled; returns the model that was
  /// registered. `progress` may be called from any thread.
  package var carryOut:
    @concurrent @Sendable (ModelOrder, _ progress: @escaping @Sendable (ModelProgress) -> Void)
      async throws -> ModelSummary?
  /// `ArtifactQuery.limit` entries of a model's files at most; costs about as much for the last of a
  /// million as for the first.
  package var artifacts: @concurrent @Sendable (ArtifactQuery) async throws -> ArtifactPage
  /// A glance at a file of a model.
  package var preview:
    @concurrent @Sendable (_ model: String, _ path: String) async throws -> ArtifactPreview
  /// Looks for the nearest line that is meant, for half a second at most: logs may be long.
  package var logSearch: @concurrent @Sendable (LogSearch) async throws -> LogMatch
  /// The Python stacks of a worker's threads.
  package var stack: @concurrent @Sendable (_ job: String, _ worker: Int) async throws -> String
  /// Passes an order on to a job; returns when it has been taken. Throws `ChangesFound` when a restart
  /// has to accept changes first.
  package var order: @concurrent @Sendable (_ job: String, JobOrder) async throws -> Void

  package init(
    listJobs: @concurrent @escaping @Sendable () async throws -> [JobSummary],
    watch: @escaping @Sendable (_ job: String) -> AsyncStream<JobUpdate>,
    failureClasses: @concurrent @escaping @Sendable (_ job: String) async throws -> [FailureClass],
    failures: @concurrent @escaping @Sendable (FailureQuery) async throws -> FailurePage,
    logFiles:
      @concurrent @escaping @Sendable (_ job: String, _ worker: Int?) async throws -> [LogFile],
    log: @concurrent @escaping @Sendable (LogQuery) async throws -> LogWindow,
    job: @concurrent @escaping @Sendable (_ name: String) async throws -> JobRecord,
    reviewLaunch: @concurrent @escaping @Sendable (LaunchRequest) async throws -> LaunchReview,
    launch: @concurrent @escaping @Sendable (LaunchRequest) async throws -> String,
    dryRun: @concurrent @escaping @Sendable (LaunchRequest) async throws -> DryRun,
    countInput: @escaping @Sendable (LaunchInput) -> AsyncStream<InputCount>,
    completions: @concurrent @escaping @Sendable (PathQuery) async throws -> [String],
    models: @concurrent @escaping @Sendable () async throws -> [ModelSummary],
    reviewModel: @concurrent @escaping @Sendable (ModelDraft) async throws -> ModelReview,
    carryOut:
      @concurrent @escaping @Sendable (
        ModelOrder, _ progress: @escaping @Sendable (ModelProgress) -> Void
      ) async throws -> ModelSummary?,
    artifacts: @concurrent @escaping @Sendable (ArtifactQuery) async throws -> ArtifactPage,
    preview:
      @concurrent @escaping @Sendable (_ model: String, _ path: String) async throws
      -> ArtifactPreview,
    logSearch: @concurrent @escaping @Sendable (LogSearch) async throws -> LogMatch,
    stack: @concurrent @escaping @Sendable (_ job: String, _ worker: Int) async throws -> String,
    order: @concurrent @escaping @Sendable (_ job: String, JobOrder) async throws -> Void
  ) {
    self.listJobs = listJobs
    self.watch = watch
    self.failureClasses = failureClasses
    self.failures = failures
    self.logFiles = logFiles
    self.log = log
    self.logSearch = logSearch
    self.job = job
    self.reviewLaunch = reviewLaunch
    self.launch = launch
    self.dryRun = dryRun
    self.countInput = countInput
    self.completions = completions
    self.models = models
    self.reviewModel = reviewModel
    self.carryOut = carryOut
    self.artifacts = artifacts
    self.preview = preview
    self.stack = stack
    self.order = order
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

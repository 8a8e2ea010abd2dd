package import BatchEndpoints

/// Something the screen shows that the source has to be asked for; asked as long as it is on screen.
package enum Question: Sendable, Hashable {
  /// How often each class of failure occurs in a job.
  case failureClasses(job: String)
  case failures(FailureQuery)
  /// All logs of a job, or those of the processes that a worker slot has had.
  case logFiles(job: String, worker: Int?)
  case log(LogQuery)
  /// What became of a job that is not watched.
  case job(name: String)
  /// Each `look` is a new one, for a manifest that was changed.
  case launchReview(LaunchRequest, look: Int = 0)
  /// Answered again and again until all is counted.
  case inputCount(LaunchInput)
  case completions(PathQuery)
  case dryRun(LaunchControls.Trial)
  case models
  /// Each `look` is a new one, for files that were changed.
  case modelReview(ModelDraft, look: Int = 0)
  case artifacts(ArtifactQuery)
  /// A glance at a file; each `look` is a new one, for a file that was changed.
  case preview(model: String, path: String, look: Int)
  case logSearch(LogSearch)
  /// Where in its script a worker is; each `number` is a new look.
  case stack(job: String, worker: Int, number: Int)

  /// Whether the operator is likely to change it with the next key.
  var isTyped: Bool {
    switch self {
    case .failureClasses, .logFiles, .log, .logSearch, .stack, .models, .job, .inputCount,
      .dryRun, .completions:
      false
    // The cursor runs over many files on its way.
    case .preview, .launchReview, .modelReview: true
    case .artifacts(let query): !query.text.isEmpty
    case .failures(let query): !query.text.isEmpty
    }
  }

  /// Whether to ask again by itself what was refused: a ledger was locked, say. A worker's stack and
  /// a search are asked for by the operator.
  var isRetried: Bool {
    switch self {
    case .stack, .logSearch, .launchReview, .modelReview, .inputCount, .completions, .dryRun: false
    case .failureClasses, .failures, .logFiles, .log, .job, .models, .artifacts, .preview: true
    }
  }
}

/// What a question was answered with.
package enum Answer: Sendable, Equatable {
  case failureClasses([FailureClass])
  case failures(FailurePage)
  case logFiles([LogFile])
  case log(LogText)
  case job(JobRecord)
  case launchReview(LaunchReview)
  case inputCount(InputCount)
  case completions([String])
  case dryRun(DryRun)
  case models([ModelSummary])
  case modelReview(ModelReview)
  case artifacts(ArtifactPage)
  case preview(ArtifactPreview)
  case logMatch(LogMatch)
  case stack(String)
}

extension DashboardSource {
  /// Puts a question to whom it belongs; `inputCount` gets more than one answer, and is not put here.
  func answer(_ question: Question) async throws -> Answer {
    switch question {
    case .failureClasses(let job): .failureClasses(try await failureClasses(job))
    case .failures(let query): .failures(try await failures(query))
    case .logFiles(let job, let worker): .logFiles(try await logFiles(job, worker))
    case .log(let query): .log(LogText(try await log(query)))
    case .job(let name): .job(try await job(name))
    case .launchReview(let request, _): .launchReview(try await reviewLaunch(request))
    case .inputCount: .inputCount(InputCount())
    case .completions(let query): .completions(try await completions(query))
    case .dryRun(let trial): .dryRun(try await dryRun(trial.request))
    case .models: .models(try await models())
    case .modelReview(let draft, _): .modelReview(try await reviewModel(draft))
    case .artifacts(let query): .artifacts(try await artifacts(query))
    case .preview(let model, let path, _): .preview(try await preview(model, path))
    case .logSearch(let search): .logMatch(try await logSearch(search))
    case .stack(let job, let worker, _): .stack(try await stack(job, worker))
    }
  }
}

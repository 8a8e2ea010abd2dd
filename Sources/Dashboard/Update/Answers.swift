import BatchEndpoints
import Foundation
import TerminalUI

// What the source's answers change.

extension DashboardState {
  mutating func take(_ answer: Answer, to question: Question, now: Date) {
    switch (question, answer) {
    case (.failureClasses(let job), .failureClasses(let classes)):
      if live.job?.name == job { failures.classes = classes }
    case (.failures(let query), .failures(let page)):
      take(page, for: query)
    case (.logFiles(let job, let slot), .logFiles(let files)):
      guard live.job?.name == job else { break }
      if slot == nil { logs.take(files) }
      if slot == worker.slot { worker.logFiles = files }
    case (.log(let query), .log(let text)):
      take(text, for: query)
    case (.job(let name), .job(let record)):
      if comparison.names.contains(name) { comparison.records[name] = record }
    case (.launchReview(let request, let look), .launchReview(let review)):
      guard look == launch.look else { break }
      launch.take(review, of: request)
      if screen == .launch, launch.canStart { forgetKeyNotice() }
    case (.inputCount(let input), .inputCount(let count)):
      launch.take(count, of: input)
    case (.completions(let query), .completions(let texts)):
      if overlay == .registration {
        registration.take(texts, for: query)
      } else if launch.take(texts, for: query) {
        stepField(by: 1)
      }
    case (.dryRun(let trial), .dryRun(let result)):
      launch.take(.success(result), of: trial)
    case (.models, .models(let found)):
      models.take(found)
    case (.modelReview(let draft, let look), .modelReview(let review)):
      if look == registration.look { registration.take(review, of: draft) }
    case (.artifacts(let query), .artifacts(let page)):
      artifacts.take(page, for: query)
    case (.preview(let model, let path, let look), .preview(let content)):
      guard model == artifacts.model, look == artifacts.preview.look else { break }
      artifacts.preview.take(content, of: path)
    case (.logSearch(let search), .logMatch(let match)):
      take(match, of: search, now: now)
    case (.stack(_, let slot, let number), .stack(let text)):
      if slot == worker.slot, number == worker.stackNumber { worker.stack = text }
    default:
      // An answer of another kind, which no source gives.
      break
    }
  }

  private mutating func take(_ text: LogText, for query: LogQuery) {
    guard query.job == live.job?.name else { return }
    if screen == .worker, query.name == worker.logFile?.name {
      worker.log = text.lines
      worker.logProblem = nil
    }
    if screen == .logs, query == logs.query(job: query.job) { logs.take(text) }
  }

  private mutating func miss(_ query: LogQuery, reason: String) {
    guard query.job == live.job?.name else { return }
    if screen == .worker, query.name == worker.logFile?.name { worker.logProblem = reason }
    if screen == .logs, query == logs.query(job: query.job) { logs.problem = reason }
  }

  mutating func miss(_ question: Question, reason: String) {
    switch question {
    case .failureClasses(let job): if live.job?.name == job { failures.problem = reason }
    case .failures(let query): if query == failureQuery { failures.problem = reason }
    case .logFiles(let job, let slot):
      guard live.job?.name == job else { break }
      if slot == nil { logs.problem = reason }
      if slot == worker.slot { worker.logProblem = reason }
    case .log(let query): miss(query, reason: reason)
    case .job(let name):
      if comparison.names.contains(name) { comparison.problem = reason }
    case .launchReview(let request, let look):
      guard look == launch.look else { break }
      launch.take(
        LaunchReview(problems: [LaunchProblem(.manifest, reason)], facts: []), of: request)
    case .inputCount, .completions: break
    case .dryRun(let trial):
      launch.take(.failure(LaunchControls.TrialFailure(reason: reason)), of: trial)
    case .models: models.problem = reason
    case .modelReview(let draft, let look):
      guard look == registration.look else { break }
      registration.take(ModelReview(problems: [.init(.path, reason)]), of: draft)
    case .artifacts(let query): if query.model == artifacts.model { artifacts.problem = reason }
    case .preview(let model, let path, _):
      if model == artifacts.model { artifacts.preview.miss(path, reason: reason) }
    case .logSearch(let search):
      guard search == logs.pending else { break }
      logs.pending = nil
      notice = Notice(text: "Could not search the log: \(reason)", role: .error)
    case .stack(_, let slot, let number):
      if slot == worker.slot, number == worker.stackNumber { worker.stackProblem = reason }
    }
  }
}

package import BatchEndpoints
package import TerminalUI

/// The launch form.
package struct LaunchControls: Sendable, Equatable {
  /// Nil when the mark is on Start.
  package var focus: LaunchField? = .manifest
  package var fields: [LaunchField: TextField]
  /// What is being started.
  package var starting: LaunchRequest?
  /// How often what is written was to be looked at again.
  private(set) var look = 0
  private var review: LaunchReview?
  private var reviewed: LaunchRequest?
  /// What was counted last, and how far.
  private var counted: LaunchInput?
  private var count = InputCount()
  /// What the operator does not want counted any more.
  private var uncounted: LaunchInput?
  private var paths = PathCompletion()
  /// The dry run that goes on; each has a number.
  package private(set) var trial: Trial?
  private var tried: Tried?

  package struct Trial: Sendable, Hashable {
    package var request: LaunchRequest
    package var number: Int
  }

  private struct Tried: Sendable, Equatable {
    var trial: Trial
    var result: Result<DryRun, TrialFailure>
  }

  struct TrialFailure: Error, Equatable {
    var reason: String
  }

  package init() {
    fields = Dictionary(
      uniqueKeysWithValues: LaunchField.allCases.map {
        ($0, TextField(placeholder: $0.placeholder))
      })
  }

  func text(_ field: LaunchField) -> String { fields[field]?.text.trimmed ?? "" }

  mutating func fill(_ field: LaunchField, _ text: String) {
    fields[field] = TextField(text, placeholder: field.placeholder)
  }

  /// What the fields ask for, as far as they can be read.
  package var request: LaunchRequest {
    func optional(_ field: LaunchField) -> String? {
      let text = text(field)
      return text.isEmpty ? nil : text
    }
    var request = LaunchRequest()
    request.manifest = text(.manifest)
    request.input = text(.input)
    request.model = optional(.model)
    func number(_ field: LaunchField) -> Int? { optional(field).flatMap { Int($0) } }
    request.workers = number(.workers)
    request.miniBatchSize = number(.miniBatchSize)
    request.memoryLimit = optional(.memoryLimit).flatMap { ByteSize($0)?.bytes }
    request.timeout = number(.timeout)
    request.retries = number(.retries)
    request.failures = number(.failures)
    request.output = optional(.output)
    request.python = optional(.python)
    return request
  }

  /// What cannot be read in the fields themselves.
  private var slips: [LaunchProblem] {
    var slips: [LaunchProblem] = []
    for field in LaunchField.allCases where !text(field).isEmpty {
      if let least = field.least, let problem = problem(ofNumber: text(field), least: least) {
        slips.append(LaunchProblem(field, problem))
      }
    }
    let limit = text(.memoryLimit)
    if let size = ByteSize(limit) {
      if let problem = size.problemAsLimit {
        slips.append(LaunchProblem(.memoryLimit, problem))
      }
    } else if !limit.isEmpty {
      slips.append(
        LaunchProblem(.memoryLimit, "\"\(limit)\" is no size; write 2GiB or 512MiB."))
    }
    if text(.manifest).isEmpty {
      slips.append(LaunchProblem(.manifest, "Name the deployment's manifest."))
    }
    if text(.input).isEmpty { slips.append(LaunchProblem(.input, "Name what is to be scored.")) }
    return slips
  }

  private func problem(ofNumber text: String, least: Int) -> String? {
    guard let number = Int(text) else {
      return "\"\(text)\" is no whole number; it must be at least \(least)."
    }
    if number < least { return "\(text) is too few; it must be at least \(least)." }
    let most = Int(Int32.max)
    guard number > most else { return nil }
    return "\(Format.grouped(number)) is too many; it must be at most \(Format.grouped(most))."
  }

  /// Nil until the source has looked at the request as it is now.
  private var presentReview: LaunchReview? { reviewed == request ? review : nil }

  package var problems: [LaunchProblem] { slips + (presentReview?.problems ?? []) }
  package var facts: [String] { presentReview?.facts ?? [] }

  /// Whether the source has still to look at what is written.
  package var isUnderReview: Bool {
    presentReview == nil && !text(.manifest).isEmpty && !text(.input).isEmpty
  }

  package var canStart: Bool { problems.isEmpty && presentReview != nil && starting == nil }

  mutating func take(_ review: LaunchReview, of request: LaunchRequest) {
    // What was asked for before is answered late, and is not asked for again.
    guard request == self.request else { return }
    (self.review, reviewed) = (review, request)
  }

  /// What the source has said counts no more: the files that it is about may have changed.
  mutating func lookAgain() {
    guard review != nil else { return }
    look += 1
    (review, reviewed) = (nil, nil)
  }

  /// What was found out by the manifest counts no more.
  mutating func manifestChanged() {
    look += 1
    (review, reviewed, tried) = (nil, nil, nil)
  }

  // MARK: - Counting

  /// What is to be counted; nil when it is known, or not wanted.
  package var inputToCount: LaunchInput? {
    guard let input = reviewedInput, input != uncounted else { return nil }
    return counted == input && (count.isWhole || count.problem != nil) ? nil : input
  }

  /// A number of workers in the making is no reason to count anew.
  private var reviewedInput: LaunchInput? {
    guard let reviewed, (reviewed.input, reviewed.manifest) == (request.input, request.manifest)
    else { return nil }
    return review?.input
  }

  /// How much of what is asked for has been counted; nil when nothing has.
  package var inputCount: InputCount? {
    counted != nil && counted == reviewedInput ? count : nil
  }

  mutating func take(_ count: InputCount, of input: LaunchInput) {
    guard input == reviewedInput else { return }
    (counted, self.count) = (input, count)
  }

  mutating func stopCounting() { uncounted = inputToCount }

  /// What it will take, as far as something is known.
  package var forecast: String? {
    guard let review = presentReview, let precedent = review.precedent,
      let workers = review.workers,
      let count = inputCount, count.isWhole, count.files > 0
    else { return nil }
    return precedent.forecast(files: count.files, workers: workers)
  }

  // MARK: - Completing

  /// The text that may be completed; nil where there is none.
  package var pathQuery: PathQuery? {
    guard let focus, let subject = focus.subject, let text = fields[focus]?.text else { return nil }
    return PathQuery(subject, text: text)
  }

  /// What the text in the field may become.
  package var completions: [String] { paths.texts(for: pathQuery) }
  var completion: String? { paths.completion(of: pathQuery) }
  var tabMeaning: PathCompletion.TabMeaning { paths.tabMeaning(for: pathQuery) }
  /// What may be chosen from, in a line.
  var choices: String { paths.line(for: pathQuery) }

  /// - Returns: Whether a Tab that has waited for this has nothing to complete.
  mutating func take(_ texts: [String], for query: PathQuery) -> Bool {
    switch paths.take(texts, for: query, now: pathQuery) {
    case .none: return false
    case .fill(let text):
      if let focus { fill(focus, text) }
      return false
    case .leave: return true
    }
  }

  mutating func complete() {
    if let focus, let completion { fill(focus, completion) } else { paths.wait(for: pathQuery) }
  }

  // MARK: - Trying

  mutating func startTrial() {
    trial = Trial(request: request, number: (tried?.trial.number ?? trial?.number ?? 0) + 1)
  }

  mutating func stopTrial() { trial = nil }

  mutating func take(_ result: Result<DryRun, TrialFailure>, of trial: Trial) {
    guard trial == self.trial else { return }
    self.trial = nil
    tried = Tried(trial: trial, result: result)
  }

  /// What became of trying what is asked for now; nil before it was tried.
  var trialResult: Result<DryRun, TrialFailure>? {
    tried?.trial.request == request ? tried?.result : nil
  }
}

extension LaunchField {
  /// What it names on disk; nil where it names nothing there.
  var subject: PathQuery.Subject? {
    switch self {
    case .manifest: .manifest
    case .input: .input
    case .model: .model
    case .output: .output
    case .python: .python
    case .workers, .miniBatchSize, .memoryLimit, .timeout, .retries, .failures: nil
    }
  }
}

package import BatchEndpoints
package import TerminalUI

/// The launch form.
package struct LaunchControls: Sendable, Equatable {
  /// Nil when the mark is on Start.
  package var focus: LaunchField? = .manifest
  package var fields: [LaunchField: TextField]
  /// What is being started.
  package var starting: LaunchRequest?
  /// How often the manifest was changed from here.
  private(set) var look = 0
  private var review: LaunchReview?
  private var reviewed: LaunchRequest?
  /// What was counted last, and how far.
  private var counted: LaunchInput?
  private var count = InputCount()
  /// What the operator does not want counted any more.
  private var uncounted: LaunchInput?
  private var found: Found?
  /// What Tab waits for.
  private var wanted: PathQuery?
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

  private struct Found: Sendable, Equatable {
    var query: PathQuery
    var texts: [String]
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
    request.workers = optional(.workers).flatMap { Int($0) }
    request.miniBatchSize = optional(.miniBatchSize).flatMap { Int($0) }
    request.memoryLimit = optional(.memoryLimit).flatMap { ByteSize($0)?.bytes }
    request.output = optional(.output)
    return request
  }

  /// What cannot be read in the fields themselves.
  private var slips: [LaunchProblem] {
    var slips: [LaunchProblem] = []
    for field in [LaunchField.workers, .miniBatchSize] where !text(field).isEmpty {
      guard let number = Int(text(field)), (1...Int(Int32.max)).contains(number) else {
        slips.append(
          LaunchProblem(field, "\"\(text(field))\" is no whole number; it must be at least 1."))
        continue
      }
    }
    let limit = text(.memoryLimit)
    if !limit.isEmpty, (ByteSize(limit)?.bytes ?? 0) < 1 {
      slips.append(
        LaunchProblem(.memoryLimit, "\"\(limit)\" is no size; write 2GiB or 512MiB."))
    }
    if text(.manifest).isEmpty {
      slips.append(LaunchProblem(.manifest, "Name the deployment's manifest."))
    }
    if text(.input).isEmpty { slips.append(LaunchProblem(.input, "Name what is to be scored.")) }
    return slips
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

  /// What was found out by the manifest counts no more.
  mutating func lookAgain() {
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
    guard let focus, focus.isPath, let text = fields[focus]?.text else { return nil }
    return PathQuery(field: focus, text: text)
  }

  /// What the text in the field may become.
  package var completions: [String] { found.map { $0.query == pathQuery ? $0.texts : [] } ?? [] }

  /// What Tab makes of the text; nil when there is nothing to add for certain.
  package var completion: String? {
    guard let query = pathQuery, let first = completions.first else { return nil }
    if query.field == .manifest, query.text.isEmpty || query.text.hasSuffix("/") {
      // Of many names in a folder, one alone may be a manifest's.
      let manifests = completions.filter { !$0.hasSuffix("/") }
      if manifests.count == 1 { return manifests[0] }
    }
    // A folder is a fit answer where no manifest is asked for: Tab leads on.
    if query.text.isEmpty || query.field != .manifest && query.text.hasSuffix("/") { return nil }
    let common = completions.reduce(first) { common, text in
      String(zip(common, text).prefix { $0 == $1 }.map(\.0))
    }
    return common.count > query.text.count ? common : nil
  }

  /// What Tab does: who types fast gets what he would have got a moment later.
  var tabMeaning: TabMeaning {
    if completion != nil { return .completes }
    return pathQuery.map { !$0.text.isEmpty && $0 != found?.query } ?? false ? .waits : .leaves
  }

  enum TabMeaning { case completes, waits, leaves }

  /// - Returns: Whether a Tab that has waited for this has nothing to complete.
  mutating func take(_ texts: [String], for query: PathQuery) -> Bool {
    guard query == pathQuery else { return false }
    found = Found(query: query, texts: texts)
    guard wanted != nil, wanted == query else { return false }
    wanted = nil
    guard completion != nil else { return true }
    complete()
    return false
  }

  mutating func complete() {
    if let focus, let completion { fill(focus, completion) } else { wanted = pathQuery }
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
  /// Whether it names something on disk.
  var isPath: Bool {
    switch self {
    case .manifest, .input, .model, .output: true
    case .workers, .miniBatchSize, .memoryLimit: false
    }
  }
}

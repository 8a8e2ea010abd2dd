package import TerminalUI

/// The fields of the form that registers a model, in their order.
package enum ModelField: Sendable, Hashable, CaseIterable {
  case path, name, version, type, inPlace

  var label: String {
    switch self {
    case .path: "path"
    case .name: "name"
    case .version: "version"
    case .type: "type"
    case .inPlace: "files"
    }
  }

  /// Whether its value is written; of the others the next one is taken.
  var isText: Bool {
    switch self {
    case .path, .name, .version: true
    case .type, .inPlace: false
    }
  }
}

/// The form that registers a model; what is written stays until it is registered.
package struct RegistrationForm: Sendable, Equatable {
  /// Nil when the mark is on Register.
  package var focus: ModelField? = .path
  package var fields: [ModelField: TextField]
  package private(set) var type = ModelType.custom
  package private(set) var isInPlace = false
  /// How often what is written was to be looked at again.
  private(set) var look = 0
  private var review: ModelReview?
  private var reviewed: ModelDraft?
  private var failure: Failure?
  private var paths = PathCompletion()

  private struct Failure: Sendable, Equatable {
    var draft: ModelDraft
    var reason: String
  }

  package enum ModelType: String, Sendable, CaseIterable {
    case custom = "custom_model"
    case mlflow = "mlflow_model"
  }

  private static let pathPlaceholder = "the model's file or folder"

  package init() {
    fields = [
      .path: TextField(placeholder: Self.pathPlaceholder),
      .name: TextField(placeholder: "as the file or folder is called"),
      .version: TextField(placeholder: "the next number"),
    ]
  }

  func text(_ field: ModelField) -> String { fields[field]?.text.trimmed ?? "" }

  /// What the fields ask for.
  package var draft: ModelDraft {
    var draft = ModelDraft()
    draft.path = text(.path)
    draft.name = text(.name).isEmpty ? proposedName : text(.name)
    draft.version = text(.version).isEmpty ? nil : text(.version)
    draft.type = type.rawValue
    draft.isInPlace = isInPlace
    return draft
  }

  /// The last part of the path, with what no name can have made `-`.
  var proposedName: String {
    let last = text(.path).split(separator: "/").last ?? ""
    let fit = last.map {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-"
    }
    return String(fit.drop { !$0.isLetter && !$0.isNumber })
  }

  mutating func toggleChoice(by delta: Int) {
    switch focus {
    case .type:
      let all = ModelType.allCases
      let index = all.firstIndex(of: type) ?? 0
      type = all[(index + delta + all.count) % all.count]
    case .inPlace: isInPlace.toggle()
    case .path, .name, .version, nil: break
    }
  }

  mutating func stepField(by delta: Int) {
    let fields = ModelField.allCases
    let index = focus.flatMap { fields.firstIndex(of: $0) } ?? fields.count
    let next = (index + delta + fields.count + 1) % (fields.count + 1)
    focus = next == fields.count ? nil : fields[next]
  }

  // MARK: - Completing

  /// The text that may be completed; nil where there is none.
  var pathQuery: PathQuery? {
    focus == .path ? fields[.path].map { PathQuery(.modelFiles, text: $0.text) } : nil
  }

  var completion: String? { paths.completion(of: pathQuery) }
  var tabMeaning: PathCompletion.TabMeaning { paths.tabMeaning(for: pathQuery) }
  /// What may be chosen from, in a line.
  var choices: String { paths.line(for: pathQuery) }

  mutating func take(_ texts: [String], for query: PathQuery) {
    switch paths.take(texts, for: query, now: pathQuery) {
    case .none: break
    case .fill(let text): fillPath(text)
    case .leave: stepField(by: 1)
    }
  }

  mutating func complete() {
    if let completion { fillPath(completion) } else { paths.wait(for: pathQuery) }
  }

  private mutating func fillPath(_ text: String) {
    fields[.path] = TextField(text, placeholder: Self.pathPlaceholder)
  }

  // MARK: - Review

  private var presentReview: ModelReview? { reviewed == draft ? review : nil }

  package var problems: [ModelReview.Problem] {
    if draft.path.isEmpty { return [.init(.path, "Name the model's file or folder.")] }
    return reviewProblems
      + (failure?.draft == draft ? failure.map { [.init(.path, $0.reason)] } ?? [] : [])
  }

  private var reviewProblems: [ModelReview.Problem] { presentReview?.problems ?? [] }

  package var facts: [String] { presentReview?.facts ?? [] }
  package var isUnderReview: Bool { presentReview == nil && !draft.path.isEmpty }
  /// Registering looks at everything again, so what has not been looked at yet may be tried, and what
  /// has failed may be tried again.
  package var canRegister: Bool { !draft.path.isEmpty && reviewProblems.isEmpty }

  mutating func take(_ review: ModelReview, of draft: ModelDraft) {
    guard draft == self.draft else { return }
    (self.review, reviewed) = (review, draft)
  }

  /// What the source has said counts no more: the files that it is about may have changed.
  mutating func lookAgain() {
    failure = nil
    guard review != nil else { return }
    look += 1
    (review, reviewed) = (nil, nil)
  }

  mutating func fail(_ reason: String, of draft: ModelDraft) {
    failure = Failure(draft: draft, reason: reason)
  }

  mutating func forgetFailure() { failure = nil }
}

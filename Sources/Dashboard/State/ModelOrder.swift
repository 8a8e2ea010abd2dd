/// What the operator does to models. Models are `NAME:VERSION`.
package enum ModelOrder: Sendable, Hashable {
  case register(ModelDraft)
  case archive(String)
  case restore(String)
  case delete(String)

  /// The command that does the same.
  package var commandLine: String {
    switch self {
    case .register(let draft): draft.commandLine
    case .archive(let id): "batchdeck model archive" + Self.options(id)
    case .restore(let id): "batchdeck model restore" + Self.options(id)
    case .delete(let id): "batchdeck model delete" + Self.options(id) + " --yes"
    }
  }

  private static func options(_ id: String) -> String {
    let parts = id.split(separator: ":", maxSplits: 1)
    return " --name \(ShellWord.quoted(String(parts.first ?? "")))"
      + " --version \(ShellWord.quoted(String(parts.count > 1 ? parts[1] : "")))"
  }

  /// After "Could not".
  var infinitive: String {
    switch self {
    case .register(let draft): "register \(draft.name)"
    case .archive(let id): "archive \(id)"
    case .restore(let id): "restore \(id)"
    case .delete(let id): "delete \(id)"
    }
  }

  /// That it is done; `made` is the model that was registered.
  func report(made: ModelSummary?) -> String {
    switch self {
    case .register(let draft): "\(made?.id ?? draft.name) is registered"
    case .archive(let id): "\(id) is archived"
    case .restore(let id): "\(id) is restored"
    case .delete(let id): "\(id) is deleted"
    }
  }
}

/// A model to be registered.
package struct ModelDraft: Sendable, Hashable {
  /// A file or folder.
  package var path = ""
  package var name = ""
  /// Nil asks for the next number.
  package var version: String?
  /// `custom_model` or `mlflow_model`.
  package var type = "custom_model"
  /// Whether the files stay where they are.
  package var isInPlace = false

  package init() {}

  var commandLine: String {
    var words = ["batchdeck model create"]
    words.append("--name \(name.isEmpty ? "NAME" : ShellWord.quoted(name))")
    words.append("--path \(path.isEmpty ? "PATH" : ShellWord.quoted(path))")
    if let version { words.append("--version \(ShellWord.quoted(version))") }
    if type != "custom_model" { words.append("--type \(type)") }
    if isInPlace { words.append("--in-place") }
    return words.joined(separator: " ")
  }
}

/// What the source says to a draft before it is registered.
package struct ModelReview: Sendable, Equatable {
  package struct Problem: Sendable, Equatable {
    package var field: ModelField
    /// One sentence.
    package var message: String

    package init(_ field: ModelField, _ message: String) {
      self.field = field
      self.message = message
    }
  }

  /// None means that it may be registered.
  package var problems: [Problem]
  /// What is worth knowing: one line each.
  package var facts: [String]

  package init(problems: [Problem] = [], facts: [String] = []) {
    self.problems = problems
    self.facts = facts
  }
}

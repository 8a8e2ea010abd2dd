extension ManifestDraft {
  /// Applies `--set KEY.PATH=VALUE`: maps and lists that are missing on the way are made.
  ///
  /// The value is a YAML scalar (`5`, `true`, `'5'`), or a list or map in `[…]` or `{…}`. What is
  /// said about it later begins with the option instead of with a place in the file.
  ///
  /// - Throws: `ManifestError` with one line when the assignment itself makes no sense.
  package mutating func set(_ assignment: String) throws(ManifestError) {
    guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
      throw refusal(
        "--set \(onOneLine(assignment))",
        "it must be KEY=VALUE, such as settings.mini_batch_size=10.")
    }
    let keyPath = String(assignment[..<equals])
    let text = String(assignment[assignment.index(after: equals)...])
    // The values of environment variables may be secrets.
    let shown = assignment.contains("environment_variables") ? "…" : text
    let option = onOneLine("--set \(keyPath)=\(shown)")
    if text.isEmpty, Self.isText(keyPath) { return try set(keyPath, to: "", option: option) }
    try set(keyPath, option: option) { position throws(ManifestKeyPath.Problem) in
      try Self.value(text, at: position)
    }
  }

  /// Applies an option that has a key of its own, such as `--name digits`; `text` is a string
  /// whatever it looks like.
  package mutating func set(
    _ keyPath: String, to text: String, option: String
  ) throws(ManifestError) {
    try set(keyPath, option: onOneLine(option)) { position in
      YAMLNode(position: position, content: .scalar(YAMLScalar(text: text, isPlain: false)))
    }
  }

  /// Whether a key stands in a map of texts: nothing behind its `=` is an empty one, because a shell takes
  /// the quotes of `""` away.
  private static func isText(_ keyPath: String) -> Bool {
    let map = keyPath.split(separator: ".").dropLast().last
    return map == "environment_variables" || map == "tags" || map == "properties"
  }

  private mutating func set(
    _ keyPath: String, option: String,
    value: (SourcePosition) throws(ManifestKeyPath.Problem) -> YAMLNode
  ) throws(ManifestError) {
    let position = SourcePosition(line: optionCount + 1, column: 1, option: option)
    do throws(ManifestKeyPath.Problem) {
      let steps = inShapeOfFile(try ManifestKeyPath(keyPath).steps)
      try root.set(steps[...], to: try value(position))
    } catch {
      throw refusal(option, error.message)
    }
    optionCount += 1
  }

  private func refusal(_ option: String, _ message: String) -> ManifestError {
    let position = SourcePosition(line: optionCount + 1, column: 1, option: option)
    return ManifestError([
      Diagnostic(severity: .error, file: file, position: position, message: message)
    ])
  }

  /// Only what cannot be a plain scalar goes through the parser, so that `a: b`, `# 5` and `*` need
  /// no quotes.
  private static func value(
    _ text: String, at position: SourcePosition
  ) throws(ManifestKeyPath.Problem) -> YAMLNode {
    guard let first = text.first, "[{\"'".contains(first) else {
      let plain = text.drop { $0 == " " }
      return YAMLNode(
        position: position, content: .scalar(YAMLScalar(text: String(plain), isPlain: true)))
    }
    let document = YAMLDocument(text.utf8)
    if let problem = document.problems.first {
      throw .init(message: "the value is not YAML: \(problem.message)")
    }
    // A text that begins with a bracket or a quote is never empty.
    var root = document.root ?? .text(text)
    root.move(to: position)
    return root
  }

  /// The path of a setting where the file keeps its settings, so that one `--set` does for both
  /// shapes of a deployment, and `update` takes the names that `show` prints.
  private func inShapeOfFile(_ steps: [ManifestKeyPath.Step]) -> [ManifestKeyPath.Step] {
    guard kind == .deployment else { return steps }
    let settings = Set(DeploymentSettings.fields.map(\.key))
    let isFlat =
      root["settings"] == nil && root["type"] == nil
      && root.entries.contains { settings.contains($0.key) }
    switch (isFlat, steps.first, steps.dropFirst().first) {
    case (false, .key(let key)?, _) where settings.contains(key):
      return [.key("settings")] + steps
    case (true, .key("settings")?, .key(let key)?) where settings.contains(key):
      return Array(steps.dropFirst())
    default:
      return steps
    }
  }
}

extension YAMLNode {
  /// Says of a whole tree that it stands at one place.
  fileprivate mutating func move(to place: SourcePosition) {
    position = place
    switch content {
    case .scalar: break
    case .list(var items):
      for index in items.indices { items[index].move(to: place) }
      content = .list(items)
    case .map(var entries):
      for index in entries.indices {
        entries[index].keyPosition = place
        entries[index].value.move(to: place)
      }
      content = .map(entries)
    }
  }
}

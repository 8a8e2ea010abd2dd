/// Reads the values of one manifest and collects everything there is to say about them.
struct ManifestReader {
  private(set) var source: ManifestSource
  private(set) var diagnostics: [Diagnostic] = []
  /// Where a key belongs that authors tend to put elsewhere, by key.
  var homes: [String: String] = [:]

  init(file: String, folder: String) {
    source = ManifestSource(file: file, folder: folder)
  }

  // MARK: - Maps

  /// Reads the keys of a map by a table; `path` is the map's own key path, empty at the root.
  mutating func read<Value>(
    _ node: YAMLNode, at path: String, into value: inout Value, by fields: [ManifestField<Value>],
    unknownKeys: Diagnostic.Severity = .error
  ) {
    guard case .map(let entries) = node.content else {
      error("\(path) is \(node.shown); it must be a map of keys.", at: node.position)
      return
    }
    for entry in entries {
      let key = ManifestKey(name: entry.key, path: join(path, entry.key))
      guard let field = fields.first(where: { $0.key == entry.key }) else {
        report(
          unknownKeys, unknownKey(entry.key, in: path, known: fields.map(\.key)),
          at: entry.keyPosition)
        continue
      }
      place(key.path, at: entry.value.position)
      if entry.value.isNull {
        error("\(entry.key) has no value; write one or remove the key.", at: entry.keyPosition)
        continue
      }
      field.read(entry.value, key, &value, &self)
    }
    for field in fields where field.isRequired && !entries.contains(where: { $0.key == field.key })
    {
      let owner = !path.isEmpty ? path : node.position == .nowhere ? "it" : "the file"
      error("\(owner) has no \(field.key); add it.", at: node.position)
    }
  }

  private func unknownKey(_ key: String, in path: String, known: [String]) -> String {
    let start = "unknown key \(quoted(key))\(path.isEmpty ? "" : " in \(path)")"
    if let near = nearestName(to: key, among: known) {
      return "\(start); did you mean \(quoted(near))?"
    }
    if let home = homes[key], home != path {
      return "\(start); it belongs in \(home)."
    }
    return "\(start); remove it."
  }

  private func join(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }

  // MARK: - Diagnostics

  mutating func error(_ message: String, at position: SourcePosition?) {
    report(.error, message, at: position)
  }

  mutating func warn(_ message: String, at position: SourcePosition?) {
    report(.warning, message, at: position)
  }

  private mutating func report(
    _ severity: Diagnostic.Severity, _ message: String, at position: SourcePosition?
  ) {
    let diagnostic = Diagnostic(
      severity: severity, file: source.file, position: position == .nowhere ? nil : position,
      message: message)
    // A map that is used through several aliases is read as often.
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  /// Remembers where a value stands.
  mutating func place(_ path: String, at position: SourcePosition) {
    if position != .nowhere { source.positions[path] = position }
  }
}

/// A key in the file: its own name for messages, and its path from the root.
struct ManifestKey {
  var name: String
  /// Such as `settings.mini_batch_size`.
  var path: String
}

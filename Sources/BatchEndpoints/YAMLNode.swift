/// A YAML value with its place in the file; aliases are replaced and merges (`<<`) applied.
struct YAMLNode: Equatable, Sendable {
  var position: SourcePosition
  var content: Content

  indirect enum Content: Equatable, Sendable {
    case scalar(YAMLScalar)
    case list([YAMLNode])
    case map([Entry])
  }

  struct Entry: Equatable, Sendable {
    var key: String
    var keyPosition: SourcePosition
    var value: YAMLNode
  }

  var isNull: Bool {
    if case .scalar(let scalar) = content { scalar.kind == .null } else { false }
  }

  /// The entries of a map; none for anything else.
  var entries: [Entry] {
    if case .map(let entries) = content { entries } else { [] }
  }

  /// The value under a key of a map.
  subscript(key: String) -> YAMLNode? {
    entries.first { $0.key == key }?.value
  }

  /// For messages: `"10"`, `a list`, `a map`, `empty`.
  var shown: String {
    switch content {
    case .scalar(let scalar): scalar.kind == .null ? "empty" : quoted(scalar.text)
    case .list: "a list"
    case .map: "a map"
    }
  }
}

/// A value in quotes for a message: on one line, without control characters, shortened.
func quoted(_ text: String) -> String {
  let limit = 80
  var line = text.unicodeScalars.prefix(limit + 1).map { scalar in
    scalar.properties.generalCategory == .control
      ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
  }
  if line.count > limit { line[limit] = "…" }
  return "\"\(line.joined())\""
}

/// A YAML value with its place in the file; aliases are replaced and merges (`<<`) applied.
package struct YAMLNode: Equatable, Sendable {
  package var position: SourcePosition
  package var content: Content

  package indirect enum Content: Equatable, Sendable {
    case scalar(YAMLScalar)
    case list([YAMLNode])
    case map([Entry])
  }

  package struct Entry: Equatable, Sendable {
    package var key: String
    package var keyPosition: SourcePosition
    package var value: YAMLNode
  }

  /// A node that stands in no file.
  init(_ content: Content) {
    self.init(position: .nowhere, content: content)
  }

  init(position: SourcePosition, content: Content) {
    self.position = position
    self.content = content
  }

  package var isNull: Bool {
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
  package var shown: String {
    switch content {
    case .scalar(let scalar): scalar.kind == .null ? "empty" : quoted(scalar.text)
    case .list: "a list"
    case .map: "a map"
    }
  }
}

// MARK: - Nodes to be written

extension YAMLNode {
  /// A string, whatever it looks like.
  static func text(_ text: String) -> YAMLNode {
    YAMLNode(.scalar(YAMLScalar(text: text, isPlain: false)))
  }

  /// A number, a truth value or null.
  static func plain(_ text: String) -> YAMLNode {
    YAMLNode(.scalar(YAMLScalar(text: text, isPlain: true)))
  }

  static func list(_ items: [YAMLNode]) -> YAMLNode { YAMLNode(.list(items)) }

  static func map(_ entries: [(key: String, value: YAMLNode)]) -> YAMLNode {
    YAMLNode(
      .map(
        entries.map {
          Entry(key: $0.key, keyPosition: $0.value.position, value: $0.value)
        }))
  }
}

/// A value in quotes for a message: on one line, without control characters, shortened.
func quoted(_ text: String) -> String { "\"\(onOneLine(text))\"" }

/// A text for a message: on one line, without control characters, shortened.
func onOneLine(_ text: String) -> String {
  let limit = 80
  var line = text.unicodeScalars.prefix(limit + 1).map { scalar in
    scalar.properties.generalCategory == .control
      ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
  }
  if line.count > limit { line[limit] = "…" }
  return line.joined()
}

import Yams

/// Turns the parser's nodes into ours: merges applied, keys checked, size and depth bounded.
struct YAMLTreeBuilder {
  private(set) var problems: [YAMLDocument.Problem] = []
  /// What keys were before they were renamed for being repeated.
  private let renamedKeys: [SourcePosition: String]
  private var nodes = 0

  /// Every use of an alias counts, so that aliases of aliases cannot blow up.
  private static let maximumNodes = 50_000
  /// A deployment nests four deep.
  private static let maximumDepth = 64
  private static let knownTags: Set<String> = Set(
    ["str", "seq", "map", "bool", "float", "int", "null"].map { "tag:yaml.org,2002:\($0)" }
      + ["", "!"])

  init(renamedKeys: [SourcePosition: String]) {
    self.renamedKeys = renamedKeys
  }

  mutating func build(_ node: Node) throws(YAMLDocument.Problem) -> YAMLNode {
    try build(node, depth: 0)
  }

  private mutating func build(_ node: Node, depth: Int) throws(YAMLDocument.Problem) -> YAMLNode {
    let position = position(of: node)
    nodes += 1
    if nodes > Self.maximumNodes {
      throw .init(
        position: position,
        message: "the file has more than \(Self.maximumNodes) values, aliases counted each time.")
    }
    if depth > Self.maximumDepth {
      throw .init(position: position, message: "lists and maps are nested too deeply.")
    }
    let tag = node.tag.rawValue
    if !Self.knownTags.contains(tag) {
      problems.append(
        .init(position: position, message: "YAML tag \(quoted(tag)) is not supported; remove it."))
    }
    switch node {
    case .scalar(let scalar):
      return YAMLNode(
        position: position,
        content: .scalar(YAMLScalar(text: scalar.string, isPlain: scalar.style == .plain)))
    case .sequence(let sequence):
      var items: [YAMLNode] = []
      for item in sequence { items.append(try build(item, depth: depth + 1)) }
      return YAMLNode(position: position, content: .list(items))
    case .mapping(let mapping):
      return YAMLNode(position: position, content: .map(try entries(of: mapping, depth: depth)))
    case .alias:
      // The parser resolves aliases itself; this case exists for emitting.
      throw .init(position: position, message: "this alias has no anchor before it.")
    }
  }

  /// The keys in order, the map's own before merged ones; the first of a repeated key stands.
  private mutating func entries(
    of mapping: Node.Mapping, depth: Int
  ) throws(YAMLDocument.Problem) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var firstPositions: [String: SourcePosition] = [:]
    var merged: [YAMLNode.Entry] = []
    for (keyNode, valueNode) in mapping {
      let position = position(of: keyNode)
      guard case .scalar(let scalar) = keyNode else {
        problems.append(.init(position: position, message: "a key must be plain text."))
        continue
      }
      let key = renamedKeys[position] ?? scalar.string
      if let first = firstPositions[key] {
        problems.append(
          .init(
            position: position,
            message: "\(quoted(key)) is given twice, first in line \(first.line); remove one."))
        continue
      }
      firstPositions[key] = position
      let value = try build(valueNode, depth: depth + 1)
      if key == "<<", scalar.style == .plain {
        merged += mergedEntries(value)
      } else {
        entries.append(YAMLNode.Entry(key: key, keyPosition: position, value: value))
      }
    }
    for entry in merged
    where firstPositions.updateValue(entry.keyPosition, forKey: entry.key) == nil {
      entries.append(entry)
    }
    return entries
  }

  /// `<<: *map` or `<<: [*map, *map]` (https://yaml.org/type/merge.html).
  private mutating func mergedEntries(_ value: YAMLNode) -> [YAMLNode.Entry] {
    let sources: [YAMLNode] = if case .list(let items) = value.content { items } else { [value] }
    var entries: [YAMLNode.Entry] = []
    for source in sources {
      if case .map(let own) = source.content {
        entries += own
      } else {
        problems.append(
          .init(
            position: source.position,
            message: "\"<<\" is \(source.shown); it must be a map or a list of maps."))
      }
    }
    return entries
  }

  private func position(of node: Node) -> SourcePosition {
    SourcePosition(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }
}

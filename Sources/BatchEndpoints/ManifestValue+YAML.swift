extension ManifestValue {
  /// What a node means in YAML 1.1. A number that neither an `Int` nor a finite `Double` holds, and
  /// a date, are the text as written.
  init(_ node: YAMLNode) {
    switch node.content {
    case .scalar(let scalar):
      self = ManifestValue(scalar)
    case .list(let items):
      self = .list(items.map(ManifestValue.init))
    case .map(let entries):
      self = .map(
        Dictionary(
          entries.map { ($0.key, ManifestValue($0.value)) }, uniquingKeysWith: { first, _ in first }
        ))
    }
  }

  private init(_ scalar: YAMLScalar) {
    self =
      switch scalar.kind {
      case .null: .null
      case .boolean: .boolean(scalar.boolean ?? false)
      case .integer: scalar.wholeNumber.map(ManifestValue.integer) ?? .text(scalar.text)
      case .float: scalar.finiteNumber.map(ManifestValue.init(number:)) ?? .text(scalar.text)
      case .date, .string: .text(scalar.text)
      }
  }

  private init(number: Double) {
    // JSON does not tell 1.0 from 1.
    self = Int(exactly: number).map(ManifestValue.integer) ?? .number(number)
  }

  /// The node that means this value; keys in alphabetical order.
  var node: YAMLNode {
    switch self {
    case .null: .plain("null")
    case .boolean(let value): .plain("\(value)")
    case .integer(let value): .plain("\(value)")
    case .number(let value): .plain(yamlNumber(value))
    case .text(let value): .text(value)
    case .list(let values): .list(values.map(\.node))
    case .map(let entries):
      .map(entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value.node) })
    }
  }
}

/// The shortest text that YAML 1.1 reads as this number: an exponent needs a point before it and a
/// sign in it there.
private func yamlNumber(_ value: Double) -> String {
  let parts = "\(value)".split(separator: "e")
  guard parts.count == 2 else { return "\(value)" }
  let mantissa = parts[0].contains(".") ? "\(parts[0])" : "\(parts[0]).0"
  return "\(mantissa)e\(parts[1].hasPrefix("-") ? "" : "+")\(parts[1].drop { $0 == "+" })"
}

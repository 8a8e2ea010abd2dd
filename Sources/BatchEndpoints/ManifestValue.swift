/// A value under a key whose content is free, such as a model's `flavors`; also what `show` prints.
///
/// Encodes as the JSON value that it is.
package enum ManifestValue: Sendable, Equatable, Hashable {
  case null
  case boolean(Bool)
  case integer(Int)
  /// Finite, and not a whole number that `integer` could hold.
  case number(Double)
  case text(String)
  case list([ManifestValue])
  case map([String: ManifestValue])

  /// The value under a key of a map; nil for anything else. Setting a key of anything else makes it
  /// a map.
  package subscript(key: String) -> ManifestValue? {
    get {
      if case .map(let entries) = self { entries[key] } else { nil }
    }
    set {
      var entries: [String: ManifestValue] = if case .map(let own) = self { own } else { [:] }
      entries[key] = newValue
      self = .map(entries)
    }
  }
}

extension ManifestValue: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self =
      if container.decodeNil() {
        .null
      } else if let value = try? container.decode(Bool.self) {
        .boolean(value)
      } else if let value = try? container.decode(Int.self) {
        .integer(value)
      } else if let value = try? container.decode(Double.self) {
        .number(value)
      } else if let value = try? container.decode(String.self) {
        .text(value)
      } else if let value = try? container.decode([ManifestValue].self) {
        .list(value)
      } else {
        .map(try container.decode([String: ManifestValue].self))
      }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .map(let entries): try container.encode(entries)
    }
  }
}

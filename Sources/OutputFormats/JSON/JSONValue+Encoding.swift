import Foundation

extension JSONValue {
  /// A value as our commands print it: keys in the order of the type's coding keys and in
  /// snake_case, dates as ISO 8601 in UTC to the second, nil members as null.
  ///
  /// The keys of a dictionary stay as they are, in code point order. A number that JSON has no word
  /// for (NaN, infinity) is null.
  ///
  /// - Throws: Only what the value's own `encode(to:)` throws.
  package init(encoding value: some Encodable) throws {
    self = try EncodedValue.of(value, codingPath: []).json
  }

  /// `camelCase` as `snake_case`; a run of capitals is one word (`sourceURL`, `source_url`).
  static func snakeCase(_ name: String) -> String {
    let letters = Array(name)
    var result = ""
    for (index, letter) in letters.enumerated() {
      if letter.isUppercase, index > 0, letters[index - 1] != "_" {
        let endsRun = index + 1 < letters.count && letters[index + 1].isLowercase
        if !letters[index - 1].isUppercase || endsRun { result += "_" }
      }
      result += letter.lowercased()
    }
    return result
  }
}

/// What an encoder has written so far at one place of the document.
///
/// A class, since a container may go on writing after its parent has moved on.
final class EncodedValue {
  private enum Content {
    case nothing
    case scalar(JSONValue)
    case members([(key: String, value: EncodedValue)])
    case elements([EncodedValue])
  }

  private var content = Content.nothing

  init(_ scalar: JSONValue? = nil) {
    if let scalar { content = .scalar(scalar) }
  }

  var json: JSONValue {
    switch content {
    case .nothing: return .object(JSONObject())
    case .scalar(let value): return value
    case .elements(let elements): return .array(elements.map(\.json))
    case .members(let members):
      var object = JSONObject()
      for member in members { object[member.key] = member.value.json }
      return .object(object)
    }
  }

  var count: Int {
    if case .elements(let elements) = content { elements.count } else { 0 }
  }

  func becomeArray() {
    if case .elements = content { return }
    content = .elements([])
  }

  func becomeObject() {
    if case .members = content { return }
    content = .members([])
  }

  func become(_ other: EncodedValue) { content = other.content }

  func append(_ value: EncodedValue) {
    guard case .elements(var elements) = content else { return content = .elements([value]) }
    content = .nothing
    elements.append(value)
    content = .elements(elements)
  }

  func set(_ key: String, _ value: EncodedValue) {
    guard case .members(var members) = content else { return content = .members([(key, value)]) }
    content = .nothing
    members.append((key, value))
    content = .members(members)
  }

  static func of(_ value: some Encodable, codingPath: [any CodingKey]) throws -> EncodedValue {
    switch value {
    case let string as String: return EncodedValue(.string(string))
    case let bool as Bool: return EncodedValue(.bool(bool))
    case let integer as any BinaryInteger:
      return EncodedValue(Int(exactly: integer).map(JSONValue.integer) ?? .number(Double(integer)))
    // Through text, so that 0.1 stays 0.1.
    case let float as Float: return EncodedValue(Self.finite(Double("\(float)") ?? .nan))
    case let double as Double: return EncodedValue(Self.finite(double))
    case let date as Date: return EncodedValue(.string(date.formatted(.iso8601)))
    case let url as URL: return EncodedValue(.string(url.absoluteString))
    case let data as Data: return EncodedValue(.string(data.base64EncodedString()))
    case let dictionary as any StringKeyedDictionary:
      return try dictionary.encoded(codingPath: codingPath)
    default:
      let encoded = EncodedValue()
      try value.encode(to: PlaceEncoder(place: encoded, codingPath: codingPath))
      return encoded
    }
  }

  private static func finite(_ number: Double) -> JSONValue {
    number.isFinite ? .number(number) : .null
  }
}

private protocol StringKeyedDictionary {
  func encoded(codingPath: [any CodingKey]) throws -> EncodedValue
}

extension Dictionary: StringKeyedDictionary where Key == String, Value: Encodable {
  fileprivate func encoded(codingPath: [any CodingKey]) throws -> EncodedValue {
    let encoded = EncodedValue()
    encoded.becomeObject()
    for (key, value) in sorted(by: { precedesByCodePoint($0.key, $1.key) }) {
      encoded.set(key, try EncodedValue.of(value, codingPath: codingPath + [PlaceKey(key)]))
    }
    return encoded
  }
}

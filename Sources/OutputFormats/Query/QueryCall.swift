/// One call of a function: its arguments are checked, then its result made.
struct QueryCall {
  let function: QueryFunction

  /// As many as the parser has checked.
  let arguments: [QueryArgument]

  let column: Int

  /// - Throws: `argumentType`, `mixedKeys`, or what an `&expression` throws.
  func result() throws(QueryError) -> JSONValue {
    try checkTypes()
    switch function {
    case .abs, .average, .ceil, .floor, .sum, .toNumber: return arithmetic()
    case .contains: return .bool(contains())
    case .endsWith: return .bool(string(0).utf8.reversed().starts(with: string(1).utf8.reversed()))
    case .startsWith: return .bool(string(0).utf8.starts(with: string(1).utf8))
    case .join: return .string(elements(1).map(Self.text).joined(separator: string(0)))
    case .keys: return .array(members(0).keys.map(JSONValue.string))
    case .values: return .array(members(0).map(\.value))
    case .length: return .integer(length())
    case .map:
      var results: [JSONValue] = []
      for element in elements(1) { results.append(try key(0, of: element)) }
      return .array(results)
    case .max: return Self.last(elements(0).map { ($0, $0) }) { $0.precedes($1) == true }
    case .min: return Self.last(elements(0).map { ($0, $0) }) { $1.precedes($0) == true }
    case .maxBy: return Self.last(try keyed()) { $0.precedes($1) == true }
    case .minBy: return Self.last(try keyed()) { $1.precedes($0) == true }
    case .merge:
      var merged = JSONObject()
      for index in arguments.indices {
        for (key, value) in members(index) { merged[key] = value }
      }
      return .object(merged)
    case .notNull: return arguments.indices.map(value).first { $0 != .null } ?? .null
    case .reverse: return reversed()
    case .sort: return .array(elements(0).sorted { $0.precedes($1) == true })
    case .sortBy:
      return .array(try keyed().sorted { $0.key.precedes($1.key) == true }.map(\.element))
    case .toArray:
      if case .array = value(0) { return value(0) }
      return .array([value(0)])
    case .toString: return .string(Self.text(value(0)))
    case .type: return .string(value(0).typeName)
    }
  }

  private func checkTypes() throws(QueryError) {
    let parameters = function.parameters
    for (index, argument) in arguments.enumerated() {
      let parameter = parameters[min(index, parameters.count - 1)]
      if parameter.accepts(argument) { continue }
      let found =
        switch argument {
        case .expression: "an expression"
        case .value(let value): Self.description(of: value)
        }
      throw QueryError(
        .argumentType(
          function: function.rawValue, argument: index + 1, takes: parameter.rawValue, found: found),
        column: column)
    }
  }

  /// A value as a message names it.
  private static func description(of value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool, .integer, .number: JSONTextWriter.compact(value)
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }

  // MARK: - Arguments, whose types have been checked

  private func value(_ index: Int) -> JSONValue {
    if case .value(let value) = arguments[index] { value } else { .null }
  }

  private func string(_ index: Int) -> String {
    if case .string(let string) = value(index) { string } else { "" }
  }

  private func elements(_ index: Int) -> [JSONValue] {
    if case .array(let elements) = value(index) { elements } else { [] }
  }

  private func members(_ index: Int) -> JSONObject {
    if case .object(let members) = value(index) { members } else { JSONObject() }
  }

  private func key(_ index: Int, of element: JSONValue) throws(QueryError) -> JSONValue {
    if case .expression(let expression) = arguments[index] {
      try expression.evaluate(element)
    } else {
      .null
    }
  }

  // MARK: - Results

  private func contains() -> Bool {
    switch (value(0), value(1)) {
    case (.array(let elements), let sought): elements.contains { $0.isSame(as: sought) }
    case (.string(let text), .string(let sought)):
      sought.isEmpty || text.utf8.contains(sought.utf8)
    default: false
    }
  }

  /// Of a string, its code points.
  private func length() -> Int {
    switch value(0) {
    case .string(let string): string.unicodeScalars.count
    case .array(let elements): elements.count
    case .object(let members): members.count
    case .null, .bool, .integer, .number: 0
    }
  }

  private func reversed() -> JSONValue {
    guard case .string(let string) = value(0) else { return .array(elements(0).reversed()) }
    var reversed = String.UnicodeScalarView()
    reversed.append(contentsOf: string.unicodeScalars.reversed())
    return .string(String(reversed))
  }

  private static func text(_ value: JSONValue) -> String {
    if case .string(let string) = value { string } else { JSONTextWriter.compact(value) }
  }

  /// Each element with its key.
  private func keyed() throws(QueryError) -> [(key: JSONValue, element: JSONValue)] {
    var keyed: [(key: JSONValue, element: JSONValue)] = []
    for element in elements(0) {
      let key = try key(1, of: element)
      let type = keyed.first?.key.typeName ?? key.typeName
      guard type == key.typeName, type == "number" || type == "string" else {
        let found = Self.description(of: key)
        throw QueryError(.mixedKeys(function: function.rawValue, found: found), column: column)
      }
      keyed.append((key, element))
    }
    return keyed
  }

  /// The element that no other stands after; the first of equals, null of none.
  private static func last(
    _ keyed: [(key: JSONValue, element: JSONValue)], order precedes: (JSONValue, JSONValue) -> Bool
  ) -> JSONValue {
    guard var best = keyed.first else { return .null }
    for candidate in keyed.dropFirst() where precedes(best.key, candidate.key) { best = candidate }
    return best.element
  }
}

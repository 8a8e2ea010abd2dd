/// The functions of JMESPath (jmespath.org/specification.html#built-in-functions).
enum QueryFunction: String, CaseIterable {
  case abs
  case average = "avg"
  case ceil
  case contains
  case endsWith = "ends_with"
  case floor
  case join
  case keys
  case length
  case map
  case max
  case maxBy = "max_by"
  case merge
  case min
  case minBy = "min_by"
  case notNull = "not_null"
  case reverse
  case sort
  case sortBy = "sort_by"
  case startsWith = "starts_with"
  case sum
  case toArray = "to_array"
  case toNumber = "to_number"
  case toString = "to_string"
  case type
  case values

  var parameters: [QueryParameter] {
    switch self {
    case .abs, .ceil, .floor: [.number]
    case .average, .sum: [.numbers]
    case .contains: [.arrayOrString, .any]
    case .endsWith, .startsWith: [.string, .string]
    case .join: [.string, .strings]
    case .keys, .values, .merge: [.object]
    case .length: [.arrayObjectOrString]
    case .map: [.expression, .array]
    case .max, .min, .sort: [.numbersOrStrings]
    case .maxBy, .minBy, .sortBy: [.array, .expression]
    case .notNull, .toArray, .toNumber, .toString, .type: [.any]
    case .reverse: [.arrayOrString]
    }
  }

  /// Whether any number of arguments may stand in the last parameter's place.
  var isVariadic: Bool { self == .merge || self == .notNull }

  func check(argumentCount: Int, column: Int) throws(QueryError) {
    let count = parameters.count
    if isVariadic ? argumentCount >= count : argumentCount == count { return }
    let noun = count == 1 ? "argument" : "arguments"
    let takes = isVariadic ? "at least \(count) \(noun)" : "\(count) \(noun)"
    throw QueryError(
      .argumentCount(function: rawValue, takes: takes, found: argumentCount), column: column)
  }
}

/// What a function is called with.
enum QueryArgument {
  case value(JSONValue)
  case expression(QueryNode)
}

/// What a function accepts in one place; the raw value is for messages.
enum QueryParameter: String {
  case any = "a value"
  case number = "a number"
  case string = "a string"
  case array = "a list"
  case object = "an object"
  case arrayOrString = "a list or a string"
  case arrayObjectOrString = "a list, an object or a string"
  case numbers = "a list of numbers"
  case strings = "a list of strings"
  case numbersOrStrings = "a list of numbers or a list of strings"
  case expression = "an expression after &"

  func accepts(_ argument: QueryArgument) -> Bool {
    guard case .value(let value) = argument else { return self == .expression }
    switch (self, value) {
    case (.any, _): return true
    case (.number, .integer), (.number, .number), (.string, .string), (.array, .array),
      (.object, .object), (.arrayOrString, .array), (.arrayOrString, .string),
      (.arrayObjectOrString, .array), (.arrayObjectOrString, .object),
      (.arrayObjectOrString, .string):
      return true
    case (.numbers, .array(let elements)): return Self.areAll("number", elements)
    case (.strings, .array(let elements)): return Self.areAll("string", elements)
    case (.numbersOrStrings, .array(let elements)):
      return Self.areAll("number", elements) || Self.areAll("string", elements)
    default: return false
    }
  }

  private static func areAll(_ type: String, _ elements: [JSONValue]) -> Bool {
    elements.allSatisfy { $0.typeName == type }
  }
}

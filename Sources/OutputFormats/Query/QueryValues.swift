extension JSONValue {
  /// False are false, null and what is empty; 0 is true.
  var isTrue: Bool {
    switch self {
    case .null, .bool(false), .string(""): false
    case .array(let elements): !elements.isEmpty
    case .object(let members): !members.isEmpty
    case .bool, .integer, .number, .string: true
    }
  }

  /// Equal as JMESPath means it: 1 is 1.0, and the order of an object's keys does not count.
  func isSame(as other: JSONValue) -> Bool {
    switch (self, other) {
    case (.integer(let left), .number(let right)): Double(left) == right
    case (.number(let left), .integer(let right)): left == Double(right)
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.isSame(as: $1) }
    case (.object(let left), .object(let right)):
      left.count == right.count
        && left.allSatisfy { key, value in right[key]?.isSame(as: value) == true }
    default: self == other
    }
  }

  /// Whether it stands before the other; nil unless both are numbers or both are strings.
  func precedes(_ other: JSONValue) -> Bool? {
    switch (self, other) {
    case (.integer(let left), .integer(let right)): left < right
    case (.string(let left), .string(let right)): precedesByCodePoint(left, right)
    default:
      if let left = double, let right = other.double { left < right } else { nil }
    }
  }

  /// Nil unless it is a number.
  var double: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }

  /// JMESPath's name for its type.
  var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer, .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

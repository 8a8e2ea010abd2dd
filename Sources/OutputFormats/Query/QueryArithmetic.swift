extension QueryCall {
  /// The results of the functions that count.
  func arithmetic() -> JSONValue {
    guard case .value(let value)? = arguments.first else { return .null }
    switch (function, value) {
    case (.abs, .integer(let integer)):
      return integer == .min ? .number(-Double(integer)) : .integer(abs(integer))
    case (.abs, .number(let number)): return .number(abs(number))
    case (.ceil, .number(let number)): return Self.whole(number.rounded(.up))
    case (.floor, .number(let number)): return Self.whole(number.rounded(.down))
    case (.ceil, _), (.floor, _): return value
    case (.sum, .array(let elements)): return Self.sum(elements)
    case (.average, .array(let elements)):
      guard !elements.isEmpty, let sum = Self.sum(elements).double else { return .null }
      return Self.finite(sum / Double(elements.count))
    case (.toNumber, .string(let text)): return Self.number(in: text)
    case (.toNumber, .integer), (.toNumber, .number): return value
    default: return .null
    }
  }

  /// Exact as long as all are whole and the sum fits 64 bits.
  private static func sum(_ elements: [JSONValue]) -> JSONValue {
    var whole: Int? = 0
    var sum = 0.0
    for element in elements {
      sum += element.double ?? 0
      guard let partial = whole, case .integer(let integer) = element else {
        whole = nil
        continue
      }
      let (next, overflows) = partial.addingReportingOverflow(integer)
      whole = overflows ? nil : next
    }
    return whole.map(JSONValue.integer) ?? finite(sum)
  }

  private static func whole(_ number: Double) -> JSONValue {
    Int(exactly: number).map(JSONValue.integer) ?? finite(number)
  }

  private static func finite(_ number: Double) -> JSONValue {
    number.isFinite ? .number(number) : .null
  }

  /// Null where the text, less the space around it, is no decimal number.
  private static func number(in text: String) -> JSONValue {
    let digits = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
    let trimmed = String(digits)
    guard trimmed.unicodeScalars.allSatisfy({ "0123456789+-.eE".unicodeScalars.contains($0) })
    else { return .null }
    if let integer = Int(trimmed) { return .integer(integer) }
    return Double(trimmed).map(finite) ?? .null
  }
}

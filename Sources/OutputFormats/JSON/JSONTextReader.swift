/// Why a text is not JSON (RFC 8259).
package struct JSONTextError: Error, Equatable, CustomStringConvertible {
  package enum Problem: Sendable, Equatable {
    case unexpectedEnd
    case unexpectedByte(UInt8)
    case controlCharacter
    case badEscape
    case badNumber
    case tooDeep
    case textAfterTheValue
  }

  package let problem: Problem

  /// Bytes before the place.
  package let offset: Int

  package var description: String { "byte \(offset + 1): \(words)" }

  private var words: String {
    switch problem {
    case .unexpectedEnd: "the text ends inside a value"
    case .unexpectedByte(let byte):
      byte < 0x80
        ? "\"\(Unicode.Scalar(byte))\" does not belong here"
        : "a character outside a string"
    case .controlCharacter: "a control character in a string must be escaped"
    case .badEscape: "no such escape in a string"
    case .badNumber: "not a number"
    case .tooDeep: "nested more than \(JSONTextReader.maximumDepth) deep"
    case .textAfterTheValue: "text after the end of the value"
    }
  }
}

extension JSONValue {
  /// The document in a JSON text; of a repeated key the last value stands.
  ///
  /// Whole numbers beyond 64 bits become the nearest `number`.
  package init(parsing text: String) throws(JSONTextError) {
    var reader = JSONTextReader(bytes: Array(text.utf8))
    self = try reader.document()
  }
}

/// Reads one JSON document; Foundation's reader forgets the order of keys.
struct JSONTextReader {
  /// Arrays and objects inside one another; the reader recurses once for each.
  static let maximumDepth = 512

  let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONTextError) -> JSONValue {
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw failure(.textAfterTheValue) }
    return value
  }

  private mutating func value() throws(JSONTextError) -> JSONValue {
    skipSpace()
    switch try peek() {
    case UInt8(ascii: "{"):
      return .object(try nested { reader throws(JSONTextError) in try reader.members() })
    case UInt8(ascii: "["):
      return .array(try nested { reader throws(JSONTextError) in try reader.elements() })
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case let byte: throw failure(.unexpectedByte(byte))
    }
  }

  private mutating func nested<Part>(
    _ read: (inout JSONTextReader) throws(JSONTextError) -> Part
  ) throws(JSONTextError) -> Part {
    guard depth < Self.maximumDepth else { throw failure(.tooDeep) }
    depth += 1
    defer { depth -= 1 }
    position += 1
    return try read(&self)
  }

  private mutating func members() throws(JSONTextError) -> JSONObject {
    var members = JSONObject()
    if try consume("}") { return members }
    repeat {
      skipSpace()
      let first = try peek()
      guard first == UInt8(ascii: "\"") else { throw failure(.unexpectedByte(first)) }
      let key = try string()
      try require(":")
      members[key] = try value()
    } while try consume(",")
    try require("}")
    return members
  }

  private mutating func elements() throws(JSONTextError) -> [JSONValue] {
    var elements: [JSONValue] = []
    if try consume("]") { return elements }
    repeat { elements.append(try value()) } while try consume(",")
    try require("]")
    return elements
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONTextError) -> JSONValue
  {
    for byte in word.utf8 {
      let found = try peek()
      guard found == byte else { throw failure(.unexpectedByte(found)) }
      position += 1
    }
    return value
  }

  private mutating func string() throws(JSONTextError) -> String {
    position += 1
    var text: [UInt8] = []
    while true {
      let byte = try peek()
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: try escaped())
      case ..<0x20: throw failure(.controlCharacter)
      default:
        text.append(byte)
        position += 1
      }
    }
  }

  private mutating func escaped() throws(JSONTextError) -> [UInt8] {
    let start = position
    let byte = try peek()
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      let pair = [UInt8(ascii: "\\"), UInt8(ascii: "u")]
      if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: pair) {
        position += 2
        units.append(try codeUnit())
      }
      // A half of a pair standing alone has no UTF-8 and decodes as U+FFFD.
      return Array(String(decoding: units, as: UTF16.self).utf8)
    default: throw JSONTextError(problem: .badEscape, offset: start)
    }
  }

  private mutating func codeUnit() throws(JSONTextError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(try peek())).hexDigitValue else {
        throw failure(.badEscape)
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  private mutating func number() throws(JSONTextError) -> JSONValue {
    let start = position
    var isWhole = true
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    let digitsStart = position
    skipDigits()
    let hasLeadingZero = position - digitsStart > 1 && bytes[digitsStart] == UInt8(ascii: "0")
    var isWellFormed = position > digitsStart && !hasLeadingZero
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      isWellFormed = skipDigits() && isWellFormed
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      position += 1
      let sign = position < bytes.count ? bytes[position] : 0
      if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
      isWellFormed = skipDigits() && isWellFormed
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWellFormed, isWhole, let integer = Int(text) { return .integer(integer) }
    if isWellFormed, let number = Double(text), number.isFinite { return .number(number) }
    throw JSONTextError(problem: .badNumber, offset: start)
  }

  @discardableResult
  private mutating func skipDigits() -> Bool {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
    {
      position += 1
    }
    return position > start
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private func peek() throws(JSONTextError) -> UInt8 {
    guard position < bytes.count else { throw failure(.unexpectedEnd) }
    return bytes[position]
  }

  private mutating func consume(_ mark: Unicode.Scalar) throws(JSONTextError) -> Bool {
    skipSpace()
    guard try peek() == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func require(_ mark: Unicode.Scalar) throws(JSONTextError) {
    guard try consume(mark) else { throw failure(.unexpectedByte(bytes[position])) }
  }

  private func failure(_ problem: JSONTextError.Problem) -> JSONTextError {
    JSONTextError(problem: problem, offset: position)
  }
}

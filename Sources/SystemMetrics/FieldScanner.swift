/// Walks over the bytes of a kernel file, field by field. Trusts nothing: whatever is missing, not a
/// number or too large is nil.
struct FieldScanner {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  /// The next run of bytes without blanks on this line.
  mutating func field() -> ArraySlice<UInt8>? {
    rest = rest.drop { $0 == .space || $0 == .tab }
    let field = rest.prefix { $0 != .space && $0 != .tab && $0 != .newline }
    rest = rest[field.endIndex...]
    return field.isEmpty ? nil : field
  }

  /// The next field, which must be a decimal number and nothing else.
  mutating func number() -> UInt64? {
    field().flatMap(Self.number(of:))
  }

  mutating func skip(fields count: Int) -> Bool {
    for _ in 0..<count where field() == nil { return false }
    return true
  }

  /// Moves to the start of the next line; false at the end.
  mutating func nextLine() -> Bool {
    guard let newline = rest.firstIndex(of: .newline) else { return false }
    rest = rest[(newline + 1)...]
    return !rest.isEmpty
  }

  static func number(of digits: ArraySlice<UInt8>) -> UInt64? {
    guard !digits.isEmpty else { return nil }
    var value: UInt64 = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, carried) = tens.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      if overflowed || carried { return nil }
      value = sum
    }
    return value
  }

  /// The field after `name` on the first line whose first field is `name`.
  static func value(of name: StaticString, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var scanner = FieldScanner(bytes)
    repeat {
      if scanner.field()?.elementsEqual(name) == true { return scanner.field() }
    } while scanner.nextLine()
    return nil
  }

  static func number(of name: StaticString, in bytes: [UInt8]) -> UInt64? {
    value(of: name, in: bytes).flatMap(number(of:))
  }

  /// A line such as `MemTotal:  16384 kB`, in bytes.
  static func kibibytes(of name: StaticString, in bytes: [UInt8]) -> UInt64? {
    guard let kibibytes = number(of: name, in: bytes) else { return nil }
    let (value, overflowed) = kibibytes.multipliedReportingOverflow(by: 1024)
    return overflowed ? nil : value
  }
}

extension ArraySlice<UInt8> {
  fileprivate func elementsEqual(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { elementsEqual($0) }
  }
}

extension UInt8 {
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let newline = UInt8(ascii: "\n")
}

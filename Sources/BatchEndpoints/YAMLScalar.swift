/// A scalar as written, and what YAML 1.1 makes of it; Azure's tools read manifests with PyYAML,
/// which is YAML 1.1.
package struct YAMLScalar: Equatable, Sendable {
  package var text: String
  /// False for quoted and block scalars, which are always strings.
  var isPlain: Bool

  /// What an unquoted scalar means (https://yaml.org/type/, as PyYAML resolves it).
  enum Kind: Equatable {
    case null, boolean, integer, float, date, string
  }

  var kind: Kind {
    guard isPlain else { return .string }
    if ["", "~", "null", "Null", "NULL"].contains(text) { return .null }
    if boolean != nil { return .boolean }
    // The rest are numbers and dates; matching them is slow, and most texts are words.
    guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return .string }
    if isDecimal { return .integer }
    if text.wholeMatch(of: /[-+]?(0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*)/) != nil {
      return .integer
    }
    if text.wholeMatch(of: /[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+/) != nil { return .integer }
    if text.wholeMatch(of: /[-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)([eE][-+][0-9]+)?/) != nil {
      return .float
    }
    if text.wholeMatch(of: /[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)/) != nil { return .float }
    if text.wholeMatch(of: /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?/) != nil { return .date }
    return .string
  }

  /// Digits that begin with no zero, as most numbers are written.
  private var isDecimal: Bool {
    guard let first = text.utf8.first, first != UInt8(ascii: "0") else { return false }
    return text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// The truth value of an unquoted YAML 1.1 boolean.
  var boolean: Bool? {
    guard isPlain else { return nil }
    // PyYAML knows these three spellings of each word and no others, `oN` for one.
    return switch text {
    case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": true
    case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": false
    default: nil
    }
  }

  /// A whole number in decimal digits, quoted or not; `1_000` when not quoted.
  var wholeNumber: Int? {
    if isDecimal { return Int(text) }
    let digits = isPlain ? text.replacing("_", with: "") : text
    guard digits.wholeMatch(of: /[-+]?(0|[1-9][0-9]*)/) != nil else { return nil }
    return Int(digits)
  }

  /// The value of an unquoted number with a fraction; nil for infinities and what is not a number.
  var finiteNumber: Double? {
    guard kind == .float, let value = Double(text.replacing("_", with: "")), value.isFinite else {
      return nil
    }
    return value
  }

  /// The whole part of an unquoted number with a fraction, which Azure's tools use without a word.
  var truncatedNumber: Int? {
    finiteNumber.flatMap { Int(exactly: $0.rounded(.towardZero)) }
  }
}

/// A word or mark of a JMESPath expression.
struct QueryToken {
  enum Kind: Equatable {
    case name(String)
    case quotedName(String)
    case integer(Int)
    case literal(JSONValue)
    case comparison(QueryComparison)
    case dot, star, comma, colon, current, not, and, or, pipe, reference
    /// `[]`
    case flatten
    /// `[?`
    case filter
    case openBracket, closeBracket, openBrace, closeBrace, openParenthesis, closeParenthesis
    case end
  }

  let kind: Kind

  /// Where it starts, in characters from 1.
  let column: Int

  /// As the operator wrote it.
  let text: String

  /// For messages.
  var words: String { kind == .end ? "the end" : text }

  /// How strongly it binds to what stands on its left; 0 does not bind.
  ///
  /// Below `projectionEnd` a projection ends: `a[].b | c` pipes the list, not each of its elements.
  var power: Int {
    switch kind {
    case .pipe: 1
    case .or: 2
    case .and: 3
    case .comparison: 5
    case .flatten: 9
    case .filter: 21
    case .dot: 40
    case .openBracket: 55
    default: 0
    }
  }

  static let projectionEnd = 10

  /// How strongly `[*]`, `*` and slices hold what follows them.
  static let starPower = 20

  /// How strongly `!` holds what follows it.
  static let notPower = 45
}

/// The comparisons of JMESPath.
enum QueryComparison: Equatable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

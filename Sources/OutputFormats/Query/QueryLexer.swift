/// Cuts a JMESPath expression into tokens.
struct QueryLexer {
  private let scalars: [Unicode.Scalar]
  private var position = 0

  private init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// The tokens of an expression, ending with `.end`.
  static func tokens(of text: String) throws(QueryError) -> [QueryToken] {
    var lexer = QueryLexer(text)
    var tokens: [QueryToken] = []
    while true {
      while let space = lexer.next, [" ", "\t", "\n", "\r"].contains(space) { lexer.position += 1 }
      let start = lexer.position
      let kind = try lexer.kind()
      let source = lexer.text(from: start)
      tokens.append(QueryToken(kind: kind, column: start + 1, text: source))
      if kind == .end { return tokens }
    }
  }

  private var next: Unicode.Scalar? {
    position < scalars.count ? scalars[position] : nil
  }

  private func text(from start: Int) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[start..<position])
    return String(text)
  }

  private mutating func kind() throws(QueryError) -> QueryToken.Kind {
    guard let first = next else { return .end }
    let start = position
    position += 1
    switch first {
    case ".": return .dot
    case "*": return .star
    case ",": return .comma
    case ":": return .colon
    case "@": return .current
    case "]": return .closeBracket
    case "{": return .openBrace
    case "}": return .closeBrace
    case "(": return .openParenthesis
    case ")": return .closeParenthesis
    case "[": return take("]") ? .flatten : take("?") ? .filter : .openBracket
    case "|": return take("|") ? .or : .pipe
    case "&": return take("&") ? .and : .reference
    case "<": return .comparison(take("=") ? .lessOrEqual : .less)
    case ">": return .comparison(take("=") ? .greaterOrEqual : .greater)
    case "!": return take("=") ? .comparison(.notEqual) : .not
    case "=" where take("="): return .comparison(.equal)
    case "'": return .literal(.string(try raw(closedBy: "'", unescaping: true)))
    case "`": return .literal(try literal())
    case "\"": return .quotedName(try quotedName())
    case "a"..."z", "A"..."Z", "_": return name(from: start)
    case "0"..."9": return try integer(from: start)
    case "-" where next.map(Self.isDigit) == true: return try integer(from: start)
    default: throw QueryError(.unexpectedCharacter(Character(first)), column: start + 1)
    }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private mutating func name(from start: Int) -> QueryToken.Kind {
    while let scalar = next, scalar.isASCII,
      scalar.properties.isAlphabetic || Self.isDigit(scalar) || scalar == "_"
    {
      position += 1
    }
    return .name(text(from: start))
  }

  private mutating func integer(from start: Int) throws(QueryError) -> QueryToken.Kind {
    while let scalar = next, Self.isDigit(scalar) { position += 1 }
    let digits = text(from: start)
    guard let integer = Int(digits) else { throw QueryError(.badNumber(digits), column: start + 1) }
    return .integer(integer)
  }

  /// What stands between here and the closing quote; a backslash keeps the next quote from closing.
  ///
  /// Other backslashes stay: they are the text's own, or JSON's.
  private mutating func raw(
    closedBy quote: Unicode.Scalar, unescaping: Bool
  ) throws(QueryError) -> String {
    let start = position
    var text = String.UnicodeScalarView()
    while let scalar = next {
      position += 1
      if scalar == quote { return String(text) }
      guard scalar == "\\", let escaped = next else {
        text.append(scalar)
        continue
      }
      position += 1
      if !unescaping || escaped != quote { text.append(scalar) }
      text.append(escaped)
    }
    throw QueryError(.unclosed(Character(quote)), column: start)
  }

  private mutating func quotedName() throws(QueryError) -> String {
    let start = position
    let name = "\"" + (try raw(closedBy: "\"", unescaping: false)) + "\""
    do {
      guard case .string(let name) = try JSONValue(parsing: name) else { return name }
      return name
    } catch {
      throw QueryError(.badQuotedKey(error), column: start)
    }
  }

  /// JSON, or a string without its quotes, an old way that is still common.
  private mutating func literal() throws(QueryError) -> JSONValue {
    let start = position
    let text = try raw(closedBy: "`", unescaping: true)
    do {
      return try JSONValue(parsing: text)
    } catch {
      let unquoted = text.drop { $0.isWhitespace }
      if let string = try? JSONValue(parsing: "\"\(unquoted)\"") { return string }
      throw QueryError(.badLiteral(error), column: start)
    }
  }
}

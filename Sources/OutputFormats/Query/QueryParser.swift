/// Parses JMESPath (jmespath.org/specification.html) by operator precedence.
struct QueryParser {
  /// Tokens in one query, less its end; it bounds how deep parsing and evaluation recurse.
  static let maximumTokens = 1000

  private let tokens: [QueryToken]
  private var position = 0

  private init(_ tokens: [QueryToken]) { self.tokens = tokens }

  static func parse(_ text: String) throws(QueryError) -> QueryNode {
    let tokens = try QueryLexer.tokens(of: text)
    guard tokens.count > 1 else { throw QueryError(.empty, column: 1) }
    guard tokens.count - 1 <= maximumTokens else {
      throw QueryError(.tooLong(maximum: maximumTokens), column: tokens[maximumTokens].column)
    }
    var parser = QueryParser(tokens)
    let node = try parser.expression(power: 0)
    guard parser.token.kind == .end else { throw parser.unexpected("an operator or the end") }
    return node
  }

  private var token: QueryToken { tokens[position] }

  private func following(_ distance: Int) -> QueryToken.Kind {
    tokens[min(position + distance, tokens.count - 1)].kind
  }

  private mutating func advance() { position = min(position + 1, tokens.count - 1) }

  /// An expression up to the first token that binds no stronger than `power`.
  private mutating func expression(power: Int) throws(QueryError) -> QueryNode {
    var left = try first()
    while power < token.power { left = try continued(left) }
    return left
  }

  /// What an expression can begin with.
  private mutating func first() throws(QueryError) -> QueryNode {
    let start = token
    switch start.kind {
    case .name(let name):
      advance()
      return token.kind == .openParenthesis ? try call(name, column: start.column) : .key(name)
    case .quotedName(let name):
      advance()
      return .key(name)
    case .literal(let value):
      advance()
      return .literal(value)
    case .current:
      advance()
      return .current
    case .star:
      advance()
      return .projection(.values, source: .current, each: try rest(power: QueryToken.starPower))
    case .not:
      advance()
      return .not(try expression(power: QueryToken.notPower))
    case .flatten, .filter: return try continued(.current)
    case .openBracket:
      switch (following(1), following(2)) {
      case (.integer, _), (.colon, _), (.star, .closeBracket): return try continued(.current)
      default: return try list()
      }
    case .openBrace: return try object()
    case .openParenthesis:
      advance()
      let inner = try expression(power: 0)
      try require(.closeParenthesis, "\")\"")
      return inner
    case .integer: throw QueryError(.bareNumber(start.text), column: start.column)
    default: throw unexpected("a key")
    }
  }

  /// The expression that begins with `left` and goes on with the operator at hand.
  private mutating func continued(_ left: QueryNode) throws(QueryError) -> QueryNode {
    let start = token
    advance()
    switch start.kind {
    case .pipe: return .chain(left, try expression(power: start.power))
    case .or: return .or(left, try expression(power: start.power))
    case .and: return .and(left, try expression(power: start.power))
    case .comparison(let comparison):
      return .comparison(comparison, left, try expression(power: start.power))
    case .flatten:
      return .projection(.flattened, source: left, each: try rest(power: start.power))
    case .filter:
      let condition = try expression(power: 0)
      try require(.closeBracket, "\"]\"")
      let each = token.kind == .flatten ? .current : try rest(power: start.power)
      return .projection(.matching(condition), source: left, each: each)
    case .dot:
      guard token.kind == .star else { return .chain(left, try afterDot(power: start.power)) }
      advance()
      return .projection(.values, source: left, each: try rest(power: start.power))
    case .openBracket: return try bracketed(left)
    default: preconditionFailure("\(start.kind) binds but is no operator")
    }
  }

  /// After `[`: an index, a slice, or `*`.
  private mutating func bracketed(_ left: QueryNode) throws(QueryError) -> QueryNode {
    if token.kind == .star {
      advance()
      try require(.closeBracket, "\"]\"")
      return .projection(.elements, source: left, each: try rest(power: QueryToken.starPower))
    }
    let start = integer()
    if let start, token.kind == .closeBracket {
      advance()
      return .chain(left, .index(start))
    }
    try require(.colon, "an index, a slice or \"*\"")
    let stop = integer()
    var step: Int?
    if token.kind == .colon {
      advance()
      let column = token.column
      step = integer()
      if step == 0 { throw QueryError(.zeroStep, column: column) }
    }
    try require(.closeBracket, "\"]\"")
    let slice = QueryNode.slice(start: start, stop: stop, step: step)
    return .projection(
      .elements, source: .chain(left, slice), each: try rest(power: QueryToken.starPower))
  }

  private mutating func integer() -> Int? {
    guard case .integer(let integer) = token.kind else { return nil }
    advance()
    return integer
  }

  /// What is done with each element of a projection.
  private mutating func rest(power: Int) throws(QueryError) -> QueryNode {
    if token.power < QueryToken.projectionEnd { return .current }
    switch token.kind {
    case .dot:
      advance()
      return try afterDot(power: power)
    case .openBracket, .filter: return try expression(power: power)
    default: throw unexpected("an operator or the end")
    }
  }

  private mutating func afterDot(power: Int) throws(QueryError) -> QueryNode {
    switch token.kind {
    case .name, .quotedName, .star: return try expression(power: power)
    case .openBracket: return try list()
    case .openBrace: return try object()
    default: throw unexpected("a key, \"*\", \"[\" or \"{\"")
    }
  }

  /// `[a, b]`
  private mutating func list() throws(QueryError) -> QueryNode {
    advance()
    var items = [try expression(power: 0)]
    while take(.comma) { items.append(try expression(power: 0)) }
    try require(.closeBracket, "\",\" or \"]\"")
    return .list(items)
  }

  /// `{a: x, "b": y}`
  private mutating func object() throws(QueryError) -> QueryNode {
    advance()
    var members: [(key: String, value: QueryNode)] = []
    repeat {
      let key: String
      switch token.kind {
      case .name(let name), .quotedName(let name): key = name
      default: throw unexpected("a key")
      }
      advance()
      try require(.colon, "\":\"")
      members.append((key, try expression(power: 0)))
    } while take(.comma)
    try require(.closeBrace, "\",\" or \"}\"")
    return .object(members)
  }

  private mutating func call(_ name: String, column: Int) throws(QueryError) -> QueryNode {
    guard let function = QueryFunction(rawValue: name) else {
      throw QueryError(.unknownFunction(name), column: column)
    }
    advance()
    var arguments: [QueryNode] = []
    if token.kind != .closeParenthesis {
      repeat {
        if take(.reference) {
          arguments.append(.reference(try expression(power: 0)))
        } else {
          arguments.append(try expression(power: 0))
        }
      } while take(.comma)
    }
    try require(.closeParenthesis, "\",\" or \")\"")
    try function.check(argumentCount: arguments.count, column: column)
    return .call(function, arguments, column: column)
  }

  private mutating func take(_ kind: QueryToken.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  private mutating func require(_ kind: QueryToken.Kind, _ words: String) throws(QueryError) {
    guard take(kind) else { throw unexpected(words) }
  }

  private func unexpected(_ expected: String) -> QueryError {
    QueryError(.unexpected(found: token.words, expected: expected), column: token.column)
  }
}

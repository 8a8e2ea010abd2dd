/// Why a query cannot be parsed or evaluated.
package struct QueryError: Error, Equatable {
  package enum Problem: Sendable, Equatable {
    case empty
    /// More words than a query may have.
    case tooLong(maximum: Int)
    case unexpectedCharacter(Character)
    /// A quote, double quote or backtick that is never closed.
    case unclosed(Character)
    case badQuotedKey(JSONTextError)
    case badLiteral(JSONTextError)
    /// A whole number beyond 64 bits.
    case badNumber(String)
    case unexpected(found: String, expected: String)
    case bareNumber(String)
    case zeroStep
    case unknownFunction(String)
    case argumentCount(function: String, takes: String, found: Int)
    /// `argument` counts from 1.
    case argumentType(function: String, argument: Int, takes: String, found: String)
    /// The sort keys of a `…_by` function are not all numbers or all strings.
    case mixedKeys(function: String, found: String)
  }

  package let problem: Problem

  /// The character of the query it is about, from 1.
  package let column: Int

  init(_ problem: Problem, column: Int) {
    self.problem = problem
    self.column = column
  }
}

extension QueryError: CustomStringConvertible {
  /// One line: the option, the place and what to do.
  package var description: String {
    "--query, character \(column): \(words)"
  }

  private var words: String {
    switch problem {
    case .empty: "the query is empty; write a JMESPath expression such as \"[].name\"."
    case .tooLong(let maximum): "the query is too long; it may have \(maximum) words and marks."
    case .unexpectedCharacter("="): "\"=\" alone is nothing; compare with \"==\"."
    case .unexpectedCharacter(let character): "\"\(character)\" means nothing here."
    case .unclosed(let quote): "the \(quote) that opens here is never closed."
    case .badQuotedKey(let error): "a key in double quotes is a JSON string; \(error)."
    case .badLiteral(let error): "a value in backticks is JSON; \(error)."
    case .badNumber(let text): "\(text) is too large a number."
    case .unexpected(let found, let expected): "found \(found) where \(expected) belongs."
    case .bareNumber(let name):
      "\(name) is not a key here; a number or word to compare with stands in quotes, "
        + "'\(name)', or in backticks, `\(name)`."
    case .zeroStep: "the step of a slice must not be 0."
    case .unknownFunction(let name):
      "there is no function \(name)(); there are "
        + QueryFunction.allCases.map(\.rawValue).joined(separator: ", ") + "."
    case .argumentCount(let function, let takes, let found):
      "\(function)() takes \(takes), not \(found)."
    case .argumentType(let function, let argument, let takes, let found):
      "argument \(argument) of \(function)() must be \(takes); it is \(found)."
    case .mixedKeys(let function, let found):
      "the keys of \(function)() must be all numbers or all strings; one is \(found)."
    }
  }
}

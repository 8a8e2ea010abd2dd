import Yams

/// The parser's own errors in words that say what to do; the parser's wording where there is
/// nothing better.
func syntaxProblem(_ error: YamlError, in text: YAMLText) -> YAMLDocument.Problem {
  switch error {
  case .scanner(let context, let problem, let mark, _),
    .parser(let context, let problem, let mark, _),
    .composer(let context, let problem, let mark, _):
    let position = SourcePosition(line: mark.line, column: mark.column)
    if text[position] == "\t" {
      return .init(
        position: position, message: "YAML does not take a tab for indentation; use spaces.")
    }
    return .init(
      position: position,
      message: syntaxMessage(problem, context: context?.text ?? "", line: context?.mark.line))
  case .memory:
    return .init(message: "lists and maps are nested too deeply.")
  case .reader(let problem, _, _, _):
    return .init(message: "the text is not YAML: \(problem).")
  default:
    return .init(message: "the text is not YAML: \(error).")
  }
}

private func syntaxMessage(_ problem: String, context: String, line: Int?) -> String {
  let since = line.map { " opened in line \($0)" } ?? ""
  switch problem {
  case "mapping values are not allowed in this context":
    return "a \":\" is not expected here; check the indentation, "
      + "and quote a value that contains \": \"."
  case "did not find expected key":
    return "a key is expected here; check the indentation and the quotes of the lines above."
  case "could not find expected ':'":
    return "the line above is not \"key: value\"; add the \":\" or indent it as a value."
  case "did not find expected '-' indicator":
    return "a \"-\" is expected here; check the indentation of the list\(since)."
  case "found unexpected end of stream" where context.contains("quoted scalar"):
    return "the quote\(since) is not closed."
  case "did not find expected ',' or ']'":
    return "a \",\" or \"]\" is expected here, in the list\(since)."
  case "did not find expected ',' or '}'":
    return "a \",\" or \"}\" is expected here, in the map\(since)."
  case "found undefined alias":
    return "this alias has no anchor before it; write the value, or its \"&\" above."
  case "but found another document":
    return "a second YAML document starts here; a manifest is one document."
  case "found character that cannot start any token":
    return "a value cannot start with this character; put the value in quotes."
  case let problem where problem.contains("nesting level"):
    return "lists and maps are nested too deeply."
  default:
    return "the text is not YAML: \(problem)\(context.isEmpty ? "" : " \(context)")."
  }
}

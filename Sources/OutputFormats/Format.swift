/// How a result is printed: `-o`, in the words of the Azure CLI.
package enum Format: String, CaseIterable, Sendable {
  case json
  /// JSON in colours, for terminals.
  case jsonc
  case yaml
  case table
  /// Values with tabs between them, for shell scripts.
  case tsv
  case none

  /// The format to use where the output is not a terminal: the same without colours.
  package var withoutColor: Format { self == .jsonc ? .json : self }
}

/// Refuses a query that cannot be parsed, before the work is done whose result it is for.
///
/// - Throws: `QueryError` with the place.
package func checkQuery(_ query: String) throws(QueryError) {
  _ = try QueryParser.parse(query)
}

/// A result as it goes to standard output: whole lines, or nothing for a null result.
///
/// JSON and YAML have their keys in code point order, as the Azure CLI prints them. A table's
/// columns and the values of a TSV line stand in the order in which the query names them; without
/// one a table keeps the order of `value` and TSV takes code point order, again as the Azure CLI
/// does.
///
/// - Throws: `QueryError` where the query cannot be parsed or evaluated.
package func render(
  _ value: JSONValue, query: String? = nil, format: Format
) throws(QueryError) -> String {
  var result = value
  // Keys that a query writes itself keep their order, so the sorting comes first.
  if format == .tsv { result = result.sortingKeys() }
  if let query { result = try QueryParser.parse(query).evaluate(result) }
  if result == .null { return "" }
  switch format {
  case .json: return JSONTextWriter.lines(of: result.sortingKeys()) + "\n"
  case .jsonc: return JSONTextWriter.lines(of: result.sortingKeys(), colors: .terminal) + "\n"
  case .yaml: return yaml(result.sortingKeys())
  case .table: return TextTable(result).text
  case .tsv: return tabSeparated(result)
  case .none: return ""
  }
}

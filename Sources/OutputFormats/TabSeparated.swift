/// A result as the Azure CLI prints it with `-o tsv`: a line for each element of a list, no header.
///
/// In a line of several values a list is its count and an object is empty. A null is `None`, a
/// boolean that stands alone `true` and one among others `True`. Text is printed as it is, tabs and
/// line ends included.
func tabSeparated(_ value: JSONValue) -> String {
  var text = ""
  for row in rows(of: value) {
    switch row {
    case .array(let cells): text += cells.map(cell).joined(separator: "\t")
    case .object(let members): text += members.map { cell($0.value) }.joined(separator: "\t")
    case .bool(let bool): text += bool ? "true" : "false"
    case .null, .integer, .number, .string: text += cell(row)
    }
    text += "\n"
  }
  return text
}

/// The elements of a list; any other value is the only row.
func rows(of value: JSONValue) -> [JSONValue] {
  if case .array(let rows) = value { rows } else { [value] }
}

private func cell(_ value: JSONValue) -> String {
  switch value {
  case .null: "None"
  case .bool(let bool): bool ? "True" : "False"
  case .integer(let integer): "\(integer)"
  case .number(let number): "\(number)"
  case .string(let string): string
  case .array(let elements): "\(elements.count)"
  case .object: ""
  }
}

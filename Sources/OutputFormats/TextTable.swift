/// A result as the Azure CLI prints it with `-o table`.
///
/// Columns are the keys of the rows in the order in which they first appear, with their first
/// letter in upper case. Lists, objects and nulls inside a row are left out, and so are the keys
/// `id`, `type` and `etag`, which a query can show under another name. The values of a list have
/// the heads `Column1`, `Column2` …, one that stands alone has `Result`.
struct TextTable {
  private static let hiddenKeys: Set<String> = ["id", "type", "etag"]

  /// Spaces that a column is at least wider than its head.
  private static let headMargin = 2

  private var heads: [String] = []
  private var rows: [[String: String]] = []

  init(_ value: JSONValue) {
    for row in OutputFormats.rows(of: value) {
      var cells: [String: String] = [:]
      for (head, text) in Self.cells(of: row) {
        if cells.updateValue(text, forKey: head) == nil, !heads.contains(head) {
          heads.append(head)
        }
      }
      rows.append(cells)
    }
  }

  /// Whole lines; an empty one where no row has a value to show.
  var text: String {
    if heads.isEmpty { return "\n" }
    let widths = heads.map { head in
      rows.reduce(head.count + Self.headMargin) { max($0, $1[head]?.count ?? 0) }
    }
    let dashes = widths.map { String(repeating: "-", count: $0) }
    let lines = [heads, dashes] + rows.map { row in heads.map { row[$0] ?? "" } }
    return lines.map { Self.line($0, widths: widths) + "\n" }.joined()
  }

  private static func line(_ cells: [String], widths: [Int]) -> String {
    var line = ""
    for (cell, width) in zip(cells, widths) {
      line += cell + String(repeating: " ", count: width - cell.count + 2)
    }
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func cells(of row: JSONValue) -> [(head: String, text: String)] {
    switch row {
    case .object(let members):
      members.compactMap { key, value in
        guard !hiddenKeys.contains(key), value.isScalar else { return nil }
        return (key.prefix(1).uppercased() + key.dropFirst(), cell(value))
      }
    case .array(let values):
      values.enumerated().map { ("Column\($0.offset + 1)", cell($0.element)) }
    default: [("Result", cell(row))]
    }
  }

  private static func cell(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .bool(let bool): bool ? "True" : "False"
    case .string(let string): visible(string)
    case .integer, .number, .array, .object: visible(JSONTextWriter.compact(value))
    }
  }

  /// One line whatever the text: control characters, which could also drive the terminal, as JSON
  /// escapes them.
  private static func visible(_ text: String) -> String {
    var visible = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": visible += "\\n"
      case "\r": visible += "\\r"
      case "\t": visible += "\\t"
      default:
        if scalar.properties.generalCategory == .control {
          visible += JSONTextWriter.escape(scalar)
        } else {
          visible.unicodeScalars.append(scalar)
        }
      }
    }
    return visible
  }
}

extension JSONValue {
  /// Whether a table has room for it.
  fileprivate var isScalar: Bool {
    switch self {
    case .bool, .integer, .number, .string: true
    case .null, .array, .object: false
    }
  }
}

/// Writes JSON as the Azure CLI does: two spaces, `"key": value`, no escaping beyond what JSON
/// asks.
struct JSONTextWriter {
  /// The escape sequences around each kind of word; empty ones where nothing is coloured.
  struct Colors {
    var key = ""
    var string = ""
    var scalar = ""
    var reset = ""

    static let none = Colors()
    static let terminal = Colors(
      key: "\u{1B}[94m", string: "\u{1B}[33m", scalar: "\u{1B}[36m", reset: "\u{1B}[39m")
  }

  private let colors: Colors
  private let isCompact: Bool
  private var text = ""

  private init(colors: Colors, isCompact: Bool) {
    self.colors = colors
    self.isCompact = isCompact
  }

  /// Many lines, without the last line's end.
  static func lines(of value: JSONValue, colors: Colors = .none) -> String {
    var writer = JSONTextWriter(colors: colors, isCompact: false)
    writer.write(value, indent: 0)
    return writer.text
  }

  /// One line without spaces.
  static func compact(_ value: JSONValue) -> String {
    var writer = JSONTextWriter(colors: .none, isCompact: true)
    writer.write(value, indent: 0)
    return writer.text
  }

  private mutating func write(_ value: JSONValue, indent: Int) {
    switch value {
    case .null: append("null", colors.scalar)
    case .bool(let bool): append(bool ? "true" : "false", colors.scalar)
    case .integer(let integer): append("\(integer)", colors.scalar)
    case .number(let number): append("\(number)", colors.scalar)
    case .string(let string): append(Self.quoted(string), colors.string)
    case .array(let elements):
      writeItems(elements, between: "[", "]", indent: indent) { writer, element in
        writer.write(element, indent: indent + 1)
      }
    case .object(let members):
      writeItems(Array(members), between: "{", "}", indent: indent) { writer, member in
        writer.append(Self.quoted(member.key), writer.colors.key)
        writer.text += writer.isCompact ? ":" : ": "
        writer.write(member.value, indent: indent + 1)
      }
    }
  }

  private mutating func writeItems<Item>(
    _ items: [Item], between open: String, _ close: String, indent: Int,
    write: (inout JSONTextWriter, Item) -> Void
  ) {
    text += open
    for (index, item) in items.enumerated() {
      if index > 0 { text += "," }
      breakLine(indent: indent + 1)
      write(&self, item)
    }
    if !items.isEmpty { breakLine(indent: indent) }
    text += close
  }

  private mutating func breakLine(indent: Int) {
    if isCompact { return }
    text += "\n" + String(repeating: "  ", count: indent)
  }

  private mutating func append(_ word: String, _ color: String) {
    text += color + word + (color.isEmpty ? "" : colors.reset)
  }

  /// A JSON string: quotes, backslashes and control characters escaped, all else as it is.
  static func quoted(_ string: String) -> String {
    var quoted = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\u{08}": quoted += "\\b"
      case "\u{0C}": quoted += "\\f"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{00}"..."\u{1F}": quoted += escape(scalar)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// `\u` and four hexadecimal digits, for scalars below U+10000.
  static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

import Foundation

/// The beginning of a file as lines: of the kind that shows most of it.
package struct PreviewText: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case text, json = "JSON", csv = "CSV", mlmodel = "MLflow model", binary, empty
  }

  package var kind: Kind
  package var lines: [String]
  /// Of the whole file.
  package var bytes: Int
  /// Whether there is more than is shown.
  package var isCut: Bool
  package var sha256: String

  /// A CSV column is not shown wider.
  private static let widestColumn = 24

  package init(_ preview: ArtifactPreview, name: String) {
    bytes = preview.bytes
    sha256 = preview.sha256
    isCut = preview.bytes > preview.head.count
    guard !preview.head.isEmpty else {
      (kind, lines) = (.empty, [])
      return
    }
    guard let text = Self.text(preview.head, isCut: isCut) else {
      (kind, lines) = (.binary, Self.hexadecimal(preview.head))
      return
    }
    let lowered = name.lowercased()
    if name == "MLmodel" {
      (kind, lines) = (.mlmodel, Self.summary(ofMLmodel: text) + [""] + Self.lines(text))
    } else if !isCut, let pretty = Self.prettyJSON(preview.head) {
      (kind, lines) = (.json, Self.lines(pretty))
    } else if lowered.hasSuffix(".json") {
      (kind, lines) = (.json, Self.lines(text))
    } else if lowered.hasSuffix(".csv") || lowered.hasSuffix(".tsv") {
      let separator: Character = lowered.hasSuffix(".tsv") ? "\t" : ","
      (kind, lines) = (.csv, Self.table(text, separator: separator, isCut: isCut))
    } else {
      (kind, lines) = (.text, Self.lines(text))
    }
  }

  /// UTF-8 without controls other than white space; nil for anything else.
  private static func text(_ head: [UInt8], isCut: Bool) -> String? {
    let isPlain = head.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }
    guard isPlain else { return nil }
    // A cut may go through a character, which has four bytes at most.
    for dropped in 0...(isCut ? min(3, head.count) : 0) {
      if let text = String(validating: head.dropLast(dropped), as: UTF8.self) { return text }
    }
    return nil
  }

  private static func lines(_ text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func prettyJSON(_ bytes: [UInt8]) -> String? {
    guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)),
      let pretty = try? JSONSerialization.data(
        withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    else { return nil }
    return String(decoding: pretty, as: UTF8.self)
  }

  /// `00000010  89 50 4e 47 0d 0a 1a 0a  .PNG....`
  private static func hexadecimal(_ bytes: [UInt8]) -> [String] {
    stride(from: 0, to: min(bytes.count, 1024), by: 16).map { start in
      let row = bytes[start..<min(start + 16, bytes.count)]
      let digits = row.map { padded(String($0, radix: 16), to: 2) }.joined(separator: " ")
      let signs = row.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "." }
      let gap = String(repeating: " ", count: 47 - digits.count)
      return padded(String(start, radix: 16), to: 8) + "  " + digits + gap + "  " + signs.joined()
    }
  }

  private static func padded(_ digits: String, to width: Int) -> String {
    String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Columns under each other. Quotes are taken off fields that have them; a line feed inside a
  /// field is not expected in a glance.
  private static func table(_ text: String, separator: Character, isCut: Bool) -> [String] {
    var rows = lines(text).map { fields($0, separator: separator) }
    // The last line of a cut file is half a line.
    if isCut, rows.count > 1 { rows.removeLast() }
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      min(widestColumn, rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0)
    }
    return rows.map { row in
      row.enumerated().map { column, field in
        let text = String(field.prefix(widths[column]))
        return text + String(repeating: " ", count: widths[column] - text.count)
      }.joined(separator: "  ")
    }
  }

  private static func fields(_ line: String, separator: Character) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line where character != "\r" {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == separator, !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  /// What an `MLmodel` file says of its model (MLflow's "MLmodel file" format): flavours and the
  /// plain values at its top.
  private static func summary(ofMLmodel text: String) -> [String] {
    var flavors: [String] = []
    var values: [String] = []
    var section = ""
    for line in lines(text) where line.contains(":") {
      let indent = line.prefix { $0 == " " }.count
      let key = String(line.dropFirst(indent).prefix { $0 != ":" })
      let value = String(line.dropFirst(indent + key.count + 1)).trimmed
      if indent == 0 {
        section = key
        if !value.isEmpty { values.append("\(key)  \(value)") }
      } else if indent == 2, section == "flavors" {
        flavors.append(key)
      } else if indent == 2, section == "signature", !value.isEmpty {
        values.append("\(key)  \(value)")
      }
    }
    return ["flavors  \(flavors.joined(separator: ", "))"] + values
  }
}

import BatchEndpoints
import Foundation

extension FilePreview {
  /// UTF-8 without controls other than white space, as what its name or content says; nil for
  /// anything else.
  static func text(_ file: PreviewFile, _ head: [UInt8], name: String) throws -> FilePreview? {
    guard !head.isEmpty else { return FilePreview(kind: "empty", bytes: file.bytes) }
    let isCut = file.bytes > head.count
    guard let text = TextPreview.text(head, isCut: isCut) else { return nil }
    var preview = FilePreview(kind: "text", isCut: isCut, bytes: file.bytes)
    if name == "mlmodel", let model = MLmodelFile(head) {
      preview.kind = "MLflow model"
      preview.facts = model.facts
      preview.lines = TextPreview.lines(text)
    } else if !isCut, let pretty = TextPreview.prettyJSON(head) {
      preview.kind = "JSON"
      preview.lines = TextPreview.lines(pretty)
    } else if name.hasSuffix(".json") {
      preview.kind = "JSON"
      preview.lines = TextPreview.lines(text)
    } else if name.hasSuffix(".csv") || name.hasSuffix(".tsv") {
      preview.kind = name.hasSuffix(".tsv") ? "TSV" : "CSV"
      preview.lines = TextPreview.table(
        text, separator: name.hasSuffix(".tsv") ? "\t" : ",", isCut: isCut)
    } else {
      preview.lines = TextPreview.lines(text)
    }
    return preview
  }
}

/// Bytes as lines that can be read.
enum TextPreview {
  /// Bytes of a file that are shown in hexadecimal.
  static let hexBytes = 4096
  /// A column of a table is not shown wider.
  private static let widestColumn = 32
  /// Rows of a table.
  private static let mostRows = 500

  static func text(_ head: [UInt8], isCut: Bool) -> String? {
    let isPlain = head.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }
    guard isPlain else { return nil }
    // A cut may go through a character, which has four bytes at most.
    for dropped in 0...(isCut ? min(3, head.count) : 0) {
      if let text = String(validating: head.dropLast(dropped), as: UTF8.self) { return text }
    }
    return nil
  }

  static func lines(_ text: String) -> [String] {
    // A line feed after a carriage return is one character with it.
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
      .map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  static func prettyJSON(_ bytes: [UInt8]) -> String? {
    // Arrays and objects alone: a number or a word in a file is text.
    guard let first = bytes.first(where: { !(0x09...0x0D).contains($0) && $0 != 0x20 }),
      first == UInt8(ascii: "{") || first == UInt8(ascii: "["), depth(of: bytes) <= deepest,
      let object = try? JSONSerialization.jsonObject(with: Data(bytes)),
      let pretty = try? JSONSerialization.data(
        withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    else { return nil }
    return String(decoding: pretty, as: UTF8.self)
  }

  /// Deeper than this nothing is read as JSON: readers call themselves for each level.
  private static let deepest = 100

  /// Brackets open at once at most, those in strings counted too.
  static func depth(of bytes: [UInt8]) -> Int {
    var (depth, most) = (0, 0)
    for byte in bytes {
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
      if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
      most = max(most, depth)
    }
    return most
  }

  /// `00000010  8950 4e47 0d0a 1a0a  .PNG....`: 67 columns, so that they fit beside a list of files.
  static func hexadecimal(_ bytes: [UInt8]) -> [String] {
    stride(from: 0, to: min(bytes.count, hexBytes), by: 16).map { start in
      let row = bytes[start..<min(start + 16, bytes.count)]
      let digits = row.enumerated().map { column, byte in
        (column > 0 && column % 2 == 0 ? " " : "") + padded(String(byte, radix: 16), to: 2)
      }.joined()
      let signs = row.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "." }
      let gap = String(repeating: " ", count: 39 - digits.count)
      return padded(String(start, radix: 16), to: 8) + "  " + digits + gap + "  " + signs.joined()
    }
  }

  private static func padded(_ digits: String, to width: Int) -> String {
    String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Columns under each other. Quotes are taken off fields that have them; a line feed inside a
  /// field is not expected in a glance.
  static func table(_ text: String, separator: Character, isCut: Bool) -> [String] {
    var rows = lines(text).prefix(mostRows).map { fields($0, separator: separator) }
    // The last line of a cut file is half a line.
    if isCut, rows.count > 1, rows.count < mostRows { rows.removeLast() }
    var widths: [Int] = []
    for row in rows {
      for (column, field) in row.enumerated() {
        let width = min(widestColumn, field.count)
        if column < widths.count {
          widths[column] = max(widths[column], width)
        } else {
          widths.append(width)
        }
      }
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
    for character in line {
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
}

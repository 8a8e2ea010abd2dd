import Foundation
import OutputFormats

/// Text on its way out, handed on in pieces: what is printed may be longer than memory.
struct BufferedText {
  /// UTF-8 bytes.
  private static let pieceLength = 64 * 1024

  private var text = ""
  private let out: (String) throws -> Void

  init(_ out: @escaping (String) throws -> Void) { self.out = out }

  mutating func write(_ more: String) throws {
    text += more
    if text.utf8.count >= Self.pieceLength { try flush() }
  }

  mutating func flush() throws {
    if !text.isEmpty { try out(text) }
    text = ""
  }

  /// Writes a list as `render` does, one element after the other.
  mutating func write<Element: Encodable>(
    list forEach: ((Element) throws -> Void) throws -> Void, format: Format
  ) throws {
    let isJSON = format == .json || format == .jsonc
    var isFirst = true
    try forEach { element in
      let value = try JSONValue(encoding: element)
      guard isJSON else { return try write(render(.array([value]), format: format)) }
      try write(isFirst ? "[" : ",")
      for line in try render(value, format: format).split(separator: "\n") {
        try write("\n  " + line)
      }
      isFirst = false
    }
    if isJSON { try write(isFirst ? "[]\n" : "\n]\n") }
  }
}

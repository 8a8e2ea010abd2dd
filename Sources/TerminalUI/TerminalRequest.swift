/// What a terminal can do besides showing cells. A request is a value; `Terminal.send` carries it
/// out, and a terminal that does not know it does nothing.
package enum TerminalRequest: Hashable, Sendable {
  /// Puts text into the clipboard, also over ssh (OSC 52).
  case copy(String)
  /// Shows a notification where the terminal can (OSC 9) and rings the bell.
  case notify(String)
  case bell
  /// Names the window (OSC 2); the name before comes back when the terminal is closed.
  case title(String)

  /// Bytes of text that every terminal with OSC 52 takes: xterm's limit of 100 000, less what
  /// base64 adds and some room.
  package static let maximumCopyBytes = 74_000

  /// Columns of a notification or a title.
  private static let maximumColumns = 200

  /// Whether `copy` can carry a text; a longer one needs a file.
  package static func canCopy(_ text: String) -> Bool { text.utf8.count <= maximumCopyBytes }

  /// The bytes to send; nil for a title, which is kept, and for a text that is too long.
  ///
  /// tmux hands a copy on only as its settings `set-clipboard` or `allow-passthrough` say, so it
  /// gets both forms.
  func sequence(isInTmux: Bool) -> String? {
    switch self {
    case .copy(let text):
      guard Self.canCopy(text) else { return nil }
      let copy = "\u{1B}]52;c;\(base64(text.utf8))\u{1B}\\"
      guard isInTmux else { return copy }
      return copy + "\u{1B}Ptmux;\(copy.replacing("\u{1B}", with: "\u{1B}\u{1B}"))\u{1B}\\"
    case .notify(let text):
      // ConEmu and Windows Terminal take numbers and semicolons for commands of their own.
      let line = Self.line(text).replacing(";", with: ",")
      return line.isEmpty ? "\u{7}" : "\u{1B}]9;\(line)\u{1B}\\\u{7}"
    case .bell:
      return "\u{7}"
    case .title:
      return nil
    }
  }

  /// A text without anything that could end the sequence it is put into.
  static func line(_ text: String) -> String {
    TextWidth.truncate(text, to: maximumColumns)
  }
}

/// RFC 4648, section 4.
private func base64(_ bytes: String.UTF8View) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var encoded: [UInt8] = []
  encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
  var group: UInt32 = 0
  var held = 0
  func digit(_ place: UInt32) -> UInt8 { alphabet[Int(group >> place & 0x3F)] }
  for byte in bytes {
    group = group << 8 | UInt32(byte)
    held += 1
    guard held == 3 else { continue }
    encoded += [digit(18), digit(12), digit(6), digit(0)]
    (group, held) = (0, 0)
  }
  if held > 0 {
    group <<= 8 * UInt32(3 - held)
    encoded += [digit(18), digit(12), held == 2 ? digit(6) : 0x3D, 0x3D]
  }
  return String(decoding: encoded, as: UTF8.self)
}

import Glibc

/// Asking a terminal for the colour of its background (xterm's OSC 11), to choose between a dark
/// and a light theme.
package enum TerminalBackground {
  /// What a terminal said, and what was typed meanwhile.
  package struct Answer: Hashable, Sendable {
    /// 0xRRGGBB; nil when it did not say.
    package var rgb: UInt32?
    package var typed: [KeyPress]

    package init(rgb: UInt32? = nil, typed: [KeyPress] = []) {
      self.rgb = rgb
      self.typed = typed
    }
  }

  /// A terminal that is far away gets no theme of its own.
  package static let patience = Duration.milliseconds(100)

  /// The question, and one that every terminal answers (DA1), so that none has to be waited for.
  private static let question = "\u{1B}]11;?\u{1B}\\\u{1B}[c"

  /// Terminals that print what they do not know, or are known not to answer.
  package static func isAskable(environment: [String: String]) -> Bool {
    let term = environment["TERM"] ?? ""
    let mute = ["dumb", "linux", "unknown", "cons", "vt", "sun", "eterm"]
    return !term.isEmpty && !mute.contains { term.hasPrefix($0) }
  }

  /// Asks the terminal, which must be in raw mode, and waits for `patience` at most.
  package static func ask(
    input: CInt = STDIN_FILENO, output: CInt = STDOUT_FILENO, patience: Duration = patience
  ) -> Answer {
    let bytes = Array(question.utf8)
    guard write(output, bytes, bytes.count) == bytes.count else { return Answer() }
    let deadline = ContinuousClock.now + patience
    var replies = TerminalReplies()
    while !replies.areComplete {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0, replies.count < TerminalReplies.maximumBytes else { break }
      var ready = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, CInt(left.rounded(.up))) > 0 else { continue }
      // One at a time: what comes after the replies is for the keyboard's reader.
      var byte: UInt8 = 0
      guard read(input, &byte, 1) == 1 else { break }
      replies.take(byte)
    }
    return Answer(rgb: replies.background, typed: replies.typed)
  }

  /// Which themes suit a background.
  package static func variant(of rgb: UInt32) -> Theme.Variant {
    contrast(rgb, 0xFFFFFF) > contrast(rgb, 0) ? .dark : .light
  }

  /// What `COLORFGBG`, set by rxvt, Konsole and others, tells: its last field is an ANSI colour.
  package static func variant(environment: [String: String]) -> Theme.Variant? {
    let fields = environment["COLORFGBG"]?.split(separator: ";") ?? []
    guard fields.count >= 2, let color = fields.last.flatMap({ Int($0) }) else { return nil }
    return switch color {
    case 0...6, 8: .dark
    case 7, 9...15: .light
    default: nil
    }
  }
}

/// Takes replies out of what a terminal sends, byte by byte.
struct TerminalReplies {
  static let maximumBytes = 4096

  private enum State {
    case text
    case escape
    /// CSI: parameters up to a final byte.
    case control
    /// OSC, DCS and their like: text up to BEL or ST.
    case string(String)
    case stringEscape(String)
  }

  private(set) var background: UInt32?
  private(set) var typed: [KeyPress] = []
  /// Whether DA1 was answered, before which the colour would have come.
  private(set) var areComplete = false
  private(set) var count = 0
  private var state = State.text
  private var parameters = ""
  private var character: [UInt8] = []

  mutating func take(_ byte: UInt8) {
    count += 1
    switch state {
    case .text:
      if byte == 0x1B { state = .escape } else { takeKey(byte) }
    case .escape:
      switch byte {
      case UInt8(ascii: "["): (state, parameters) = (.control, "")
      case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"): state = .string("")
      case 0x1B: break
      default: state = .text
      }
    case .control:
      if byte >= 0x40 {
        areComplete = byte == UInt8(ascii: "c") && parameters.hasPrefix("?")
        state = .text
      } else {
        parameters.unicodeScalars.append(Unicode.Scalar(byte))
      }
    case .string(let text):
      switch byte {
      case 0x07: end(text)
      case 0x1B: state = .stringEscape(text)
      default: state = .string(text + String(Unicode.Scalar(byte)))
      }
    case .stringEscape(let text):
      end(text)
    }
  }

  private mutating func end(_ text: String) {
    state = .text
    if text.hasPrefix("11;") { background = Self.rgb(text.dropFirst(3)) ?? background }
  }

  /// XParseColor's `rgb:R/G/B` with one to four digits each, also `rgba:`, or `#RRGGBB`.
  static func rgb(_ text: Substring) -> UInt32? {
    if text.first == "#" { return text.count == 7 ? UInt32(text.dropFirst(), radix: 16) : nil }
    guard text.hasPrefix("rgb:") || text.hasPrefix("rgba:"), let colon = text.firstIndex(of: ":")
    else { return nil }
    let fields = text[text.index(after: colon)...].split(
      separator: "/", omittingEmptySubsequences: false)
    guard fields.count >= 3 else { return nil }
    var rgb: UInt32 = 0
    for field in fields.prefix(3) {
      guard (1...4).contains(field.utf8.count), let value = UInt32(field, radix: 16) else {
        return nil
      }
      let largest: UInt32 = (1 << (4 * UInt32(field.utf8.count))) - 1
      rgb = rgb << 8 | (value * 255 + largest / 2) / largest
    }
    return rgb
  }

  /// Plain keys only: no more can be struck in a tenth of a second on purpose.
  private mutating func takeKey(_ byte: UInt8) {
    switch byte {
    case 0x0D: typed.append(KeyPress(.enter))
    case 0x09: typed.append(KeyPress(.tab))
    case 0x08, 0x7F: typed.append(KeyPress(.backspace))
    case 0x01...0x1A:
      typed.append(KeyPress(.character(Character(Unicode.Scalar(byte + 0x60))), control: true))
    case 0x20...:
      character.append(byte)
      if let text = String(validating: character, as: UTF8.self), let key = text.first {
        typed.append(KeyPress(.character(key)))
        character = []
      } else if character.count == 4 {
        character = []
      }
    default: break
    }
  }
}

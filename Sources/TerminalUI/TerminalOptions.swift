/// What the operator may choose about the terminal.
package struct TerminalOptions: Hashable, Sendable {
  package enum ColorChoice: Hashable, Sendable {
    /// `NO_COLOR`, then `COLORTERM`, then what is known of `TERM`.
    case automatic
    /// This depth, or the most that the terminal has.
    case depth(ColorDepth)
  }

  package enum ASCIIChoice: Hashable, Sendable {
    /// ASCII chrome unless the locale is UTF-8.
    case automatic
    case on
    case off
  }

  package var mouse: Bool
  package var color: ColorChoice
  package var ascii: ASCIIChoice
  /// How long a lone escape byte waits for the rest of a key. Slow links want more.
  package var escapeDelay: Duration
  /// Whether the terminal is asked for its background, for themes that come as a pair.
  package var asksBackground: Bool

  package init(
    mouse: Bool = true, color: ColorChoice = .automatic, ascii: ASCIIChoice = .automatic,
    escapeDelay: Duration = .milliseconds(25), asksBackground: Bool = false
  ) {
    self.mouse = mouse
    self.color = color
    self.ascii = ascii
    self.escapeDelay = escapeDelay
    self.asksBackground = asksBackground
  }

  /// The depth to aim at; nil leaves it to what is known of the terminal.
  ///
  /// Sources: no-color.org (set and not empty); `COLORTERM` is `truecolor` or `24bit`.
  package func wantedDepth(environment: [String: String]) -> ColorDepth? {
    if case .depth(let depth) = color { return depth }
    if let value = environment["NO_COLOR"], !value.isEmpty { return .mono }
    guard ["truecolor", "24bit"].contains(environment["COLORTERM"]) else { return nil }
    // Inherited by programs between the terminal and us that know no such colours.
    let term = environment["TERM"] ?? ""
    let isScreen = term.hasPrefix("screen") && environment["TMUX"] == nil
    return isScreen || term == "linux" ? nil : .trueColor
  }

  /// The glyphs that suit the terminal.
  package func glyphs(isUTF8: Bool, environment: [String: String]) -> Glyphs {
    let isASCII =
      switch ascii {
      case .on: true
      case .off: false
      case .automatic: !isUTF8
      }
    guard !isASCII else { return .ascii }
    var glyphs = Glyphs.unicode
    // The console's fonts have blocks, but no braille.
    if environment["TERM"] == "linux" { glyphs.hasBraille = false }
    return glyphs
  }
}

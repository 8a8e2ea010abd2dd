import TerminalUI
import Testing

extension Theme {
  static let night = Theme(
    name: "night", variant: .dark,
    palette: [
      0x14191F, 0x1F2730, 0x2E3B48, 0x71808E, 0x9AA8B5, 0xC8D2DA, 0xDDE5EA, 0xF2F6F8,
      0xE5707A, 0xE0975A, 0xE3C26B, 0x85C47C, 0x62C1C4, 0x6FA8EC, 0xB892E6, 0x8A6A4F,
    ])

  static let day = Theme(
    name: "day", variant: .light,
    palette: [
      0xFBFAF7, 0xE6E4DE, 0xCFDAE6, 0x6C7781, 0x56616B, 0x2B333B, 0x1C2329, 0x0F1418,
      0xB3303C, 0x9A4F0B, 0x795B00, 0x2F7132, 0x0F6A74, 0x1F5FAE, 0x7A3FAE, 0x7A5230,
    ])
}

@Suite struct ThemeTests {
  @Test("24-bit colours pass unchanged, on the terminal's own background")
  func trueColor() {
    let style = Theme.night.resolve(.role(.running), depth: .trueColor)
    #expect(style == ResolvedStyle(foreground: .rgb(0x6FA8EC)))
    #expect(Theme.night.resolve(Style(), depth: .trueColor) == ResolvedStyle())
  }

  @Test("256 colours take the nearest of the cube and the greys, never the user's sixteen")
  func palette256() {
    for theme in [Theme.night, .day] {
      for role in Role.allCases {
        let style = theme.resolve(.role(role).selected(), depth: .palette256)
        for color in [style.foreground, style.background] {
          guard case .palette(let index) = color else { continue }
          #expect(index >= 16)
        }
      }
    }
  }

  @Test(
    "an exact colour of the cube is found again",
    arguments: [(0xFF0000, 196), (0x5F87AF, 67), (0x808080, 244), (0xFFFFFF, 231)])
  func nearest(rgb: UInt32, index: UInt8) {
    let palette = [0] + Array(repeating: rgb, count: 15)
    let theme = Theme(name: "flat", variant: .dark, palette: palette)
    #expect(theme.resolve(.role(.error), depth: .palette256).foreground == .palette(index))
  }

  @Test(
    "sixteen colours follow base16's slots, not the nearest shade",
    arguments: [
      (Role.error, UInt8(1)), (.ok, 2), (.warning, 3), (.running, 12), (.retrying, 9),
      (.throughput, 6), (.muted, 8),
    ])
  func ansi(role: Role, slot: UInt8) {
    #expect(Theme.night.resolve(.role(role), depth: .ansi16).foreground == .palette(slot))
  }

  @Test("the terminal's own theme uses its sixteen colours at any depth")
  func terminal() {
    for depth in [ColorDepth.ansi16, .palette256, .trueColor] {
      #expect(Theme.terminal.resolve(.role(.error), depth: depth).foreground == .palette(1))
      #expect(Theme.terminal.resolve(Style().selected(), depth: depth).reverse)
    }
  }

  @Test("without colour the roles that must stand out do so by emphasis")
  func mono() {
    for theme in [Theme.night, .day, .terminal, .mono] {
      func resolve(_ style: Style) -> ResolvedStyle { theme.resolve(style, depth: .mono) }
      #expect(resolve(.role(.error)) == ResolvedStyle(bold: true))
      #expect(resolve(.role(.warning)) == ResolvedStyle(underline: true))
      #expect(resolve(.role(.match)) == ResolvedStyle(reverse: true))
      #expect(resolve(Style().selected()) == ResolvedStyle(reverse: true))
      for role in Role.allCases {
        #expect(resolve(.role(role)).foreground == .terminalDefault)
        #expect(resolve(.role(role)).background == .terminalDefault)
      }
    }
    #expect(Theme.mono.resolve(.role(.error), depth: .trueColor) == ResolvedStyle(bold: true))
  }

  @Test("a selected line keeps its colours on one background, and its text can be read")
  func selection() {
    let plain = Theme.night.resolve(Style().selected(), depth: .trueColor)
    #expect(
      plain == ResolvedStyle(foreground: .rgb(0xC8D2DA), background: .rgb(0x2E3B48), bold: true))
    let error = Theme.night.resolve(.role(.error).selected(), depth: .trueColor)
    #expect(error.foreground == .rgb(0xE5707A))
    #expect(error.background == .rgb(0x2E3B48))
  }

  @Test("every colour of text stands off its background", arguments: [Theme.night, .day])
  func contrasts(theme: Theme) throws {
    let palette = try #require(theme.palette)
    try #require(palette.count == 16)
    for role in Role.allCases {
      let paint = theme.paint(role)
      guard case .base(let slot) = paint.foreground else { continue }
      var background = palette[0]
      if case .base(let slot) = paint.background { background = palette[slot] }
      // WCAG 2: 4.5 for text; 3 for what is quiet on purpose or no text at all.
      let isQuiet = [.muted, .cancelled, .border, .progress].contains(role)
      #expect(contrast(palette[slot], background) >= (isQuiet ? 3 : 4.5), "\(role)")
    }
    for slot in [0x5, 0x8, 0xA, 0xB, 0xC, 0xD] {
      #expect(contrast(palette[slot], palette[2]) >= 3, "base0\(slot) when selected")
    }
  }

  @Test("a theme with a background of its own paints it everywhere, with its own text on it")
  func background() {
    var theme = Theme.night
    theme.background = .base(0x0)
    let plain = theme.resolve(Style(), depth: .trueColor)
    #expect(plain == ResolvedStyle(foreground: .rgb(0xC8D2DA), background: .rgb(0x14191F)))
    #expect(theme.resolve(.role(.progress), depth: .trueColor).background == .rgb(0x1F2730))
    #expect(theme.resolve(Style().selected(), depth: .trueColor).background == .rgb(0x2E3B48))
    #expect(theme.resolve(Style(), depth: .ansi16) == ResolvedStyle())
  }

  @Test("a colour that cannot be read moves towards the text's until it can")
  func legible() throws {
    var theme = Theme.night
    theme.palette?[0x8] = 0x400000
    let found = try #require(theme.contrast(of: .error))
    #expect(!found.isEnough)
    #expect(found.shownRatio >= 4.5)
    #expect(theme.resolve(.role(.error), depth: .trueColor).foreground == .rgb(found.shown))
    // Where text and background are one, black or white is left.
    theme.palette = Array(repeating: 0x202020, count: 16)
    #expect(try #require(theme.contrast(of: .error)).shownRatio >= 4.5)
    #expect(Theme.terminal.contrast(of: .error) == nil)
  }
}

@Suite struct TerminalOptionsTests {
  @Test(
    "the depth follows the choice, then NO_COLOR, then COLORTERM",
    arguments: [
      ([:], nil), (["COLORTERM": "truecolor"], ColorDepth.trueColor),
      (["COLORTERM": "24bit"], .trueColor), (["COLORTERM": "yes"], nil),
      (["COLORTERM": "truecolor", "NO_COLOR": "1"], .mono), (["NO_COLOR": ""], nil),
      (["COLORTERM": "truecolor", "TERM": "screen"], nil),
      (["COLORTERM": "truecolor", "TERM": "screen", "TMUX": "/tmp/t"], .trueColor),
      (["COLORTERM": "truecolor", "TERM": "linux"], nil),
    ] as [([String: String], ColorDepth?)])
  func depth(environment: [String: String], expected: ColorDepth?) {
    #expect(TerminalOptions().wantedDepth(environment: environment) == expected)
    #expect(
      TerminalOptions(color: .depth(.ansi16)).wantedDepth(environment: environment) == .ansi16)
  }

  @Test("chrome is ASCII outside UTF-8 unless asked for otherwise")
  func glyphs() {
    func glyphs(_ ascii: TerminalOptions.ASCIIChoice, _ isUTF8: Bool, term: String) -> Glyphs {
      TerminalOptions(ascii: ascii).glyphs(isUTF8: isUTF8, environment: ["TERM": term])
    }
    #expect(glyphs(.automatic, true, term: "xterm") == .unicode)
    #expect(glyphs(.automatic, false, term: "xterm") == .ascii)
    #expect(glyphs(.off, false, term: "xterm") == .unicode)
    #expect(glyphs(.on, true, term: "xterm") == .ascii)
    #expect(!glyphs(.automatic, true, term: "linux").hasBraille)
  }
}

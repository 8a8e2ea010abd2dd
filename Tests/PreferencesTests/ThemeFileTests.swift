import BatchEndpoints
import Preferences
import TerminalUI
import Testing

@Suite struct ThemeFileTests {
  private static let colors = (0..<16).map { slot in
    "  base0\(String(slot, radix: 16, uppercase: true)): \(slot < 5 ? "000000" : "f0f0f0")\n"
  }
  private static let palette = "palette:\n" + colors.joined()

  private func read(_ text: String) throws -> ThemeFile {
    try ThemeFile(text.utf8, name: "test", file: "test.yaml")
  }

  /// What is wrong with the text, one line each.
  private func report(_ text: String) -> String {
    do {
      return try read(text).warnings.map(\.description).joined(separator: "\n")
    } catch {
      return "\(error)"
    }
  }

  @Test("a published scheme needs nothing added")
  func plain() throws {
    let file = try read("system: base16\nname: Some Night\nauthor: A. N.\n\(Self.palette)")
    #expect(file.title == "Some Night")
    #expect(file.author == "A. N.")
    #expect(file.theme.name == "test")
    #expect(file.theme.variant == .dark)
    #expect(file.theme.palette?.count == 16)
    #expect(file.theme.paints.isEmpty)
  }

  @Test("the older form has its colours at the top, and # and lower case are as good")
  func legacy() throws {
    let colors = Self.colors.map {
      $0.dropFirst(2).lowercased().replacing(": ", with: ": \"#").replacing("\n", with: "\"\n")
    }
    let file = try read("scheme: Old\nauthor: A. N.\n" + colors.joined())
    #expect(file.title == "Old")
    #expect(
      file.theme.palette == Array(repeating: 0, count: 5) + Array(repeating: 0xF0F0F0, count: 11))
  }

  @Test("base24 has its bright colours; base16 has the plain ones in their place")
  func base24() throws {
    let bright = (0x10...0x17).map {
      "  base\(String($0, radix: 16)): 0000\(String($0, radix: 16))\n"
    }
    let roles = "roles:\n  error: base12\n"
    let full = try read("system: base24\n" + Self.palette + bright.joined() + roles).theme
    #expect(full.palette?.count == 24)
    #expect(full.rgb(0x12) == 0x000012)
    let plain = try read(Self.palette + roles).theme
    #expect(plain.rgb(0x12) == plain.rgb(0x8))
    #expect(plain.paint(.error).foreground == .base(0x12))
    #expect(plain.resolve(.role(.error), depth: .ansi16).foreground == .palette(9))
  }

  @Test("published files are read as they are: comments, quotes or none, any order")
  func published() throws {
    let night = [
      "090300", "090300", "5c5855", "6e6a68", "807d7b", "928f8e", "a5a2a2", "f7f7f7", "db2d20",
      "fded02", "807d7c", "01a252", "b5e4f4", "01a0e4", "1e1016", "6d1610",
    ]
    let lines = night.enumerated().map { slot, rgb in
      let value = slot % 3 == 0 ? "\"#\(rgb)\"  # a note: here" : slot % 3 == 1 ? "'\(rgb)'" : rgb
      return "  base0\(String(slot, radix: 16, uppercase: true)): \(value)\n"
    }
    let text =
      "---\nsystem: \"base16\"\nslug: x\npalette:\n  # Shades\n" + lines.reversed().joined()
    #expect(try read(text + "\n# | base00 | 0 |\n").theme.palette?.map(hex) == night)
  }

  @Test("roles change what they name and leave the rest")
  func roles() throws {
    let text = """
      palette: terminal
      roles:
        background: base00
        running: base0E
        match: base00 on base09
        border-focused: bold default
      """
    let theme = try read(text).theme
    #expect(theme.palette == nil)
    #expect(theme.background == .base(0))
    #expect(
      theme.paints == [
        .running: .init(.base(0xE)), .match: .init(.base(0), on: .base(9)),
        .borderFocused: .init(.terminalDefault, bold: true),
      ])
  }

  @Test("a theme without a palette says so in a word")
  func words() throws {
    #expect(try read("palette: none").theme.isMono)
    #expect(try !read("palette: terminal").theme.isMono)
  }

  /// The palette with a line that is another one.
  private static func palette(line old: String, as new: String) -> String {
    palette.replacing(old, with: new)
  }

  /// The palette with nothing that could not be read.
  private static let readable = palette(line: "base03: 000000", as: "base03: f0f0f0")
    .replacing("base04: 000000", with: "base04: f0f0f0")

  private static let texts: [String: String] = [
    "":
      "test.yaml: the palette has no colours; a scheme has base00 to base0F, or in base24 to base17.",
    "- a": "test.yaml: the file must be a map of keys, such as `theme: terminal`.",
    "a: b: c": """
    test.yaml:1:5: a ":" is not expected here; check the indentation, and quote a value that \
    contains ": ".
    """,
    "palette: [1]": "test.yaml:1:10: palette is a list; it must be a map of keys.",
    palette(line: "  base07: f0f0f0\n", as: ""): """
    test.yaml:1:1: the palette has no base07; a scheme has base00 to base0F, or in base24 to base17.
    """,
    palette(line: "base07: f0f0f0", as: "base07: f0f0"): """
    test.yaml:9:11: base07 is "f0f0"; it must be six hexadecimal digits, such as "6fa8ec".
    """,
    palette(line: "base07: f0f0f0", as: "base07: #f0f0f0"): """
    test.yaml:9:3: base07 has no value; write six hexadecimal digits, and quote them when they \
    begin with #.
    """,
    palette(line: "base07: f0f0f0", as: "base07: +f0f0f"): """
    test.yaml:9:11: base07 is "+f0f0f"; it must be six hexadecimal digits, such as "6fa8ec".
    """,
    palette(line: "base07: f0f0f0", as: "base07: f0f0f0\n  base07: 000000"): """
    test.yaml:10:3: "base07" is given twice, first in line 9; remove one.
    """,
    palette(line: "base07: f0f0f0", as: "base07: f0f0f0\n  BASE07: 000000"): """
    test.yaml:10:3: BASE07 is given again, first in line 9; remove one.
    """,
    readable.replacing("base07: f0f0f0", with: "base07: f0f0f0\n  bass07: 000000"): """
    test.yaml:10:3: warning: unknown colour "bass07"; did you mean "base07"?
    """,
    "system: tinted8\npalette: none": """
    test.yaml:1:9: system is "tinted8"; it must be base16 or base24.
    """,
    "variant: dim\npalette: none": """
    test.yaml:1:10: variant is "dim"; it must be dark or light.
    """,
    "palette: none\nroles:\n  runing: base0D": """
    test.yaml:3:3: unknown role "runing"; did you mean "running"?
    """,
    "palette: none\nroles:\n  ok: base99": """
    test.yaml:3:7: ok is "base99"; it must be like "base0D", "base00 on base0A" or "bold default".
    """,
    "palette: none\nroles:\n  ok: base00 on\n  background: bold base00": """
    test.yaml:3:7: ok is "base00 on"; it must be like "base0D", "base00 on base0A" or "bold default".
    test.yaml:4:15: background is "bold base00"; it must be one of base00 to base17, or default.
    """,
  ]

  @Test("what is wrong is said with its place and what to do", arguments: texts.keys.sorted())
  func problems(text: String) {
    #expect(report(text) == Self.texts[text])
  }

  @Test("a colour that cannot be read is moved until it can, and that is said")
  func contrast() throws {
    let text = Self.palette.replacing("base08: f0f0f0", with: "base08: 600000")
    #expect(
      report(text) == """
        test.yaml:5:11: warning: muted has a contrast of 1.0 where 3.0 is needed; it is shown as \
        606060, 3.3.
        test.yaml:5:11: warning: border has a contrast of 1.0 where 3.0 is needed; it is shown as \
        606060, 3.3.
        test.yaml:5:11: warning: cancelled has a contrast of 1.0 where 3.0 is needed; it is shown \
        as 606060, 3.3.
        test.yaml:6:11: warning: queued has a contrast of 1.0 where 4.5 is needed; it is shown as \
        787878, 4.7.
        test.yaml:6:11: warning: header has a contrast of 1.0 where 4.5 is needed; it is shown as \
        787878, 4.7.
        test.yaml:10:11: warning: error has a contrast of 1.4 where 4.5 is needed; it is shown as \
        a87878, 5.6.
        test.yaml:10:11: warning: memory-high has a contrast of 1.4 where 3.0 is needed; it is \
        shown as 8b4848, 3.1.
        """)
    let shown = try read(text).theme.resolve(.role(.muted), depth: .trueColor).foreground
    #expect(shown == .rgb(0x606060))
  }

  @Test("any bytes are read without a trap", arguments: 0..<200)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let pieces = [
      "palette:", "roles:", "\n", "  ", "base00", ": ", "on", "bold", "[", "{", "- ", "&a ", "*a",
      "\"", "#", "ffffff", "\u{0}", "é", "? ", "| ", "terminal", "!!int ", "%", "---\n",
      "background",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0...60, using: &random) {
      text += pieces.randomElement(using: &random) ?? ""
    }
    var bytes = Array(text.utf8)
    if seed % 5 == 0, !bytes.isEmpty { bytes[bytes.count / 2] = 0xFF }
    do {
      _ = try ThemeFile(bytes, name: "random", file: "random.yaml")
    } catch {
      #expect(!error.diagnostics.isEmpty)
      #expect(error.diagnostics.contains { $0.severity == .error })
    }
  }

  @Test("deep nesting and long files are refused in a line")
  func bounds() {
    for nested in ["[", "{a: ", "- ", "? "] {
      let text = String(repeating: nested, count: 60_000 / nested.utf8.count)
      #expect(report(text).split(separator: "\n").count == 1, "\(nested)")
    }
    let stairs = (0..<350).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(report(stairs).hasSuffix(": lists and maps are nested too deeply."))
    #expect(
      report(String(repeating: "a", count: 70_000))
        == "test.yaml: the file is larger than 64 KiB; is it the right one?")
  }
}

/// Small, fast, and the same on every run of a seed (Sebastiano Vigna's SplitMix64).
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

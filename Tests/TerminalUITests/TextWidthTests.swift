import TerminalUI
import Testing

@Suite struct TextWidthTests {
  @Test(
    "a text is as wide as terminals agree it is",
    arguments: [
      ("", 0), ("abc", 3), ("日本", 4), ("한", 2), ("ａ", 2), ("é", 1), ("e\u{301}", 1),
      ("👍", 2), ("❤️", 9), ("👍🏽", 11), ("👩‍💻", 12), ("🇳🇱", 2), ("नि", 2), ("\u{1FAE9}", 2),
      ("soft\u{AD}hyphen", 16), ("\u{1B}[31m", 8), ("\t", 4), ("…", 1), ("⣿", 1), ("▶", 1),
      ("\u{3FFFD}", 2), ("\u{1100}\u{1161}\u{11A8}", 2),
    ])
  func width(text: String, columns: Int) {
    #expect(TextWidth.of(text) == columns)
  }

  @Test(
    "what could harm or confuse a terminal is spelled out or dropped",
    arguments: [
      ("a\u{1B}[2Jb", "a\\x1B[2Jb"), ("bell\u{7}", "bell\\x07"), ("nul\0", "nul\\x00"),
      ("two\nlines\r", "two\\x0Alines\\x0D"), ("del\u{7F}", "del\\x7F"),
      ("csi\u{9B}31m", "csi\\u{9B}31m"), ("a\tb", "a    b"), ("\u{2028}", "\\u{2028}"),
      ("\u{202E}txt.exe", "\\u{202E}txt.exe"), ("zero\u{200B}width", "zero\\u{200B}width"),
      ("\u{FEFF}a\u{AD}b", "\\u{FEFF}a\\u{AD}b"), ("\u{E0041}", "\\u{E0041}"), ("☁️", "☁\\u{FE0F}"),
      ("👍🏽", "👍\\u{1F3FD}"), ("a\u{A0}b", "a\\u{A0}b"), ("3\u{202F}PM", "3\\u{202F}PM"),
      ("a\u{34F}b\u{3164}", "a\\u{34F}b\\u{3164}"), ("日\u{3000}本", "日\u{3000}本"), ("🇳🇱", "NL"),
      ("\u{301}a", "◌\u{301}a"),
      ("e\u{301}\u{302}\u{303}\u{304}", "e\u{301}\u{302}\u{303}"), ("日本.jpg", "日本.jpg"),
      ("\u{FFFF}", "\u{FFFD}"),
    ])
  func sanitised(text: String, shown: String) {
    #expect(TextWidth.sanitised(text) == shown)
    #expect(Array(TextWidth.sanitised(shown).unicodeScalars) == Array(shown.unicodeScalars))
  }

  @Test(
    "what is sanitised once stays as it is, for any code point",
    arguments: [0...0x33FF, 0xA000...0xABFF, 0xD7A0...0xFFFF, 0x1F000...0x1FAFF] as [ClosedRange])
  func sanitisingIsStable(block: ClosedRange<UInt32>) {
    for value in block {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = TextWidth.sanitised("x" + String(Character(scalar)) + "y")
      guard TextWidth.sanitised(text) != text else { continue }
      Issue.record("U+\(String(value, radix: 16)) becomes \(text)")
    }
  }

  @Test(
    "a text is cut where it is told to, with an ellipsis",
    arguments: [
      (TextWidth.Truncation.end, 8, "img/val…"),
      (.start, 8, "…e9c.jpg"),
      (.middle, 8, "im…c.jpg"),
      (.end, 1, "i"),
      (.end, 0, ""),
      (.middle, 99, "img/val/a81fe9c.jpg"),
    ])
  func truncate(truncation: TextWidth.Truncation, columns: Int, expected: String) {
    #expect(TextWidth.truncate("img/val/a81fe9c.jpg", to: columns, at: truncation) == expected)
  }

  @Test("a cut never falls inside a wide character", arguments: 0...9)
  func truncateWide(columns: Int) {
    for truncation in [TextWidth.Truncation.start, .middle, .end] {
      let text = TextWidth.truncate("日本語写", to: columns, at: truncation)
      #expect(TextWidth.of(text) <= columns)
      #expect(TextWidth.of(text) >= min(columns, 8) - 2)
    }
    #expect(TextWidth.truncate("日本", to: 3) == "日…")
  }

  @Test("padding fills up to the width, on either side")
  func pad() {
    #expect(TextWidth.pad(left: "42", to: 5) == "   42")
    #expect(TextWidth.pad(right: "日", to: 5) == "日   ")
    #expect(TextWidth.pad(left: "123456", to: 5) == "1234…")
  }

  @Test(
    "lines break at blanks, and inside a word only when it is longer than a line",
    arguments: [
      ("the quick brown fox", 10, ["the quick", "brown fox"]),
      ("abcdefghij kl", 4, ["abcd", "efgh", "ij", "kl"]),
      ("one\n\ntwo", 10, ["one", "", "two"]),
      ("日本語", 4, ["日本", "語"]),
      ("exactly ten", 11, ["exactly ten"]),
      ("日", 1, [""]),
      ("gone", 0, []),
    ])
  func wrap(text: String, columns: Int, lines: [String]) {
    #expect(TextWidth.wrap(text, to: columns) == lines)
  }
}

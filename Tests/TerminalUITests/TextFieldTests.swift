import TerminalUI
import Testing

@Suite struct TextFieldTests {
  /// The text with `|` at the cursor, after the keys.
  private func edited(_ text: String, _ keys: String) throws -> String {
    var field = TextField(text)
    for spelling in keys.split(separator: " ") {
      let press = try #require(KeyPress(parsing: String(spelling)))
      #expect(field.handle(press) != .ignored, "\(spelling)")
    }
    var characters = Array(field.text)
    characters.insert("|", at: field.cursor)
    return String(characters)
  }

  @Test(
    "keys edit as readline's do",
    arguments: [
      ("", "a b Space c", "ab c|"),
      ("abc", "Left Left x", "ax|bc"),
      ("abc", "Ctrl-B Ctrl-B Ctrl-F", "ab|c"),
      ("abc", "Home x", "x|abc"),
      ("abc", "Ctrl-A Ctrl-E", "abc|"),
      ("abc", "Ctrl-A Left Backspace", "|abc"),
      ("abc", "Right Delete", "abc|"),
      ("abc", "Backspace", "ab|"),
      ("abc", "Ctrl-H", "ab|"),
      ("abc", "Home Delete", "|bc"),
      ("abc", "Home Ctrl-D", "|bc"),
      ("/data/in put", "Ctrl-Left", "/data/in |put"),
      ("/data/in put", "Alt-b Alt-b Alt-B", "/|data/in put"),
      ("/data/in", "Home Ctrl-Right", "/data|/in"),
      ("/data/in", "Home Alt-f Alt-F", "/data/in|"),
      ("one /data/in", "Ctrl-W", "one |"),
      ("one two  ", "Ctrl-W", "one |"),
      ("/data/in", "Alt-Backspace", "/data/|"),
      ("/data/in", "Home Alt-d", "|/in"),
      ("one two", "Alt-b Ctrl-K", "one |"),
      ("one two", "Alt-b Ctrl-U", "|two"),
      ("one two", "Ctrl-W Home Ctrl-Y", "two|one "),
      ("one two", "Ctrl-U Ctrl-U Ctrl-Y", "one two|"),
      ("", "Ctrl-Y Ctrl-W Ctrl-K", "|"),
    ])
  func keys(text: String, keys: String, expected: String) throws {
    #expect(try edited(text, keys) == expected)
  }

  @Test(
    "keys that are not a line's go to the screen",
    arguments: ["Enter", "Esc", "Tab", "Up", "Down", "F5", "Ctrl-P", "Ctrl-T", "Alt-x", "PgUp"])
  func ignored(spelling: String) throws {
    var field = TextField("abc")
    #expect(field.handle(try #require(KeyPress(parsing: spelling))) == .ignored)
    #expect(field == TextField("abc"))
  }

  @Test("an answer tells whether the text changed")
  func responses() {
    var field = TextField("a")
    #expect(field.handle(KeyPress(.left)) == .taken)
    #expect(field.handle(KeyPress(.backspace)) == .taken)
    #expect(field.handle(KeyPress(.delete)) == .changed)
    #expect(field.handle(.paste("")) == .taken)
    #expect(field.handle(.paste("x")) == .changed)
    #expect(field.handle(.wake) == .ignored)
  }

  @Test(
    "a paste is one edit of one line",
    arguments: [
      ("/data/in\n", "/data/in"), ("\r\na\r\nb\r\n", "a b"), ("a\tb", "a b"),
      ("a\u{1B}[2Jb\u{7}", "a[2Jb"), ("a\n\n\nb", "a b"), ("日本", "日本"),
    ])
  func paste(pasted: String, expected: String) {
    var field = TextField("<>")
    _ = field.handle(KeyPress(.left))
    #expect(field.handle(.paste(pasted)) == .changed)
    #expect(field.text == "<\(expected)>")
    #expect(field.cursor == 1 + expected.count)
  }

  @Test("an accent joins its letter, and the two are deleted as one")
  func accents() {
    var field = TextField("ex")
    _ = field.handle(KeyPress(.left))
    #expect(field.insert("\u{301}") == .changed)
    #expect(field.text == "e\u{301}x")
    #expect(field.cursor == 1)
    _ = field.handle(KeyPress(.backspace))
    #expect(field.text == "x")
  }

  @Test("a field takes so many characters and no more")
  func limit() {
    var field = TextField(String(repeating: "a", count: TextField.maximumLength - 1))
    _ = field.handle(.paste("bcd"))
    #expect(field.text.count == TextField.maximumLength)
    #expect(field.text.hasSuffix("ab"))
    #expect(field.handle(KeyPress(.character("x"))) == .taken)
  }

  // MARK: - Pictures

  private func drawn(_ field: TextField, _ width: Int, glyphs: Glyphs = .unicode) -> String {
    picture(width, 2) { surface, rect in
      field.draw(on: &surface, in: rect, isFocused: true, glyphs: glyphs)
    }
  }

  @Test("a long text scrolls with the cursor, and marks tell of the rest")
  func scrolling() {
    var field = TextField("abcdefghijklmnopqrstuvwxyz")
    #expect(drawn(field, 12) == "…qrstuvwxyz\n")
    #expect(drawn(field, 12, glyphs: .ascii) == "<qrstuvwxyz\n")
    #expect(drawn(field, 27) == "abcdefghijklmnopqrstuvwxyz\n")
    for _ in 0..<12 { _ = field.handle(KeyPress(.left)) }
    #expect(drawn(field, 12) == "…ghijklmnop…\n")
    _ = field.handle(KeyPress(.home))
    #expect(drawn(field, 12) == "abcdefghijk…\n")
    #expect(drawn(field, 3) == "abc\n")
  }

  @Test("wide characters keep their two columns, and none is cut in half")
  func wide() {
    var field = TextField("日本語版の説明書")
    #expect(drawn(field, 9) == "… 説明書\n")
    _ = field.handle(KeyPress(.home))
    #expect(drawn(field, 9) == "日本語版…\n")
    #expect(
      surface(9, 1) { surface, rect in
        field.draw(on: &surface, in: rect, isFocused: true, glyphs: .unicode)
      }.styled == "0: [0-1 text+reverse] [8-8 muted]")
  }

  @Test("an empty field shows what it is for; one without the keys shows its beginning")
  func states() {
    #expect(drawn(TextField(placeholder: "folder to score"), 10) == "folder to…\n")
    let plain = picture(8, 1) { surface, rect in
      TextField("abcdefghij").draw(on: &surface, in: rect, isFocused: false, glyphs: .unicode)
    }
    #expect(plain == "abcdefg…")
  }

  @Test("what is wrong stands below, in words")
  func problem() {
    var field = TextField("/nowhere")
    field.problem = "there is no such folder."
    #expect(drawn(field, 30) == "/nowhere\n✗ there is no such folder.")
    #expect(
      surface(12, 2) { surface, rect in
        field.draw(on: &surface, in: rect, isFocused: true, glyphs: .unicode)
      }.styled == "0: [0-7 error] [8-8 text+reverse]\n1: [0-11 error]")
  }

  @Test("a click puts the cursor where it hits")
  func click() {
    var field = TextField("日本abc")
    let rect = Rect(x: 3, y: 0, width: 20, height: 1)
    field.click(atX: 4, in: rect)
    #expect(field.cursor == 0)
    field.click(atX: 7, in: rect)
    #expect(field.cursor == 2)
    field.click(atX: 22, in: rect)
    #expect(field.cursor == 5)
    field.click(atX: 0, in: rect)
    #expect(field.cursor == 0)
  }

  // MARK: - Properties

  @Test("after any edits the cursor is in the text and in sight", arguments: 0..<60)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let spellings = TextFieldKeys.hints.flatMap { $0.key.split(separator: " ") }
    let pieces = [
      "a", " ", "日", "e\u{301}", "\u{301}", "👨‍👩‍👧‍👦", "🇳🇱", "🇳", "\u{1B}", "/x y", "ᄀ", "ᅡ", "\u{200D}",
      "नि",
    ]
    var field = TextField()
    for _ in 0..<200 {
      if Bool.random(using: &random), let piece = pieces.randomElement(using: &random) {
        _ = field.handle(.paste(piece))
      } else if let press = spellings.randomElement(using: &random).flatMap({
        KeyPress(parsing: String($0))
      }) {
        #expect(field.handle(press) != .ignored)
      }
      #expect((0...field.text.count).contains(field.cursor))
      let width = Int.random(in: 1...30, using: &random)
      let cells = surface(width + 2, 1) { surface, rect in
        let inside = Rect(x: 1, y: 0, width: width, height: 1)
        field.draw(on: &surface, in: inside, isFocused: true, glyphs: .unicode)
      }
      let row = cells.row(0)
      #expect(row.contains { $0.style.reverse }, "\(field.text.debugDescription) in \(width)")
      #expect(row.first == .blank && row.last == .blank)
      #expect(row.reduce(0) { $0 + $1.width } == width + 2)
    }
  }
}

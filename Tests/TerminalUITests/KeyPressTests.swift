import TerminalUI
import Testing

@Suite struct KeyPressTests {
  @Test(
    "a key is read from the words that name it",
    arguments: [
      ("g", KeyPress(.character("g"))),
      ("G", KeyPress(.character("G"))),
      ("?", KeyPress(.character("?"))),
      ("-", KeyPress(.character("-"))),
      ("^", KeyPress(.character("^"))),
      ("Ctrl-D", KeyPress(.character("d"), control: true)),
      ("ctrl-d", KeyPress(.character("d"), control: true)),
      ("^D", KeyPress(.character("d"), control: true)),
      ("Ctrl--", KeyPress(.character("-"), control: true)),
      ("Ctrl-Alt-x", KeyPress(.character("x"), control: true, alt: true)),
      ("Alt-Enter", KeyPress(.enter, alt: true)),
      ("Shift-Tab", KeyPress(.backTab)),
      ("Esc", KeyPress(.escape)),
      ("space", KeyPress(.character(" "))),
      ("PageDown", KeyPress(.pageDown)),
      ("F12", KeyPress(.function(12))),
    ])
  func parsing(spelling: String, expected: KeyPress) {
    #expect(KeyPress(parsing: spelling) == expected)
  }

  @Test("what names no key is refused", arguments: ["", "F0", "F99", "Hyper-x", "Foo", "Ctrl-Foo"])
  func refused(spelling: String) {
    #expect(KeyPress(parsing: spelling) == nil)
  }

  @Test(
    "the words shown are read back as the same key",
    arguments: [
      "g", "G", " ", "-", "é", "Ctrl-D", "Ctrl-Space", "Alt-x", "Alt-X", "Ctrl-Alt-Up", "Up",
      "Down", "Left", "Right", "Home", "End", "PgUp", "PgDn", "Tab", "Shift-Tab", "Enter", "Esc",
      "Backspace", "Delete", "Insert", "F1", "F24",
    ])
  func roundTrip(spelling: String) throws {
    let key = try #require(KeyPress(parsing: spelling))
    #expect(key.description == (spelling == " " ? "Space" : spelling))
    #expect(KeyPress(parsing: key.description) == key)
  }
}

import BatchEndpoints
import Foundation
import Preferences
import TerminalUI
import Testing

@Suite struct ConfigurationTests {
  private let actions = ["freeze", "quit", "suspend", "move-down"]

  private func read(_ text: String) throws -> Configuration {
    try Configuration(text.utf8, file: "config.yaml", actions: actions)
  }

  @Test("a file without settings changes nothing", arguments: ["", "# nothing\n", "---\n", "{}"])
  func empty(text: String) throws {
    var expected = Configuration()
    expected.file = "config.yaml"
    #expect(try read(text) == expected)
    #expect(Configuration().theme == .pair(dark: "harbour-night", light: "harbour-day"))
  }

  @Test("every setting is read")
  func all() throws {
    let read = try read(
      """
      theme: colour-safe-dark
      ascii: true
      read_only: yes
      notify: bell
      keys:
        freeze: Z F2
        quit: ":"
        suspend: none
        move-down: n
      """)
    var expected = Configuration()
    expected.theme = .named("colour-safe-dark")
    expected.ascii = true
    expected.isReadOnly = true
    expected.notification = .bell
    expected.file = "config.yaml"
    expected.themePosition = SourcePosition(line: 1, column: 8)
    expected.keys = [
      .init(
        action: "freeze", presses: [KeyPress(.character("Z")), KeyPress(.function(2))],
        position: SourcePosition(line: 6, column: 3)),
      .init(
        action: "quit", presses: [KeyPress(.character(":"))],
        position: SourcePosition(line: 7, column: 3)),
      .init(action: "suspend", presses: [], position: SourcePosition(line: 8, column: 3)),
      .init(
        action: "move-down", presses: [KeyPress(.character("n"))],
        position: SourcePosition(line: 9, column: 3)),
    ]
    #expect(read == expected)
  }

  @Test("a pair is chosen from by the background, dark where that is not known")
  func pair() throws {
    let choice = try read("theme: {light: high-contrast-light}").theme
    #expect(choice == .pair(dark: "harbour-night", light: "high-contrast-light"))
    #expect(choice.isPair)
    #expect(choice.name(on: .light) == "high-contrast-light")
    #expect(choice.name(on: .dark) == "harbour-night")
    #expect(choice.name(on: nil) == "harbour-night")
    #expect(try read("theme: auto").theme == .automatic)
    let named = try read("theme: /t/mine.yaml").theme
    #expect(!named.isPair)
    #expect(named.name(on: .light) == "/t/mine.yaml")
  }

  private static let texts: [String: String] = [
    "thema: x": "config.yaml:1:1: unknown key \"thema\"; did you mean \"theme\"?",
    "color: x":
      "config.yaml:1:1: unknown key \"color\"; there are theme, ascii, read_only, notify, keys.",
    "theme:": "config.yaml:1:1: theme has no value; write one or remove the key.",
    "theme: [a]": """
    config.yaml:1:8: theme is a list; it must be auto, a name, a file, or a map of dark and light.
    """,
    "theme: {drak: a}": "config.yaml:1:9: unknown key \"drak\"; did you mean \"dark\"?",
    "theme: {dark: [a]}": """
    config.yaml:1:15: dark is a list; it must be a theme's name or file.
    """,
    "ascii: maybe": "config.yaml:1:8: ascii is \"maybe\"; it must be true or false.",
    "notify: loud": "config.yaml:1:9: notify is \"loud\"; it must be off, bell or osc9.",
    "keys: j": "config.yaml:1:7: keys is \"j\"; it must be a map of keys.",
    "keys:\n  freez: Z": "config.yaml:2:3: unknown action \"freez\"; did you mean \"freeze\"?",
    "keys:\n  freeze: [Z]": """
    config.yaml:2:11: freeze is a list; it must be keys with blanks between them, such as "Z F2", \
    or none.
    """,
    "ascii: 2\nkeys:\n  freeze: Z Hyper-x": """
    config.yaml:1:8: ascii is "2"; it must be true or false.
    config.yaml:3:11: freeze has "Hyper-x", which is no key; write it like j, Ctrl-D, Alt-x, Space, \
    Enter or F5.
    """,
    "ascii: true\nascii: false":
      "config.yaml:2:1: \"ascii\" is given twice, first in line 1; remove one.",
    "theme: \"x": """
    config.yaml:1:10: the quote opened in line 1 is not closed.
    """,
  ]

  @Test("what is wrong is said with its place and what to do", arguments: texts.keys.sorted())
  func problems(text: String) {
    let error = #expect(throws: PreferencesError.self) { try read(text) }
    #expect(error?.description == Self.texts[text])
  }

  @Test("the file is looked for where XDG says; without one everything is as usual")
  func load() throws {
    let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let environment = ["XDG_CONFIG_HOME": home.path]
    #expect(try Configuration.load(environment: environment, actions: []) == Configuration())
    #expect(try Configuration.load(environment: [:], actions: []) == Configuration())
    let folder = home.appending(path: "batchdeck")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    let file = folder.appending(path: "config.yaml")
    try Data("ascii: true\n".utf8).write(to: file)
    #expect(try Configuration.load(environment: environment, actions: []).ascii == true)
    try Data("ascii: 1\n".utf8).write(to: file)
    let error = #expect(throws: PreferencesError.self) {
      try Configuration.load(environment: environment, actions: [])
    }
    #expect(error?.description == "\(file.path):1:8: ascii is \"1\"; it must be true or false.")
    #expect(throws: PreferencesError.self) {
      try Configuration.load(path: "/nowhere/config.yaml", actions: [])
    }
  }
}

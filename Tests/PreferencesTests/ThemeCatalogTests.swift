import Foundation
import Preferences
import TerminalUI
import Testing

@Suite struct ThemeCatalogTests {
  /// A configuration folder with themes, removed afterwards.
  private func withThemes(
    _ files: [String: String], _ body: (ThemeCatalog) throws -> Void
  ) throws {
    let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let folder = home.appending(path: "batchdeck/themes")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: home) }
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    try body(ThemeCatalog(environment: ["XDG_CONFIG_HOME": home.path]))
  }

  @Test("the operator's own themes are found, and take the place of built-in ones")
  func own() throws {
    let files = [
      "mine.yaml": "palette: none", "mono.yml": "palette: terminal",
      ".hidden.yaml": "palette: none",
      "notes.txt": "no theme",
    ]
    try withThemes(files) { catalog in
      #expect(
        catalog.items.map(\.name) == [
          "harbour-night", "harbour-day", "high-contrast-dark", "high-contrast-light",
          "colour-safe-dark", "colour-safe-light", "terminal", "mono", "mine",
        ])
      #expect(try catalog.theme("mine").theme.isMono)
      #expect(try !catalog.theme("mono").theme.isMono)
      let path = try #require(catalog.folder) + "/mine.yaml"
      #expect(try catalog.theme(path).theme.name == "mine")
    }
  }

  @Test(
    "a theme that is not there is named, with the nearest that is",
    arguments: [
      (
        "harbor-night",
        "theme \"harbor-night\": there is no such theme; did you mean \"harbour-night\"?"
      ),
      ("./x.yaml", "./x.yaml: there is no such file; check the path."),
      ("/tmp/", "/tmp/: this is not a file; name a YAML file."),
    ])
  func missing(name: String, expected: String) {
    let error = #expect(throws: PreferencesError.self) {
      try ThemeCatalog(environment: [:]).theme(name)
    }
    #expect(error?.description == expected)
  }

  @Test("a broken theme of the operator's own is an error with its place")
  func broken() throws {
    try withThemes(["mine.yaml": "palette:\n  base00: xyz\n"]) { catalog in
      let error = #expect(throws: PreferencesError.self) { try catalog.theme("mine") }
      #expect(error?.description.contains("mine.yaml:2:11: base00 is \"xyz\"") == true)
    }
  }

  @Test(
    "the folder follows the XDG variables, if they are absolute",
    arguments: [
      (["XDG_CONFIG_HOME": "/c", "HOME": "/h"], "/c/batchdeck"),
      (["XDG_CONFIG_HOME": "c", "HOME": "/h"], "/h/.config/batchdeck"),
      (["HOME": "/h"], "/h/.config/batchdeck"), ([:], nil),
    ] as [([String: String], String?)])
  func folder(environment: [String: String], expected: String?) {
    #expect(PreferencesFolder.configuration(environment) == expected)
  }
}

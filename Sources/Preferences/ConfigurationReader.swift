import TerminalUI

/// Turns the keys of a configuration file into a configuration.
struct ConfigurationReader {
  typealias Entry = PreferencesFile.Entry

  private static let keys = ["theme", "ascii", "read_only", "notify", "keys"]
  private static let truths = ["true": true, "yes": true, "on": true]
    .merging(["false": false, "no": false, "off": false]) { first, _ in first }

  private(set) var file: PreferencesFile
  private let actions: [String]

  init(file: String, actions: [String]) {
    self.file = PreferencesFile(name: file)
    self.actions = actions
  }

  mutating func read(_ bytes: some Collection<UInt8>) -> Configuration {
    var configuration = Configuration()
    for entry in file.read(bytes) ?? [] {
      switch entry.key {
      case _ where entry.isEmpty && Self.keys.contains(entry.key):
        file.error(
          "\(entry.key) has no value; write one or remove the key.", at: entry.keyPosition)
      case "theme":
        configuration.theme = theme(entry) ?? configuration.theme
        configuration.themePosition = entry.position
      case "ascii": configuration.ascii = truth(entry)
      case "read_only": configuration.isReadOnly = truth(entry) ?? false
      case "notify":
        configuration.notification = notification(entry) ?? configuration.notification
      case "keys":
        configuration.keys = (file.entries(of: entry) ?? []).compactMap { keys($0) }
      default: file.unknown(entry, in: "key", known: Self.keys)
      }
    }
    return configuration
  }

  private mutating func truth(_ entry: Entry) -> Bool? {
    let truth = entry.text.flatMap { Self.truths[$0.lowercased()] }
    if truth == nil {
      file.error("\(entry.key) is \(entry.shown); it must be true or false.", at: entry.position)
    }
    return truth
  }

  private mutating func notification(_ entry: Entry) -> Configuration.Notification? {
    let choice = entry.text.flatMap(Configuration.Notification.init)
    if choice == nil {
      file.error("notify is \(entry.shown); it must be off, bell or osc9.", at: entry.position)
    }
    return choice
  }

  // MARK: - Theme

  private mutating func theme(_ entry: Entry) -> ThemeChoice? {
    if let text = entry.text { return text == "auto" ? .automatic : .named(text) }
    guard entry.isMap else {
      file.error(
        "theme is \(entry.shown); it must be auto, a name, a file, or a map of dark and light.",
        at: entry.position)
      return nil
    }
    var names: [String: String] = [:]
    for part in file.entries(of: entry) ?? [] {
      if !["dark", "light"].contains(part.key) {
        file.unknown(part, in: "key", known: ["dark", "light"])
      } else if let name = part.text, !part.isEmpty {
        names[part.key] = name
      } else {
        file.error(
          "\(part.key) is \(part.shown); it must be a theme's name or file.", at: part.position)
      }
    }
    guard case .pair(let dark, let light) = ThemeChoice.automatic else { return nil }
    return .pair(dark: names["dark"] ?? dark, light: names["light"] ?? light)
  }

  // MARK: - Keys

  private mutating func keys(_ entry: Entry) -> Configuration.Keys? {
    guard actions.contains(entry.key) else {
      file.unknown(entry, in: "action", known: actions)
      return nil
    }
    guard let text = entry.text, !entry.isEmpty else {
      file.error(
        "\(entry.key) is \(entry.shown); it must be keys with blanks between them, such as "
          + "\"Z F2\", or none.", at: entry.position)
      return nil
    }
    var presses: [KeyPress] = []
    for spelling in text.split(whereSeparator: \.isWhitespace) where text != "none" {
      if let press = KeyPress(parsing: String(spelling)) {
        presses.append(press)
      } else {
        file.error(
          "\(entry.key) has \"\(spelling.prefix(60))\", which is no key; write it like j, Ctrl-D, "
            + "Alt-x, Space, Enter or F5.", at: entry.position)
      }
    }
    return Configuration.Keys(
      action: entry.key, presses: presses, position: entry.keyPosition)
  }
}

/// A key with its modifiers, spelled in words: `g`, `Ctrl-D`, `Alt-Enter`, `F5`.
///
/// Shift is part of the character (`G`) or of the key (`.backTab`). With Ctrl a letter is lower case.
package struct KeyPress: Hashable, Sendable {
  package let key: Key
  package let control: Bool
  package let alt: Bool

  package init(_ key: Key, control: Bool = false, alt: Bool = false) {
    if control, case .character(let character) = key {
      self.key = .character(character.lowercased().first ?? character)
    } else {
      self.key = key
    }
    self.control = control
    self.alt = alt
  }

  /// Reads what `description` writes; names are case-insensitive, `^D` and `Control-D` mean `Ctrl-D`.
  package init?(parsing spelling: String) {
    var rest = Substring(spelling)
    var control = false
    var alt = false
    while rest.count > 1 {
      if rest.first == "^" {
        control = true
        rest = rest.dropFirst()
        continue
      }
      guard let dash = rest.dropLast().firstIndex(of: "-") else { break }
      switch rest[..<dash].lowercased() {
      case "ctrl", "control", "c": control = true
      case "alt", "meta", "m": alt = true
      case "shift" where rest[rest.index(after: dash)...].lowercased() == "tab":
        self.init(.backTab, control: control, alt: alt)
        return
      default: return nil
      }
      rest = rest[rest.index(after: dash)...]
    }
    guard let key = Self.key(named: String(rest)) else { return nil }
    self.init(key, control: control, alt: alt)
  }

  private static func key(named name: String) -> Key? {
    if let first = name.first, name.count == 1 { return .character(first) }
    let name = name.lowercased()
    if name.first == "f", let number = Int(name.dropFirst()), (1...24).contains(number) {
      return .function(number)
    }
    return names.first { $0.spellings.contains(name) }?.key
  }

  /// Spellings in lower case; the word shown is separate.
  private static let names: [(key: Key, word: String, spellings: [String])] = [
    (.up, "Up", ["up"]),
    (.down, "Down", ["down"]),
    (.left, "Left", ["left"]),
    (.right, "Right", ["right"]),
    (.home, "Home", ["home"]),
    (.end, "End", ["end"]),
    (.pageUp, "PgUp", ["pgup", "pageup"]),
    (.pageDown, "PgDn", ["pgdn", "pagedown"]),
    (.tab, "Tab", ["tab"]),
    (.backTab, "Shift-Tab", ["backtab", "s-tab"]),
    (.enter, "Enter", ["enter", "return"]),
    (.escape, "Esc", ["esc", "escape"]),
    (.backspace, "Backspace", ["backspace"]),
    (.delete, "Delete", ["delete", "del"]),
    (.insert, "Insert", ["insert", "ins"]),
    (.character(" "), "Space", ["space"]),
  ]
}

extension KeyPress: CustomStringConvertible {
  package var description: String {
    let name =
      switch key {
      case .function(let number): "F\(number)"
      case .character(let character) where character != " ":
        control ? character.uppercased() : String(character)
      default: Self.names.first { $0.key == key }?.word ?? ""
      }
    return (control ? "Ctrl-" : "") + (alt ? "Alt-" : "") + name
  }
}

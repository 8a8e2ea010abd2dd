package import TerminalUI

/// One line of help and one hint of the footer: keys that belong together and what they do.
package struct KeyBinding: Sendable {
  /// Where help lists it.
  package enum Section: Sendable {
    case screen, everywhere
  }

  package typealias Key = (press: KeyPress, action: Action)

  package let keys: [Key]
  /// The keys as the footer names them; help names every key.
  package let hint: String
  /// One or two words for the footer.
  package let label: String
  /// A phrase for help.
  package let description: String
  package let section: Section
  /// Who stays when the footer is short of room; the highest first.
  package let rank: Int

  package init(
    _ keys: [(KeyPress, Action)], hint: String? = nil, label: String, description: String,
    section: Section = .screen, rank: Int
  ) {
    self.keys = keys.map { (press: $0.0, action: $0.1) }
    self.hint = hint ?? keys.first.map { "\($0.0)" } ?? ""
    self.label = label
    self.description = description
    self.section = section
    self.rank = rank
  }

  /// The binding with other keys; nil when none is left. `replacement` has those that take the place
  /// of a key and of all others of its action that are replaced; nil leaves it as it is.
  func replacingKeys(_ replacement: (Key) -> [KeyPress]?) -> KeyBinding? {
    var keys: [(KeyPress, Action)] = []
    for key in self.keys {
      guard let others = replacement(key) else {
        keys.append((key.press, key.action))
        continue
      }
      let isFirst = !keys.contains { $0.1 == key.action && others.contains($0.0) }
      if isFirst { keys += others.map { ($0, key.action) } }
    }
    let words = hint.split(separator: " ").compactMap { word in
      let key = self.keys.first { "\($0.press)" == word }
      guard let others = key.flatMap(replacement) else { return String(word) }
      return others.first.map { "\($0)" }
    }
    guard let first = keys.first else { return nil }
    return KeyBinding(
      keys, hint: words.isEmpty ? "\(first.0)" : words.joined(separator: " "), label: label,
      description: description, section: section, rank: rank)
  }

  /// Whether it is for changing something.
  var changes: Bool { keys.contains { $0.action.changes } }

  /// All keys, in words.
  package var spelling: String { keys.map { "\($0.press)" }.joined(separator: " ") }
}

package import TerminalUI

/// One line of help and one hint of the footer: keys that belong together and what they do.
package struct KeyBinding: Sendable {
  /// Where help lists it.
  package enum Section: Sendable {
    case screen, everywhere
  }

  package let keys: [(press: KeyPress, action: Action)]
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

  /// All keys, in words.
  package var spelling: String { keys.map { "\($0.press)" }.joined(separator: " ") }
}

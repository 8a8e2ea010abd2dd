/// The keys that edit a line, as readline has them (its manual, "Bindable Readline Commands").
package enum TextFieldKeys {
  enum Edit: Hashable, Sendable {
    case move(Target)
    case delete(Target)
    /// Deletes what `paste` brings back.
    case cut(Target)
    case paste
  }

  /// A place counted from the cursor. Words are letters and digits; `blankLeft` goes to the blank
  /// before the cursor, whatever stands between.
  enum Target: Hashable, Sendable {
    case start, end, left, right, wordLeft, wordRight, blankLeft
  }

  private static let table: [(spellings: String, label: String, edit: Edit)] = [
    ("Left Ctrl-B", "left", .move(.left)),
    ("Right Ctrl-F", "right", .move(.right)),
    ("Ctrl-Left Alt-Left Alt-B", "word left", .move(.wordLeft)),
    ("Ctrl-Right Alt-Right Alt-F", "word right", .move(.wordRight)),
    ("Home Ctrl-A", "to the beginning", .move(.start)),
    ("End Ctrl-E", "to the end", .move(.end)),
    ("Backspace Ctrl-H", "delete to the left", .delete(.left)),
    ("Delete Ctrl-D", "delete to the right", .delete(.right)),
    ("Ctrl-W Ctrl-Backspace", "cut back to a blank", .cut(.blankLeft)),
    ("Alt-Backspace", "cut the word to the left", .cut(.wordLeft)),
    ("Alt-D Ctrl-Delete", "cut the word to the right", .cut(.wordRight)),
    ("Ctrl-U", "cut to the beginning", .cut(.start)),
    ("Ctrl-K", "cut to the end", .cut(.end)),
    ("Ctrl-Y", "paste what was cut", .paste),
  ]

  /// All of them for a help screen.
  package static let hints = table.map { KeyHint(key: $0.spellings, label: $0.label) }

  private static let edits: [KeyPress: Edit] = {
    var edits: [KeyPress: Edit] = [:]
    for row in table {
      for spelling in row.spellings.split(separator: " ") {
        guard let press = KeyPress(parsing: String(spelling)) else { continue }
        edits[press] = row.edit
        // With Alt, a letter and its capital are the same command.
        if press.alt, case .character(let letter) = press.key, !press.control {
          edits[KeyPress(.character(Character(letter.lowercased())), alt: true)] = row.edit
        }
      }
    }
    return edits
  }()

  /// Whether a field takes a key for editing, not as text.
  package static func edits(_ press: KeyPress) -> Bool { edits[press] != nil }

  static func edit(for press: KeyPress) -> Edit? { edits[press] }
}

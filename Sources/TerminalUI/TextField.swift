/// One line of text being written, and the place in it where the next character goes.
///
/// A cursor stands between characters as a reader sees them: an accent belongs to its letter.
package struct TextField: Hashable, Sendable {
  /// What became of an event.
  package enum Response: Hashable, Sendable {
    /// The text is another one.
    case changed
    /// A key of the field that left the text as it is.
    case taken
    /// Not a key of the field: Enter, Esc, Tab and whatever the screen has.
    case ignored
  }

  /// More characters than this are not taken.
  package static let maximumLength = 4096

  /// Characters before the cursor, 0 … their number.
  package private(set) var cursor: Int
  /// Shown while the field is empty.
  package var placeholder: String
  /// What is wrong with the text, in one sentence; drawn in the line below.
  package var problem: String?
  private(set) var characters: [Character]
  /// What was cut last, for Ctrl-Y.
  private var cut = ""

  /// A field with the cursor behind its text.
  package init(_ text: String = "", placeholder: String = "") {
    characters = Array(Self.cleaned(text).prefix(Self.maximumLength))
    cursor = characters.count
    self.placeholder = placeholder
  }

  package var text: String { String(characters) }

  package var isEmpty: Bool { characters.isEmpty }

  // MARK: - Events

  /// Takes a key or a paste; other events are ignored.
  package mutating func handle(_ event: InputEvent) -> Response {
    switch event {
    case .key(let press): handle(press)
    case .paste(let text): insert(text)
    default: .ignored
    }
  }

  package mutating func handle(_ press: KeyPress) -> Response {
    if let edit = TextFieldKeys.edit(for: press) { return apply(edit) }
    guard case .character(let character) = press.key, !press.control, !press.alt else {
      return .ignored
    }
    return insert(String(character))
  }

  /// Writes text at the cursor. Line breaks at its ends go, those inside and tabs become blanks,
  /// other controls go.
  package mutating func insert(_ text: String) -> Response {
    let text = Self.cleaned(text)
    return replace(cursor..<cursor, with: String(text.prefix(room)))
  }

  private var room: Int { max(0, Self.maximumLength - characters.count) }

  private static func cleaned(_ text: String) -> String {
    var view = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\r", "\u{2028}", "\u{2029}":
        // A line break of two characters is one blank.
        if !view.isEmpty, view.last != "\n" { view.append("\n") }
      case "\t": view.append(" ")
      default: if scalar.properties.generalCategory != .control { view.append(scalar) }
      }
    }
    if view.last == "\n" { view.removeLast() }
    return String(String.UnicodeScalarView(view.map { $0 == "\n" ? " " : $0 }))
  }

  // MARK: - Editing

  mutating func apply(_ edit: TextFieldKeys.Edit) -> Response {
    switch edit {
    case .move(let target):
      cursor = place(target)
      return .taken
    case .delete(let target):
      return replace(range(to: target), with: "")
    case .cut(let target):
      let range = range(to: target)
      if !range.isEmpty { cut = String(characters[range]) }
      return replace(range, with: "")
    case .paste:
      return insert(cut)
    }
  }

  private func range(to target: TextFieldKeys.Target) -> Range<Int> {
    let place = place(target)
    return min(place, cursor)..<max(place, cursor)
  }

  private func place(_ target: TextFieldKeys.Target) -> Int {
    switch target {
    case .start: 0
    case .end: characters.count
    case .left: max(0, cursor - 1)
    case .right: min(characters.count, cursor + 1)
    case .wordLeft: leftward { Self.isInWord($0) }
    case .blankLeft: leftward { !$0.isWhitespace }
    case .wordRight: rightward { Self.isInWord($0) }
    }
  }

  private static func isInWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }

  /// Back over what is between words, then to the beginning of the word.
  private func leftward(_ isInWord: (Character) -> Bool) -> Int {
    var place = cursor
    while place > 0, !isInWord(characters[place - 1]) { place -= 1 }
    while place > 0, isInWord(characters[place - 1]) { place -= 1 }
    return place
  }

  private func rightward(_ isInWord: (Character) -> Bool) -> Int {
    var place = cursor
    while place < characters.count, !isInWord(characters[place]) { place += 1 }
    while place < characters.count, isInWord(characters[place]) { place += 1 }
    return place
  }

  /// Characters may join at the seams (a letter and an accent), so they are counted anew.
  private mutating func replace(_ range: Range<Int>, with text: String) -> Response {
    guard !range.isEmpty || !text.isEmpty else { return .taken }
    let before = String(characters[..<range.lowerBound]) + text
    characters = Array(before + String(characters[range.upperBound...]))
    cursor = 0
    var bytes = before.utf8.count
    while bytes > 0, cursor < characters.count {
      bytes -= characters[cursor].utf8.count
      cursor += 1
    }
    return .changed
  }

  /// Puts the cursor before the character at `index`, or at the nearest end.
  mutating func moveCursor(to index: Int) {
    cursor = min(max(0, index), characters.count)
  }
}

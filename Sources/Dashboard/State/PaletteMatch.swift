/// What is written in the palette, to be found in titles: as it stands there, or as the beginnings of
/// words in their order. Case and what stands between words do not matter.
struct PaletteMatch {
  private let text: String
  private let letters: [Character]

  init(_ written: String) {
    let words = Self.words(of: written)
    text = words.joined(separator: " ")
    letters = Array(words.joined())
  }

  /// The less, the likelier the title is meant; nil when it is not.
  func rank(in title: String) -> Int? {
    guard !letters.isEmpty else { return nil }
    let words = Self.words(of: title)
    let title = words.joined(separator: " ")
    if title.hasPrefix(text) { return 0 }
    if title.contains(" \(text)") { return 1 }
    if isMadeOfBeginnings(of: words) { return 2 }
    return title.contains(text) ? 3 : nil
  }

  /// As in `mbs` and `minsize` for "mini-batch size".
  private func isMadeOfBeginnings(of words: [String]) -> Bool {
    // How many letters the words so far may have taken.
    var taken: Set<Int> = [0]
    for word in words {
      for count in taken {
        let common = zip(letters[count...], word).prefix { $0 == $1 }.count
        if common > 0 { taken.formUnion(count + 1...count + common) }
      }
    }
    return taken.contains(letters.count)
  }

  private static func words(of text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }
}

/// One cell's worth of text, already safe to show.
struct TextCell: Equatable {
  /// The base and up to three marks, zero where unused.
  var scalars: SIMD4<UInt32>
  /// 1 or 2.
  var width: Int

  init(_ base: UInt32, width: Int = 1) {
    scalars = SIMD4(base, 0, 0, 0)
    self.width = width
  }

  func append(to view: inout String.UnicodeScalarView) {
    for index in scalars.indices where scalars[index] != 0 {
      if let scalar = Unicode.Scalar(scalars[index]) { view.append(scalar) }
    }
  }
}

/// The cells a text turns into, after everything that terminals disagree on is taken out.
///
/// - Regional indicators become their letters: a flag shows as `NL`.
/// - Controls, separators, spaces of other kinds, and what is not seen or changes what is (joiners, marks
///   of direction, variation selectors, skin tones) become `\xNN` or `\u{NNNN}`, so that two names never
///   look alike for them; a tab is four spaces, and the wide space of East Asian text stays.
/// - A combining mark without a base stands on `◌`; beyond the third, marks are dropped.
///
/// So no escape sequence passes, and every cell is as wide here as it is on the terminal.
struct TextCells: Sequence, IteratorProtocol {
  private static let tabWidth = 4

  private var scalars: String.UnicodeScalarView.Iterator
  private var lookahead: Unicode.Scalar?
  /// The rest of an escape or a tab, last one first.
  private var pending: [UInt32] = []

  init(_ text: String) {
    scalars = text.unicodeScalars.makeIterator()
    lookahead = scalars.next()
  }

  mutating func next() -> TextCell? {
    if let value = pending.popLast() { return TextCell(value) }
    while let scalar = lookahead {
      lookahead = scalars.next()
      switch CharacterClass(scalar) {
      case .escaped:
        pending = Self.spelling(of: scalar.value).unicodeScalars.reversed().map(\.value)
        return pending.popLast().map { TextCell($0) }
      case .tab:
        pending = Array(repeating: 0x20, count: Self.tabWidth - 1)
        return TextCell(0x20)
      case .mark:
        var cell = TextCell(0x25CC)
        cell.scalars[1] = scalar.value
        return withMarks(cell)
      case .base(let value, let width):
        return withMarks(TextCell(value, width: width))
      }
    }
    return nil
  }

  private static func spelling(of value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    // From 80 on `\xNN` stands for a byte that is no UTF-8.
    return value < 0x80 ? (value < 0x10 ? "\\x0" : "\\x") + digits : "\\u{\(digits)}"
  }

  /// The cell with the marks that follow it in the text.
  private mutating func withMarks(_ cell: TextCell) -> TextCell {
    var cell = cell
    var slot = cell.scalars[1] == 0 ? 1 : 2
    while let scalar = lookahead, scalar.value >= 0x300 {
      switch CharacterClass(scalar) {
      case .mark:
        if slot < 4 { cell.scalars[slot] = scalar.value }
        slot += 1
      case .base, .escaped, .tab:
        return cell
      }
      lookahead = scalars.next()
    }
    return cell
  }
}

/// What becomes of a code point on screen.
private enum CharacterClass {
  case base(UInt32, width: Int)
  case mark
  case escaped
  case tab

  init(_ scalar: Unicode.Scalar) {
    let value = scalar.value
    switch value {
    case 0x20...0x7E:
      self = .base(value, width: 1)
    case 0x2500...0x25FC, 0x2800...0x28FF:
      // Lines, blocks and braille: most of a screen, so not looked up.
      self = .base(value, width: 1)
    case 0x09:
      self = .tab
    case 0x00...0x1F, 0x7F...0x9F:
      self = .escaped
    case 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF, 0xE0000...0xE0FFF:
      self = .escaped
    case 0x1F1E6...0x1F1FF:
      self = .base(value - 0x1F1E6 + 0x41, width: 1)
    case 0x1161...0x11FF, 0xD7B0...0xD7FF:
      // Vowels and finals of decomposed Hangul: drawn inside the syllable.
      self = .mark
    case ..<0x300:
      // A space that breaks no line; a hyphen, or nothing.
      self = value == 0xA0 || value == 0xAD ? .escaped : .base(value, width: 1)
    case 0x3000:
      self = .base(value, width: 2)
    case _ where scalar.properties.isDefaultIgnorableCodePoint:
      self = .escaped
    default:
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark:
        self = .mark
      case .format, .surrogate, .spaceSeparator, .lineSeparator, .paragraphSeparator:
        self = .escaped
      default:
        if scalar.properties.isNoncharacterCodePoint {
          self = .base(0xFFFD, width: 1)
        } else {
          self = .base(value, width: isWide(value) ? 2 : 1)
        }
      }
    }
  }
}

/// Whether a code point takes two columns.
private func isWide(_ value: UInt32) -> Bool {
  guard let first = wideRanges.first, value >= first.lowerBound else { return false }
  var low = 0
  var high = wideRanges.count
  while low < high {
    let middle = (low + high) / 2
    if wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
  }
  return low < wideRanges.count && wideRanges[low].contains(value)
}

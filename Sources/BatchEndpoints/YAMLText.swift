/// The text of a YAML file, checked so that the parser can be let loose on it.
struct YAMLText {
  private(set) var scalars: [Unicode.Scalar]

  var string: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  init(_ bytes: some Collection<UInt8>) throws(YAMLDocument.Problem) {
    guard bytes.count <= YAMLDocument.maximumBytes else {
      throw YAMLDocument.Problem(
        message: "the file is larger than 1 MiB; a manifest is a short text.")
    }
    scalars = []
    scalars.reserveCapacity(bytes.count)
    try decode(bytes)
    try refuseControlCharacters()
    try refuseAliasBombs()
  }

  // MARK: - Reading

  private mutating func decode(_ bytes: some Collection<UInt8>) throws(YAMLDocument.Problem) {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): scalars.append(scalar)
      case .emptyInput:
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        return
      case .error:
        throw YAMLDocument.Problem(
          position: position(ofOffset: scalars.count),
          message: "this is not UTF-8 text; save the file as UTF-8.")
      }
    }
  }

  /// YAML 1.1, section 5.1: what may not stand in a YAML stream.
  private func refuseControlCharacters() throws(YAMLDocument.Problem) {
    let offset = scalars.firstIndex { scalar in
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x85: false
      case 0..<0x20, 0x7F..<0xA0, 0xFEFF, 0xFFFE, 0xFFFF: true
      default: false
      }
    }
    guard let offset else { return }
    throw YAMLDocument.Problem(
      position: position(ofOffset: offset),
      message: "control character U+\(hexadecimal(scalars[offset])) is not allowed; remove it.")
  }

  private func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  // MARK: - Alias bombs

  /// The parser compares the keys of a map by value, and a list or map as a key that repeats
  /// aliases of aliases takes exponential time to compare. No manifest has both, so such a text is
  /// refused before it is parsed; aliases as values are harmless and are bounded when the tree is
  /// built.
  private func refuseAliasBombs() throws(YAMLDocument.Problem) {
    let maximumAliases = 8
    var aliases = 0
    var compositeKey: Int?
    for offset in scalars.indices {
      switch scalars[offset] {
      case "*":
        var end = offset + 1
        while end < scalars.count, isAnchorCharacter(scalars[end]) { end += 1 }
        // A "*" without a name, or inside a word, is text.
        guard end > offset + 1, !isInsideWord(offset) else { continue }
        aliases += 1
        if isColon(after: end) { compositeKey = compositeKey ?? offset }
      case "?" where offset + 1 == scalars.count || scalars[offset + 1].properties.isWhitespace:
        if !isInsideWord(offset) { compositeKey = compositeKey ?? offset }
      case "]", "}":
        if isColon(after: offset + 1) { compositeKey = compositeKey ?? offset }
      default: continue
      }
    }
    guard let compositeKey, aliases > maximumAliases else { return }
    throw YAMLDocument.Problem(
      position: position(ofOffset: compositeKey),
      message: "a list, a map or an alias is a key here and the file has \(aliases) aliases; "
        + "write the keys as plain text.")
  }

  /// Whether a letter or digit stands right before, so that no new token can begin here.
  private func isInsideWord(_ offset: Int) -> Bool {
    offset > 0 && scalars[offset - 1].properties.isAlphabetic
      || offset > 0 && ("0"..."9").contains(scalars[offset - 1])
  }

  private func isAnchorCharacter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      || scalar == "-" || scalar == "_"
  }

  private func isColon(after offset: Int) -> Bool {
    scalars[offset...].first { !$0.properties.isWhitespace } == ":"
  }

  // MARK: - Positions

  /// The place of a scalar, lines counted as the parser counts them.
  func position(ofOffset target: Int) -> SourcePosition {
    var position = SourcePosition(line: 1, column: 1)
    for offset in 0..<min(target, scalars.count) { advance(&position, past: offset) }
    return position
  }

  /// The scalar at a place, nil beyond the end.
  subscript(position: SourcePosition) -> Unicode.Scalar? {
    offset(of: position).flatMap { $0 < scalars.count ? scalars[$0] : nil }
  }

  private func offset(of target: SourcePosition) -> Int? {
    var position = SourcePosition(line: 1, column: 1)
    for offset in scalars.indices {
      if position == target { return offset }
      advance(&position, past: offset)
    }
    return position == target ? scalars.count : nil
  }

  private func advance(_ position: inout SourcePosition, past offset: Int) {
    switch scalars[offset] {
    case "\r" where offset + 1 < scalars.count && scalars[offset + 1] == "\n":
      position.column += 1
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
      position = SourcePosition(line: position.line + 1, column: 1)
    default:
      position.column += 1
    }
  }

  // MARK: - Repeated keys

  /// Overwrites a key with as many scalars of a private-use character, so that it differs from
  /// every other key.
  ///
  /// - Returns: false when the key is not written at that place as it reads, because it has an
  /// anchor, say.
  mutating func renameKey(_ key: String, at position: SourcePosition, number: Int) -> Bool {
    guard var start = offset(of: position), start < scalars.count,
      let replacement = Unicode.Scalar(UInt32(0xF0000 + number))
    else { return false }
    if scalars[start] == "\"" || scalars[start] == "'" { start += 1 }
    let range = start..<(start + key.unicodeScalars.count)
    guard !range.isEmpty, range.upperBound <= scalars.count,
      scalars[range].elementsEqual(key.unicodeScalars)
    else { return false }
    scalars.replaceSubrange(range, with: repeatElement(replacement, count: range.count))
    return true
  }
}

extension ManifestType where Parsed == String {
  /// Any text. Azure takes only strings here, so `true` or `5` without quotes gets a warning.
  static let text = ManifestType { node, key, reader in
    guard let scalar = scalar(node, key, &reader, expected: "text") else { return nil }
    let kind: String? =
      switch scalar.kind {
      case .boolean: "true or false"
      case .integer, .float: "a number"
      case .date: "a date"
      case .null, .string: nil
      }
    if let kind {
      reader.warn(
        "\(key.name) is \(scalar.text), which YAML reads as \(kind) and Azure rejects; "
          + "put it in quotes.", at: node.position)
    }
    return scalar.text
  }

  /// A version: text or a number.
  static let version = ManifestType { node, key, reader in
    guard let text = scalar(node, key, &reader, expected: "text")?.text else { return nil }
    guard isAssetName(text) else {
      reader.error(
        "\(key.name) is \(quoted(text)); it must be letters, digits, \"-\", \"_\" and \".\".",
        at: node.position)
      return nil
    }
    return text
  }

  /// The name of a deployment, model or environment.
  static let name = ManifestType { node, key, reader in
    guard let text = text.parse(node, key, &reader) else { return nil }
    guard isAssetName(text) else {
      reader.error(
        "\(key.name) is \(quoted(text)); it must be letters, digits, \"-\", \"_\" and \".\", "
          + "beginning with a letter or digit.", at: node.position)
      return nil
    }
    return text
  }

  /// A file name without folders (the characters that Azure's own tools refuse).
  static let fileName = ManifestType { node, key, reader in
    guard let text = text.parse(node, key, &reader) else { return nil }
    let forbidden = text.first { "~\"#%&*:<>?/\\{|}".contains($0) }
    if let forbidden {
      reader.error(
        "\(key.name) is \(quoted(text)); it must be a file name without \"\(forbidden)\".",
        at: node.position)
      return nil
    }
    guard !text.isEmpty, text != ".", text != "..", text.utf8.count <= 255 else {
      reader.error(
        "\(key.name) is \(quoted(text)); it must be a file name.", at: node.position)
      return nil
    }
    return text
  }
}

extension ManifestType where Parsed == Int {
  /// A whole number, quoted or not; `unit` says what is counted, in the plural.
  static func integer(_ range: ClosedRange<Int>, of unit: String) -> ManifestType {
    ManifestType { node, key, reader in
      let expected = "a whole number of \(unit)"
      guard let scalar = scalar(node, key, &reader, expected: expected) else { return nil }
      var number = scalar.wholeNumber
      if number == nil, let truncated = scalar.truncatedNumber {
        reader.warn(
          "\(key.name) is \(quoted(scalar.text)); Azure uses \(truncated), so write \(truncated).",
          at: node.position)
        number = truncated
      }
      guard let number else {
        reader.error(
          "\(key.name) is \(quoted(scalar.text)); it must be \(expected).", at: node.position)
        return nil
      }
      guard range.contains(number) else {
        let limit =
          number < range.lowerBound
          ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
        reader.error(
          "\(key.name) is \(quoted(scalar.text)); it must be \(limit).", at: node.position)
        return nil
      }
      return number
    }
  }

  /// A size in bytes, such as `64MiB`.
  static let byteSize = ManifestType { node, key, reader in
    let expected = "a size such as \"64MiB\" or \"2GiB\""
    guard let scalar = scalar(node, key, &reader, expected: expected) else { return nil }
    guard let size = ByteSize(scalar.text), size.bytes > 0 else {
      reader.error(
        "\(key.name) is \(quoted(scalar.text)); it must be \(expected).", at: node.position)
      return nil
    }
    return size.bytes
  }
}

extension ManifestType
where Parsed: RawRepresentable<String> & CaseIterable & Sendable {
  /// One of the words of an enumeration, in any case, as Azure takes them; `aliases` are further
  /// words for a case.
  static func choice(aliases: [String: Parsed] = [:]) -> ManifestType {
    ManifestType { node, key, reader in
      let words = Parsed.allCases.map { quoted($0.rawValue) }
      let expected = [words.dropLast().joined(separator: ", "), words.last ?? ""]
        .filter { !$0.isEmpty }.joined(separator: " or ")
      guard let text = scalar(node, key, &reader, expected: expected)?.text else { return nil }
      let word = text.lowercased()
      if let choice = Parsed(rawValue: word) ?? aliases[word] { return choice }
      reader.error(
        "\(key.name) is \(quoted(text)); it must be \(expected).", at: node.position)
      return nil
    }
  }
}

/// Azure's rule for the names of assets; it does for versions and labels too.
func isAssetName(_ text: some StringProtocol) -> Bool {
  guard text.utf8.count <= 255, let first = text.utf8.first, isLetterOrDigit(first) else {
    return false
  }
  return text.utf8.allSatisfy { isLetterOrDigit($0) || "_.-".utf8.contains($0) }
}

/// Of ASCII.
private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: false
  }
}

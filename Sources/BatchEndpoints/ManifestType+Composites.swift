extension ManifestType {
  /// A map with its own table, read into a copy of `empty`.
  static func map(
    _ empty: Parsed, _ fields: [ManifestField<Parsed>]
  ) -> ManifestType where Parsed: Sendable {
    ManifestType { node, key, reader in
      guard case .map = node.content else {
        reader.error(
          "\(key.name) is \(node.shown); it must be a map of keys.", at: node.position)
        return nil
      }
      var value = empty
      reader.read(node, at: key.path, into: &value, by: fields)
      return value
    } print: { value, printer in
      printer.write(value, startingFrom: empty, by: fields)
    }
  }

  /// A map with free keys and values of one type.
  static func named<Part>(_ type: ManifestType<Part>) -> ManifestType
  where Parsed == [String: Part] {
    ManifestType { node, key, reader in
      guard case .map(let entries) = node.content else {
        reader.error(
          "\(key.name) is \(node.shown); it must be a map of keys.", at: node.position)
        return nil
      }
      var map: [String: Part] = [:]
      for entry in entries {
        let entryKey = ManifestKey(
          name: "\(key.name).\(entry.key)", path: "\(key.path).\(entry.key)")
        reader.place(entryKey.path, at: entry.value.position)
        map[entry.key] = type.parse(entry.value, entryKey, &reader)
      }
      return map
    } print: { map, printer in
      .map(map.sorted { $0.key < $1.key }.map { ($0.key, type.print($0.value, printer)) })
    }
  }
}

extension ManifestType where Parsed == ManifestValue {
  /// Whatever is there, kept as it is.
  static let anything = ManifestType { node, _, _ in ManifestValue(node) }
}

extension ManifestType where Parsed == [String: ManifestValue] {
  /// A map with whatever is there, kept as it is.
  static let freeMap = ManifestType { node, key, reader in
    guard case .map(let entries) = ManifestValue(node) else {
      reader.error("\(key.name) is \(node.shown); it must be a map of keys.", at: node.position)
      return nil
    }
    return entries
  }
}

extension ManifestType where Parsed == [String: String] {
  /// Free keys with text; what is not a string in YAML becomes its text as written.
  static let textMap = ManifestType { node, key, reader in
    guard case .map(let entries) = node.content else {
      reader.error("\(key.name) is \(node.shown); it must be a map of keys.", at: node.position)
      return nil
    }
    var map: [String: String] = [:]
    for entry in entries {
      let name = "\(key.name).\(entry.key)"
      let entryKey = ManifestKey(name: name, path: "\(key.path).\(entry.key)")
      reader.place(entryKey.path, at: entry.value.position)
      if entry.value.isNull {
        reader.error(
          "\(name) has no value; write \"\" for an empty one.", at: entry.keyPosition)
      } else if let scalar = scalar(entry.value, entryKey, &reader, expected: "text") {
        map[entry.key] = scalar.text
      }
    }
    return map
  }

  /// Environment variables. Their values may be secrets and stay out of messages.
  static let environmentVariables = ManifestType { node, key, reader in
    guard let map = textMap.parse(node, key, &reader) else { return nil }
    for entry in node.entries {
      if entry.key.isEmpty || entry.key.contains("=") || entry.key.contains("\0") {
        reader.error(
          "\(quoted(entry.key)) is not a name for an environment variable; "
            + "it must not be empty or contain \"=\".", at: entry.keyPosition)
      }
      if case .scalar(let scalar) = entry.value.content, scalar.changesOnTheWay {
        reader.warn(
          "\(key.name).\(entry.key) is not in quotes; it is used as written, but Azure may "
            + "change it on the way. Put it in quotes.", at: entry.value.position)
      }
    }
    return map
  }
}

extension ManifestType where Parsed == [String] {
  /// A list of texts.
  static let textList = ManifestType { node, key, reader in
    guard case .list(let items) = node.content else {
      reader.error("\(key.name) is \(node.shown); it must be a list.", at: node.position)
      return nil
    }
    return items.compactMap { item in
      ManifestType<String>.text.parse(item, key, &reader)
    }
  }
}

extension YAMLScalar {
  /// Whether YAML's value, written out again, may differ from the text: `yes`, `1.10`, `0x10`, but
  /// not `16`.
  fileprivate var changesOnTheWay: Bool {
    switch kind {
    case .boolean, .float, .date: true
    case .integer: Int(text).map(String.init) != text
    case .null, .string: false
    }
  }
}

/// The scalar in a node, or an error that says what is expected instead.
func scalar(
  _ node: YAMLNode, _ key: ManifestKey, _ reader: inout ManifestReader, expected: String
) -> YAMLScalar? {
  guard case .scalar(let scalar) = node.content, scalar.kind != .null else {
    reader.error("\(key.name) is \(node.shown); it must be \(expected).", at: node.position)
    return nil
  }
  if scalar.text.unicodeScalars.contains("\0") {
    reader.error("\(key.name) contains a NUL character; remove it.", at: node.position)
    return nil
  }
  return scalar
}

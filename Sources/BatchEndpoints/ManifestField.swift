/// One row of a manifest's table: a key, how its value gets into a `Value` and out of it again.
///
/// The `Value` that a table fills starts out with the defaults; a key that is absent leaves them
/// alone.
struct ManifestField<Value>: Sendable {
  typealias Read =
    @Sendable (YAMLNode, ManifestKey, inout Value, inout ManifestReader) -> Void
  /// From the value and the one that reading starts from; nil when the key need not be written.
  typealias Write = @Sendable (Value, Value, ManifestPrinter) -> YAMLNode?

  let key: String
  let isRequired: Bool
  let read: Read
  let write: Write

  init(
    _ key: String, isRequired: Bool = false, read: @escaping Read,
    write: @escaping Write = { _, _, _ in nil }
  ) {
    self.key = key
    self.isRequired = isRequired
    self.read = read
    self.write = write
  }

  init<Part: Equatable & SendableMetatype>(
    _ key: String, _ target: any WritableKeyPath<Value, Part> & Sendable,
    _ type: ManifestType<Part>, isRequired: Bool = false
  ) {
    self.init(key, isRequired: isRequired) { node, key, value, reader in
      if let part = type.parse(node, key, &reader) { value[keyPath: target] = part }
    } write: { value, empty, printer in
      let part = value[keyPath: target]
      let isWritten =
        isRequired || part != empty[keyPath: target]
        || printer.style == .show && type.showsDefault
      return isWritten ? type.print(part, printer) : nil
    }
  }

  init<Part>(
    _ key: String, _ target: any WritableKeyPath<Value, Part?> & Sendable,
    _ type: ManifestType<Part>, isRequired: Bool = false
  ) {
    self.init(key, isRequired: isRequired) { node, key, value, reader in
      if let part = type.parse(node, key, &reader) { value[keyPath: target] = part }
    } write: { value, _, printer in
      value[keyPath: target].map { type.print($0, printer) }
    }
  }

  /// A key that Azure knows and that means nothing here, whatever its value.
  static func ignored(_ key: String) -> ManifestField {
    ManifestField(key) { _, _, _, _ in }
  }

  /// A key that says what kind of file this is: written into every manifest, read elsewhere or not
  /// at all.
  static func constant(_ key: String, _ text: String) -> ManifestField {
    ManifestField(key) { _, _, _, _ in
    } write: { _, _, printer in
      printer.style == .manifest ? .text(text) : nil
    }
  }

  /// A key that Azure takes and drops; so do we, but not in silence.
  static func dropped(_ key: String, _ advice: String = "remove it") -> ManifestField {
    ManifestField(key) { node, _, _, reader in
      reader.warn(
        "\(key) is ignored, as Azure drops it without a word; \(advice).", at: node.position)
    }
  }

  /// The same row for a value that holds `Value` as a part.
  func inside<Whole>(
    _ part: any WritableKeyPath<Whole, Value> & Sendable
  ) -> ManifestField<Whole> {
    ManifestField<Whole>(key, isRequired: isRequired) { node, key, whole, reader in
      read(node, key, &whole[keyPath: part], &reader)
    } write: { whole, empty, printer in
      write(whole[keyPath: part], empty[keyPath: part], printer)
    }
  }
}

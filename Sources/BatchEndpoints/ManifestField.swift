/// One row of a manifest's table: a key and how its value gets into a `Value`.
///
/// The `Value` that a table fills starts out with the defaults; a key that is absent leaves them
/// alone.
struct ManifestField<Value>: Sendable {
  let key: String
  var isRequired = false
  let read: @Sendable (YAMLNode, ManifestKey, inout Value, inout ManifestReader) -> Void

  init(
    _ key: String, isRequired: Bool = false,
    read: @escaping @Sendable (YAMLNode, ManifestKey, inout Value, inout ManifestReader) -> Void
  ) {
    self.key = key
    self.isRequired = isRequired
    self.read = read
  }

  init<Part>(
    _ key: String, _ target: any WritableKeyPath<Value, Part> & Sendable,
    _ type: ManifestType<Part>, isRequired: Bool = false
  ) {
    self.init(key, isRequired: isRequired) { node, key, value, reader in
      if let part = type.parse(node, key, &reader) { value[keyPath: target] = part }
    }
  }

  init<Part>(
    _ key: String, _ target: any WritableKeyPath<Value, Part?> & Sendable,
    _ type: ManifestType<Part>, isRequired: Bool = false
  ) {
    self.init(key, isRequired: isRequired) { node, key, value, reader in
      if let part = type.parse(node, key, &reader) { value[keyPath: target] = part }
    }
  }

  /// A key that Azure knows and that means nothing here, whatever its value.
  static func ignored(_ key: String) -> ManifestField {
    ManifestField(key) { _, _, _, _ in }
  }

  /// The same row for a value that holds `Value` as a part.
  func inside<Whole>(
    _ part: any WritableKeyPath<Whole, Value> & Sendable
  ) -> ManifestField<Whole> {
    ManifestField<Whole>(key, isRequired: isRequired) { node, key, whole, reader in
      read(node, key, &whole[keyPath: part], &reader)
    }
  }
}

/// What the value of a key may be; nil from `parse` means that the reader has been told why not.
struct ManifestType<Parsed>: Sendable {
  let parse: @Sendable (YAMLNode, ManifestKey, inout ManifestReader) -> Parsed?
}

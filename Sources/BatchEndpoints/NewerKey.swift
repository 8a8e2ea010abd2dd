/// A value whose key earlier builds did not write yet: where it is absent, it is what they did.
///
/// For stored properties of `Codable` types that are kept on disk; an optional needs none.
@propertyWrapper
package struct NewerKey<Value: HasFormerValue>: Codable, Sendable, Equatable {
  package var wrappedValue: Value

  package init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    wrappedValue = try decoder.singleValueContainer().decode(Value.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}

/// What can stand in for an absent key.
package protocol HasFormerValue: Codable, Sendable, Equatable {
  static var former: Self { get }
}

extension Bool: HasFormerValue {
  package static let former = false
}

extension KeyedDecodingContainer {
  /// What synthesised decoders call for such a property.
  package func decode<Value>(
    _ type: NewerKey<Value>.Type, forKey key: Key
  ) throws -> NewerKey<Value> {
    try decodeIfPresent(type, forKey: key) ?? NewerKey(wrappedValue: .former)
  }
}

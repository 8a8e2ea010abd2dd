/// A key of a dictionary, or a place in a list.
struct PlaceKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ name: String) { (stringValue, intValue) = (name, nil) }
  init(_ index: Int) { (stringValue, intValue) = ("\(index)", index) }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { self.init(intValue) }
}

/// Writes to one place of the document.
struct PlaceEncoder: Encoder {
  let place: EncodedValue
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    place.becomeObject()
    return KeyedEncodingContainer(ObjectPlace<Key>(place: place, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    place.becomeArray()
    return ArrayPlace(place: place, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    ScalarPlace(place: place, codingPath: codingPath)
  }
}

private struct ObjectPlace<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let place: EncodedValue
  let codingPath: [any CodingKey]

  private func add(_ value: EncodedValue, _ key: any CodingKey) {
    place.set(JSONValue.snakeCase(key.stringValue), value)
  }

  func encodeNil(forKey key: Key) { add(EncodedValue(.null), key) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    add(try .of(value, codingPath: codingPath + [key]), key)
  }

  private func optional<Value: Encodable>(_ value: Value?, _ key: Key) throws {
    if let value { try encode(value, forKey: key) } else { encodeNil(forKey: key) }
  }

  func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
    try optional(value, key)
  }

  // The protocol's own versions for these types, which leave nil out, would win over the generic
  // one.
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try optional(value, key) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { nested(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    nested(key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { nested(PlaceKey("super")) }

  func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

  private func nested(_ key: any CodingKey) -> PlaceEncoder {
    let value = EncodedValue()
    add(value, key)
    return PlaceEncoder(place: value, codingPath: codingPath + [key])
  }
}

private struct ArrayPlace: UnkeyedEncodingContainer {
  let place: EncodedValue
  let codingPath: [any CodingKey]
  var count: Int { place.count }

  func encodeNil() { place.append(EncodedValue(.null)) }

  func encode<Value: Encodable>(_ value: Value) throws {
    place.append(try .of(value, codingPath: codingPath + [PlaceKey(count)]))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> { nested().container(keyedBy: type) }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }

  func superEncoder() -> any Encoder { nested() }

  private func nested() -> PlaceEncoder {
    let value = EncodedValue()
    defer { place.append(value) }
    return PlaceEncoder(place: value, codingPath: codingPath + [PlaceKey(count)])
  }
}

private struct ScalarPlace: SingleValueEncodingContainer {
  let place: EncodedValue
  let codingPath: [any CodingKey]

  func encodeNil() { place.become(EncodedValue(.null)) }

  func encode<Value: Encodable>(_ value: Value) throws {
    place.become(try .of(value, codingPath: codingPath))
  }
}

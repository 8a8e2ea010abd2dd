/// Walks over the fields of a protocol buffer (https://protobuf.dev/programming-guides/encoding)
/// without reading what it is not asked for: weights are jumped over.
struct ProtobufReader {
  struct Field {
    var number: Int
    var value: Value
  }

  enum Value {
    case number(UInt64)
    /// A message, text or bytes: where it lies in the file.
    case bytes(Range<Int>)
    /// Fixed 32 or 64 bits, which nothing here asks for.
    case fixed
  }

  /// More fields than this end the walk: a file that is none could be walked for ever.
  static let mostFields = 200_000
  /// Longest text that is taken, bytes.
  private static let mostText = 4096
  /// Read ahead, bytes.
  private static let blockBytes = 4096

  private let file: PreviewFile
  private var block: [UInt8] = []
  private var blockStart = 0

  init(_ file: PreviewFile) { self.file = file }

  /// Calls `visit` with each field in a part of the file, until it returns false.
  ///
  /// - Returns: Whether the part is wholly made of fields, as far as it was walked.
  mutating func walk(_ part: Range<Int>, visit: (Field) throws -> Bool) throws -> Bool {
    var place = part.lowerBound
    var count = 0
    while place < part.upperBound {
      count += 1
      guard count <= Self.mostFields, let key = try varint(&place, in: part), key >> 3 > 0,
        let number = Int(exactly: key >> 3)
      else { return false }
      let value: Value
      switch key & 7 {
      case 0:
        guard let word = try varint(&place, in: part) else { return false }
        value = .number(word)
      case 1, 5:
        place += key & 7 == 1 ? 8 : 4
        value = .fixed
      case 2:
        guard let word = try varint(&place, in: part), let length = Int(exactly: word),
          length <= part.upperBound - place
        else { return false }
        value = .bytes(place..<place + length)
        place += length
      default: return false
      }
      guard place <= part.upperBound else { return false }
      if try !visit(Field(number: number, value: value)) { return true }
    }
    return true
  }

  /// The bytes of a text; nil when it is too long or not UTF-8.
  mutating func text(_ range: Range<Int>) throws -> String? {
    guard range.count <= Self.mostText else { return nil }
    return String(
      validating: try file.bytes(at: range.lowerBound, count: range.count), as: UTF8.self)
  }

  private mutating func varint(_ place: inout Int, in part: Range<Int>) throws -> UInt64? {
    var number: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard place < part.upperBound, let byte = try byte(at: place) else { return nil }
      place += 1
      number |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte & 0x80 == 0 { return number }
    }
    return nil
  }

  private mutating func byte(at place: Int) throws -> UInt8? {
    if !(blockStart..<blockStart + block.count).contains(place) {
      block = try file.bytes(at: place, count: Self.blockBytes)
      blockStart = place
    }
    let index = place - blockStart
    return block.indices.contains(index) ? block[index] : nil
  }
}

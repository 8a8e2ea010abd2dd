/// Unpacks DEFLATE (RFC 1951) up to a limit.
///
/// Small and safe rather than fast: what previews unpack is bounded, and any bytes are safe.
struct Inflate {
  /// What came out, and whether that is all of it; on an error what came before.
  static func unpack(_ packed: [UInt8], limit: Int) -> (bytes: [UInt8], isWhole: Bool) {
    var inflate = Inflate(packed: packed, limit: limit)
    let isWhole = inflate.run()
    return (inflate.output, isWhole)
  }

  private let packed: [UInt8]
  private let limit: Int
  private var place = 0
  private var bits: UInt32 = 0
  private var bitCount: UInt32 = 0
  private var output: [UInt8] = []

  private init(packed: [UInt8], limit: Int) {
    self.packed = packed
    self.limit = limit
    output.reserveCapacity(min(limit, packed.count &* 4))
  }

  private mutating func run() -> Bool {
    var isLast = false
    while !isLast {
      guard let last = take(1), let kind = take(2) else { return false }
      isLast = last == 1
      let isWhole =
        switch kind {
        case 0: copyStored()
        case 1: unpackBlock(lengths: Self.fixedLengths, distances: Self.fixedDistances)
        case 2: unpackDynamic()
        default: false
        }
      guard isWhole else { return false }
    }
    return true
  }

  /// The next bits, the first one lowest; nil at the end.
  @inline(__always)
  private mutating func take(_ count: UInt32) -> Int? {
    while bitCount < count {
      guard place < packed.count else { return nil }
      bits |= UInt32(packed[place]) << bitCount
      place += 1
      bitCount += 8
    }
    let value = bits & ((1 << count) - 1)
    bits >>= count
    bitCount -= count
    return Int(value)
  }

  private mutating func copyStored() -> Bool {
    (bits, bitCount) = (0, 0)
    guard let length = littleEndian(UInt16.self, in: packed, at: place),
      let check = littleEndian(UInt16.self, in: packed, at: place + 2), length == ~check
    else { return false }
    let start = place + 4
    let end = min(start + Int(length), packed.count)
    let room = limit - output.count
    output += packed[start..<min(end, start + room)]
    place = end
    return end == start + Int(length) && Int(length) <= room
  }

  // MARK: - Codes

  /// Codes of one to fifteen bits by their lengths (RFC 1951, 3.2.2).
  private struct Codes {
    /// How many codes there are of each length.
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int]

    init(lengths: ArraySlice<Int>) {
      for length in lengths { counts[length] += 1 }
      counts[0] = 0
      var offsets = [Int](repeating: 0, count: 16)
      for length in 1..<15 { offsets[length + 1] = offsets[length] + counts[length] }
      symbols = [Int](repeating: 0, count: lengths.count)
      for (symbol, length) in lengths.enumerated() where length > 0 {
        symbols[offsets[length]] = symbol
        offsets[length] += 1
      }
    }
  }

  private mutating func symbol(_ codes: Codes) -> Int? {
    var (code, first, index) = (0, 0, 0)
    for length in 1...15 {
      guard let bit = take(1) else { return nil }
      code |= bit
      let count = codes.counts[length]
      if code - first < count {
        let place = index + code - first
        return codes.symbols.indices.contains(place) ? codes.symbols[place] : nil
      }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    return nil
  }

  private static let fixedLengths = Codes(
    lengths: ([Int](repeating: 8, count: 144) + [Int](repeating: 9, count: 112)
      + [Int](repeating: 7, count: 24) + [Int](repeating: 8, count: 8))[...])
  private static let fixedDistances = Codes(lengths: [Int](repeating: 5, count: 30)[...])

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthBits: [UInt32] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
    3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]
  private static let distanceBits: [UInt32] = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
  ]
  /// In which the lengths of the code for lengths stand.
  private static let order = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  private mutating func unpackBlock(lengths: Codes, distances: Codes) -> Bool {
    while let symbol = symbol(lengths) {
      if symbol == 256 { return true }
      guard output.count < limit else { return false }
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      let index = symbol - 257
      guard index < Self.lengthBases.count, let more = take(Self.lengthBits[index]),
        let code = self.symbol(distances), code < Self.distanceBases.count,
        let further = take(Self.distanceBits[code])
      else { return false }
      let distance = Self.distanceBases[code] + further
      guard distance <= output.count else { return false }
      // Byte by byte: what is copied may begin with itself.
      for _ in 0..<min(Self.lengthBases[index] + more, limit - output.count) {
        output.append(output[output.count - distance])
      }
    }
    return false
  }

  private mutating func unpackDynamic() -> Bool {
    guard let lengthCount = take(5), let distanceCount = take(5), let codeCount = take(4) else {
      return false
    }
    var codeLengths = [Int](repeating: 0, count: 19)
    for index in 0..<(codeCount + 4) {
      guard let length = take(3) else { return false }
      codeLengths[Self.order[index]] = length
    }
    let codes = Codes(lengths: codeLengths[...])
    let total = lengthCount + 257 + distanceCount + 1
    var lengths: [Int] = []
    while lengths.count < total {
      guard let symbol = symbol(codes) else { return false }
      switch symbol {
      case 0...15: lengths.append(symbol)
      case 16:
        guard let last = lengths.last, let more = take(2) else { return false }
        lengths += [Int](repeating: last, count: 3 + more)
      case 17:
        guard let more = take(3) else { return false }
        lengths += [Int](repeating: 0, count: 3 + more)
      default:
        guard let more = take(7) else { return false }
        lengths += [Int](repeating: 0, count: 11 + more)
      }
    }
    guard lengths.count == total else { return false }
    return unpackBlock(
      lengths: Codes(lengths: lengths[..<(lengthCount + 257)]),
      distances: Codes(lengths: lengths[(lengthCount + 257)...]))
  }
}

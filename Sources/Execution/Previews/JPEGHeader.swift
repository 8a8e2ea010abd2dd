/// What the segments before the first frame's data say of a JPEG (ITU-T T.81, B.1 and B.2).
struct JPEGHeader: Equatable {
  static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]
  /// More than any program writes; a colour profile may take 255.
  private static let mostSegments = 1000

  /// In points, as stored. A height of zero is told only after the data.
  var width: Int
  var height: Int
  /// Bits of a sample.
  var depth: Int
  /// 1 grey, 3 colour, 4 CMYK.
  var components: Int
  var isProgressive: Bool
  /// How the stored rows and columns are to be shown, 1…8 (EXIF 2.32, tag 274).
  var orientation = 1

  /// Nil where no frame's header is found.
  init?(_ file: PreviewFile) throws {
    guard try file.bytes(at: 0, count: 3) == Self.signature else { return nil }
    var place = 2
    var orientation = 1
    for _ in 0..<Self.mostSegments {
      let head = try file.bytes(at: place, count: 10)
      guard head.count == 10, head[0] == 0xFF,
        let length = bigEndian(UInt16.self, in: head, at: 2).map(Int.init)
      else { return nil }
      switch head[1] {
      case 0xFF:
        place += 1
        continue
      case 0xE1:
        orientation = Self.orientation(try file.bytes(at: place + 4, count: length)) ?? orientation
      case 0xC4, 0xC8, 0xCC: break
      case 0xC0...0xCF:
        guard let height = bigEndian(UInt16.self, in: head, at: 5),
          let width = bigEndian(UInt16.self, in: head, at: 7)
        else { return nil }
        (self.width, self.height, depth) = (Int(width), Int(height), Int(head[4]))
        components = Int(head[9])
        isProgressive = [0xC2, 0xC6, 0xCA, 0xCE].contains(head[1])
        self.orientation = orientation
        return
      default: break
      }
      place += 2 + length
    }
    return nil
  }

  var mode: String {
    let colours = [1: "grey", 3: "colour", 4: "CMYK"][components] ?? "unknown colours"
    return "\(depth)-bit \(colours)" + (isProgressive ? ", progressive" : "")
  }

  /// Of an APP1 segment that holds EXIF: the tag in its first directory (TIFF 6.0, section 2).
  private static func orientation(_ segment: [UInt8]) -> Int? {
    guard segment.starts(with: Array("Exif\0\0".utf8)) else { return nil }
    let tiff = Array(segment.dropFirst(6))
    let isLittle = tiff.starts(with: Array("II*\0".utf8))
    guard isLittle || tiff.starts(with: Array("MM\0*".utf8)) else { return nil }
    func number<Number: FixedWidthInteger & UnsignedInteger>(
      _ type: Number.Type, at offset: Int
    ) -> Number? {
      isLittle ? littleEndian(type, in: tiff, at: offset) : bigEndian(type, in: tiff, at: offset)
    }
    guard let directory = number(UInt32.self, at: 4).map(Int.init),
      let entries = number(UInt16.self, at: directory).map(Int.init)
    else { return nil }
    let found = (0..<entries).first { number(UInt16.self, at: directory + 2 + $0 * 12) == 0x0112 }
    guard let found, let value = number(UInt16.self, at: directory + 2 + found * 12 + 8),
      (1...8).contains(value)
    else { return nil }
    return Int(value)
  }
}

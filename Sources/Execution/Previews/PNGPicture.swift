import BatchEndpoints

/// A PNG as a small picture (Portable Network Graphics, third edition). Interlaced ones, and those
/// that would be too much work, are none.
struct PNGPicture {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Of the picture that is kept, in points.
  private static let mostColumns = 160
  private static let mostRows = 120
  /// Bytes unpacked at most.
  private static let mostBytes = 32 << 20
  /// What lies behind a transparent point.
  private static let backdrop = 0x80

  struct Header: Equatable {
    var width: Int
    var height: Int
    /// Bits of a sample.
    var depth: Int
    /// 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha.
    var kind: Int
    var isInterlaced: Bool

    /// 11.2.1; nil for what the standard does not allow.
    init?(_ head: [UInt8]) {
      guard head.count >= 33, head.starts(with: PNGPicture.signature),
        head[12..<16].elementsEqual("IHDR".utf8),
        let width = bigEndian(UInt32.self, in: head, at: 16), (1...0x7FFF_FFFF).contains(width),
        let height = bigEndian(UInt32.self, in: head, at: 20), (1...0x7FFF_FFFF).contains(height)
      else { return nil }
      let depths: [Int: [UInt8]] = [
        0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16],
      ]
      guard depths[Int(head[25])]?.contains(head[24]) == true else { return nil }
      (self.width, self.height) = (Int(width), Int(height))
      (depth, kind) = (Int(head[24]), Int(head[25]))
      isInterlaced = head[28] != 0
    }

    var samples: Int { [1, 0, 3, 1, 2, 0, 4][kind] }
    /// Of a row, without its filter's number.
    var rowBytes: Int { (width * samples * depth + 7) / 8 }
    /// Between a byte and the one it is predicted from.
    var stride: Int { max(1, samples * depth / 8) }
  }

  /// The picture, at most 160 by 120 points, its sides in proportion.
  let small: FilePreview.Picture?

  /// Nil when it cannot be shown.
  init?(_ file: PreviewFile, _ head: [UInt8]) throws {
    guard let header = Header(head), !header.isInterlaced else { return nil }
    // Sides have 31 bits and a point 64 at most, so a row's bytes have no more than 34.
    let (total, overflows) = (header.rowBytes + 1).multipliedReportingOverflow(by: header.height)
    guard !overflows, total <= Self.mostBytes, let (data, palette) = try Self.chunks(file) else {
      return nil
    }
    // Two bytes of zlib's own come first (RFC 1950).
    var rows = Inflate.unpack(Array(data.dropFirst(2)), limit: total).bytes
    guard rows.count == total, Self.unfilter(&rows, header) else { return nil }
    small = Self.shrink(rows, header, palette)
  }

  /// The packed rows and the palette; nil when there are none or too many.
  private static func chunks(_ file: PreviewFile) throws -> (data: [UInt8], palette: [UInt8])? {
    var data: [UInt8] = []
    var palette: [UInt8] = []
    var place = signature.count
    // As many chunks as a sound file can have at that size.
    for _ in 0..<100_000 {
      let start = try file.bytes(at: place, count: 8)
      guard let length = bigEndian(UInt32.self, in: start, at: 0).map(Int.init), start.count == 8
      else { break }
      switch String(decoding: start[4...], as: UTF8.self) {
      case "IDAT":
        guard data.count + length <= PreviewFile.mostBytes else { return nil }
        data += try file.bytes(at: place + 8, count: length)
      case "PLTE": palette = try file.bytes(at: place + 8, count: min(length, 768))
      case "IEND": return data.isEmpty ? nil : (data, palette)
      default: break
      }
      place += 12 + length
    }
    return data.isEmpty ? nil : (data, palette)
  }

  /// Undoes the prediction of each row from its neighbours (clause 9), in place.
  private static func unfilter(_ rows: inout [UInt8], _ header: Header) -> Bool {
    let (length, stride) = (header.rowBytes, header.stride)
    return rows.withUnsafeMutableBufferPointer { rows in
      for y in 0..<header.height {
        let start = y * (length + 1) + 1
        let filter = rows[start - 1]
        guard filter <= 4 else { return false }
        if filter == 0 { continue }
        for x in 0..<length {
          let left = x >= stride ? Int(rows[start + x - stride]) : 0
          let above = y > 0 ? Int(rows[start + x - length - 1]) : 0
          let corner = x >= stride && y > 0 ? Int(rows[start + x - stride - length - 1]) : 0
          let prediction =
            switch filter {
            case 1: left
            case 2: above
            case 3: (left + above) / 2
            default: paeth(left, above, corner)
            }
          rows[start + x] &+= UInt8(truncatingIfNeeded: prediction)
        }
      }
      return true
    }
  }

  private static func paeth(_ left: Int, _ above: Int, _ corner: Int) -> Int {
    let guess = left + above - corner
    let (a, b, c) = (abs(guess - left), abs(guess - above), abs(guess - corner))
    return a <= b && a <= c ? left : b <= c ? above : corner
  }

  // MARK: - Shrinking

  /// Each point the mean of up to nine in its part of the picture.
  private static func shrink(
    _ rows: [UInt8], _ header: Header, _ palette: [UInt8]
  ) -> FilePreview.Picture? {
    let scale = min(
      1, Double(mostColumns) / Double(header.width), Double(mostRows) / Double(header.height))
    let width = max(1, Int(Double(header.width) * scale))
    let height = max(1, Int(Double(header.height) * scale))
    let steps = scale < 1 ? 3 : 1
    var points: [UInt32] = []
    points.reserveCapacity(width * height)
    for y in 0..<height {
      for x in 0..<width {
        var (red, green, blue) = (0, 0, 0)
        for step in 0..<(steps * steps) {
          let px = (x * steps + step % steps) * header.width / (width * steps)
          let py = (y * steps + step / steps) * header.height / (height * steps)
          let point = point(px, py, rows, header, palette)
          red += point.red
          green += point.green
          blue += point.blue
        }
        let count = steps * steps
        points.append(UInt32((red / count) << 16 | (green / count) << 8 | blue / count))
      }
    }
    return FilePreview.Picture(width: width, height: height, points: points)
  }

  private static func point(
    _ x: Int, _ y: Int, _ rows: [UInt8], _ header: Header, _ palette: [UInt8]
  ) -> (red: Int, green: Int, blue: Int) {
    let row = y * (header.rowBytes + 1) + 1
    /// A sample scaled to eight bits; the number itself in a palette.
    func sample(_ index: Int) -> Int {
      let place = x * header.samples + index
      switch header.depth {
      case 8: return Int(rows[row + place])
      case 16: return Int(rows[row + place * 2])
      default:
        let perByte = 8 / header.depth
        let shift = 8 - header.depth * (place % perByte + 1)
        let most = (1 << header.depth) - 1
        let value = Int(rows[row + place / perByte]) >> shift & most
        return header.kind == 3 ? value : value * 255 / most
      }
    }
    func over(_ value: Int, _ alpha: Int) -> Int {
      (value * alpha + backdrop * (255 - alpha)) / 255
    }
    switch header.kind {
    case 0: return (sample(0), sample(0), sample(0))
    case 2: return (sample(0), sample(1), sample(2))
    case 3:
      let place = sample(0) * 3
      guard place + 2 < palette.count else { return (0, 0, 0) }
      return (Int(palette[place]), Int(palette[place + 1]), Int(palette[place + 2]))
    case 4:
      let grey = over(sample(0), sample(1))
      return (grey, grey, grey)
    default:
      let alpha = sample(3)
      return (over(sample(0), alpha), over(sample(1), alpha), over(sample(2), alpha))
    }
  }
}

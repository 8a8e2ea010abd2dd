import BatchEndpoints

extension FilePreview {
  /// A picture by its header, and small as a picture where it is a PNG or a JPEG.
  static func picture(_ file: PreviewFile, _ head: [UInt8]) throws -> FilePreview? {
    if head.starts(with: JPEGHeader.signature) { return try jpeg(file, head) }
    guard let header = PictureHeader(head) else { return nil }
    var preview = FilePreview(
      kind: header.format,
      facts: [Fact("size", "\(header.width) x \(header.height)"), Fact("mode", header.mode)],
      isCut: true, bytes: file.bytes)
    if header.format == "PNG" { preview.picture = try PNGPicture(file, head)?.small }
    if preview.picture == nil { preview.lines = TextPreview.hexadecimal(Array(head.prefix(256))) }
    return preview
  }

  private static func jpeg(_ file: PreviewFile, _ head: [UInt8]) throws -> FilePreview? {
    guard let header = try JPEGHeader(file) else { return nil }
    var preview = FilePreview(
      kind: "JPEG",
      facts: [Fact("size", "\(header.width) x \(header.height)"), Fact("mode", header.mode)],
      isCut: true, bytes: file.bytes)
    let picture = try JPEGPicture(file, orientation: header.orientation)
    preview.picture = picture.small
    // A script that opens the file sees it as stored.
    if header.orientation > 1, picture.small != nil {
      preview.facts.append(Fact("orientation", "\(header.orientation) (EXIF), shown upright"))
    }
    if let note = picture.note { preview.facts.append(Fact("note", note)) }
    if preview.picture == nil { preview.lines = TextPreview.hexadecimal(Array(head.prefix(256))) }
    return preview
  }
}

/// What the first bytes of a picture, other than a JPEG, say of it.
struct PictureHeader: Equatable {
  var format: String
  /// In points.
  var width: Int
  var height: Int
  var mode: String

  /// Nil for what is no picture of a known format.
  init?(_ head: [UInt8]) {
    guard let found = Self.read(head), found.width > 0, found.height > 0 else { return nil }
    self = found
  }

  private init(_ format: String, _ width: Int, _ height: Int, _ mode: String) {
    self.format = format
    self.width = width
    self.height = height
    self.mode = mode
  }

  private static func read(_ head: [UInt8]) -> PictureHeader? {
    if head.starts(with: PNGPicture.signature) { return png(head) }
    if head.starts(with: Array("GIF8".utf8)) { return gif(head) }
    if head.starts(with: Array("BM".utf8)) { return bmp(head) }
    if head.starts(with: Array("RIFF".utf8)), head.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      return webp(head)
    }
    return nil
  }

  /// PNG (third edition), 11.2.1.
  private static func png(_ head: [UInt8]) -> PictureHeader? {
    guard let header = PNGPicture.Header(head) else { return nil }
    let kind = ["grey", "", "RGB", "palette", "grey with alpha", "", "RGB with alpha"]
    return PictureHeader(
      "PNG", header.width, header.height,
      "\(header.depth)-bit \(kind[header.kind])" + (header.isInterlaced ? ", interlaced" : ""))
  }

  private static func gif(_ head: [UInt8]) -> PictureHeader? {
    guard let width = littleEndian(UInt16.self, in: head, at: 6),
      let height = littleEndian(UInt16.self, in: head, at: 8)
    else { return nil }
    return PictureHeader("GIF", Int(width), Int(height), "palette")
  }

  /// BITMAPINFOHEADER; a height below zero means from top to bottom.
  private static func bmp(_ head: [UInt8]) -> PictureHeader? {
    guard let size = littleEndian(UInt32.self, in: head, at: 14), (40...124).contains(size),
      let width = littleEndian(UInt32.self, in: head, at: 18),
      let height = littleEndian(UInt32.self, in: head, at: 22),
      let bits = littleEndian(UInt16.self, in: head, at: 28)
    else { return nil }
    return PictureHeader(
      "BMP", Int(width), Int(Int32(bitPattern: height).magnitude), "\(bits) bits a point")
  }

  /// The three kinds of first chunk (RFC 9649, 2).
  private static func webp(_ head: [UInt8]) -> PictureHeader? {
    guard head.count >= 30 else { return nil }
    func at(_ place: Int) -> Int { Int(head[place]) }
    switch String(decoding: head[12..<16], as: UTF8.self) {
    case "VP8 ":
      return PictureHeader(
        "WebP", (at(26) | at(27) << 8) & 0x3FFF, (at(28) | at(29) << 8) & 0x3FFF, "lossy")
    case "VP8L":
      let bits = at(21) | at(22) << 8 | at(23) << 16 | at(24) << 24
      return PictureHeader("WebP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, "lossless")
    case "VP8X":
      return PictureHeader(
        "WebP", (at(24) | at(25) << 8 | at(26) << 16) + 1,
        (at(27) | at(28) << 8 | at(29) << 16) + 1,
        "extended")
    default: return nil
    }
  }
}

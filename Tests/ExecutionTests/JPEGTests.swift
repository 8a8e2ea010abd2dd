import BatchEndpoints
import Glibc
import Testing

@testable import Execution

@Suite("JPEG previews")
struct JPEGTests {
  private static let red: UInt32 = 0xFF0000
  private static let green: UInt32 = 0x00FF00
  private static let blue: UInt32 = 0x0000FF
  private static let white: UInt32 = 0xFFFFFF

  private func preview(_ bytes: [UInt8]) throws -> FilePreview {
    try FilePreview(of: PreviewFile(bytes), name: "x.jpg")
  }

  private func fact(_ label: String, _ preview: FilePreview) -> String? {
    preview.facts.first { $0.label == label }?.value
  }

  /// Top left, top right, bottom left and bottom right, a little away from where they meet.
  private func corners(_ picture: FilePreview.Picture) -> [UInt32] {
    let (left, top) = (picture.width / 8, picture.height / 8)
    let (right, bottom) = (picture.width - 1 - left, picture.height - 1 - top)
    return [picture[left, top], picture[right, top], picture[left, bottom], picture[right, bottom]]
  }

  /// Whether each colour is that one, but for what the coding loses.
  private func areNear(_ found: [UInt32], _ expected: [UInt32]) -> Bool {
    found.count == expected.count
      && zip(found, expected).allSatisfy { found, expected in
        [16, 8, 0].allSatisfy { abs(Int(found >> $0 & 0xFF) - Int(expected >> $0 & 0xFF)) <= 4 }
      }
  }

  struct Kind: CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var mode: String
    var corners: [UInt32]
  }

  static let kinds: [Kind] = [
    Kind(
      testDescription: "colour", bytes: WrittenJPEG.colours, mode: "8-bit colour",
      corners: [red, green, blue, white]),
    Kind(
      testDescription: "progressive", bytes: WrittenJPEG.progressive,
      mode: "8-bit colour, progressive", corners: [red, green, blue, white]),
    Kind(
      testDescription: "grey", bytes: WrittenJPEG.grey, mode: "8-bit grey",
      corners: [0x000000, 0x505050, 0xA0A0A0, 0xFFFFFF]),
    Kind(
      testDescription: "CMYK", bytes: WrittenJPEG.inks, mode: "8-bit CMYK",
      corners: [red, green, blue, 0x000000]),
    // The same bytes taken for brightness and colour: 1.402, 0.344, 0.714 and 1.772 (JFIF).
    Kind(
      testDescription: "YCCK", bytes: WrittenJPEG.inks.adobe(transform: 2), mode: "8-bit CMYK",
      corners: [0xB300E2, 0xFFCF1E, 0x4DFFFF, 0x000000]),
  ]

  @Test("a JPEG is a picture, whatever its colours are made of", arguments: kinds)
  func colours(kind: Kind) throws {
    let preview = try preview(kind.bytes)
    #expect(preview.kind == "JPEG")
    #expect(preview.facts == [.init("size", "32 x 16"), .init("mode", kind.mode)])
    let picture = try #require(preview.picture)
    #expect((picture.width, picture.height) == (32, 16))
    #expect(areNear(corners(picture), kind.corners), "\(corners(picture))")
  }

  @Test(
    "a picture stands as its EXIF data says", arguments: 1...8, [false, true])
  func orientation(orientation: Int, isLittle: Bool) throws {
    let (red, green, blue, white) = (Self.red, Self.green, Self.blue, Self.white)
    // As Pillow's ImageOps.exif_transpose has them.
    let expected = [
      [red, green, blue, white], [green, red, white, blue], [white, blue, green, red],
      [blue, white, red, green], [red, blue, green, white], [blue, red, white, green],
      [white, green, blue, red], [green, white, red, blue],
    ][orientation - 1]
    let preview = try preview(
      WrittenJPEG.turned(WrittenJPEG.colours, orientation: orientation, isLittle: isLittle))
    let picture = try #require(preview.picture)
    #expect((picture.width, picture.height) == (orientation < 5 ? (32, 16) : (16, 32)))
    #expect(areNear(corners(picture), expected), "\(corners(picture))")
    #expect(fact("size", preview) == "32 x 16")
    #expect(
      fact("orientation", preview)
        == (orientation == 1 ? nil : "\(orientation) (EXIF), shown upright"))
  }

  @Test("a picture of a hundred million points is small at once")
  func large() throws {
    let file = PreviewFile(WrittenJPEG.large)
    func used() -> Duration {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let before = used()
    let preview = try FilePreview(of: file, name: "x.jpg")
    #expect(used() - before < .seconds(3))
    #expect(preview.facts == [.init("size", "12000 x 9000"), .init("mode", "8-bit grey")])
    let picture = try #require(preview.picture)
    #expect((picture.width, picture.height) == (160, 120))
    #expect(picture[80, 58] == 0xC0C0C0)
    #expect(picture[80, 61] == 0x404040)
  }

  @Test("a progressive picture that would take too much memory is not decoded, and says so")
  func largeProgressive() throws {
    let preview = try preview(
      WrittenJPEG.resized(WrittenJPEG.progressive, marker: 0xC2, width: 12_000, height: 9000))
    #expect(preview.picture == nil)
    #expect(
      fact("note", preview) == "Progressive, and too large to be held in memory for a look.")
    #expect(preview.lines.first?.hasPrefix("00000000  ffd8 ffe0") == true)
  }

  @Test("a picture with more points than are decoded for a look says so")
  func tooLarge() throws {
    let preview = try preview(
      WrittenJPEG.resized(WrittenJPEG.block, marker: 0xC0, width: 65_000, height: 65_000))
    #expect(preview.picture == nil)
    #expect(fact("note", preview) == "Too many points to decode for a look.")
  }

  @Test("a picture that is cut off is shown as far as it goes")
  func cut() throws {
    let large = WrittenJPEG.large
    let preview = try preview(Array(large.prefix(large.count / 4)))
    #expect(fact("note", preview) == "Premature end of JPEG file.")
    let picture = try #require(preview.picture)
    #expect((picture.width, picture.height) == (160, 120))
    #expect(picture[80, 10] == 0xC0C0C0)
    // What is not there is grey.
    #expect(picture[80, 110] == 0x808080)
  }

  @Test("a picture that is cut off before its first row is told as such")
  func headerOnly() throws {
    let preview = try preview(Array(WrittenJPEG.colours.prefix(200)))
    #expect(fact("size", preview) == "32 x 16")
    #expect(fact("note", preview) == "Premature end of JPEG file.")
    #expect(preview.picture == nil)
    #expect(!preview.lines.isEmpty)
  }

  @Test("sides of nothing and samples of twelve bits are told as what they are")
  func unusual() throws {
    let empty = try preview(
      WrittenJPEG.resized(WrittenJPEG.colours, marker: 0xC0, width: 32, height: 0))
    #expect(empty.picture == nil)
    #expect(fact("note", empty) == "Empty JPEG image (DNL not supported).")
    var deep = WrittenJPEG.block
    let place = try #require(
      deep.indices.dropLast(9).first { deep[$0...].starts(with: [0xFF, 0xC0]) })
    deep[place + 4] = 12
    let found = try preview(deep)
    #expect(fact("mode", found) == "12-bit grey")
    #expect(fact("note", found) == "Unsupported JPEG data precision 12.")
  }

  @Test("a header behind long segments is found")
  func longSegments() throws {
    let profile = [0xFF, 0xE2, 0xFF, 0xFF] + [UInt8](repeating: 1, count: 0xFFFD)
    let bytes = [0xFF, 0xD8] + profile + profile + WrittenJPEG.colours.dropFirst(2)
    let preview = try preview(bytes)
    #expect(fact("size", preview) == "32 x 16")
    #expect(areNear(corners(try #require(preview.picture)), Self.kinds[0].corners))
  }

  @Test("no damage traps or takes long", arguments: 1...4)
  func hostile(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let samples =
      Self.kinds.map(\.bytes) + [
        WrittenJPEG.turned(WrittenJPEG.grey, orientation: 6, isLittle: true)
      ]
    for _ in 0..<300 {
      var bytes = samples.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let place = Int.random(in: 2..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[place] = .random(in: 0...255, using: &random)
        case 1: bytes[place] = 0xFF
        case 2: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        default: bytes.removeSubrange(place...)
        }
        if bytes.count < 4 { break }
      }
      let picture = try preview(bytes).picture
      #expect((picture?.width ?? 0) <= 160 && (picture?.height ?? 0) <= 160)
    }
  }
}

extension [UInt8] {
  /// With another colour transform in the Adobe segment.
  fileprivate func adobe(transform: UInt8) -> [UInt8] {
    var bytes = self
    if let place = indices.first(where: { self[$0...].starts(with: Array("Adobe".utf8)) }) {
      bytes[place + 11] = transform
    }
    return bytes
  }
}

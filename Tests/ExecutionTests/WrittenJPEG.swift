import Foundation

/// JPEG files as Pillow writes them (`quality=75, optimize=True`), and those made of them.
///
/// Where nothing else is said they have 32 by 16 points: red and green above blue and white.
enum WrittenJPEG {
  static let colours = bytes(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwc"
      + "KDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy"
      + "MjIyMjIyMjIyMjIyMjIyMjIyMjL/wAARCAAQACADAREAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAAAAcGCP/EABQQ"
      + "AQAAAAAAAAAAAAAAAAAAAAD/xAAYAQEAAwEAAAAAAAAAAAAAAAAABgcIBf/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAM"
      + "AwEAAhEDEQA/AMWjK8QFKRpi8BBmvFmAO4lHOmA//9k=")
  static let progressive = bytes(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwc"
      + "KDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy"
      + "MjIyMjIyMjIyMjIyMjIyMjIyMjL/wgARCAAQACADAREAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAAAAYFB//EABgB"
      + "AQADAQAAAAAAAAAAAAAAAAAFBgcE/9oADAMBAAIQAxAAAAHFjLwKWMxcQWvWYdxo/UP/xAAUEAEAAAAAAAAAAAAAAAAA"
      + "AAAw/9oACAEBAAEFAg//xAAUEQEAAAAAAAAAAAAAAAAAAAAw/9oACAEDAQE/AQ//xAAUEQEAAAAAAAAAAAAAAAAAAAAw"
      + "/9oACAECAQE/AQ//xAAUEAEAAAAAAAAAAAAAAAAAAAAw/9oACAEBAAY/Ag//xAAUEAEAAAAAAAAAAAAAAAAAAAAw/9oA"
      + "CAEBAAE/IQ//2gAMAwEAAgADAAAAECW/5P/EABQRAQAAAAAAAAAAAAAAAAAAADD/2gAIAQMBAT8QD//EABQRAQAAAAAA"
      + "AAAAAAAAAAAAADD/2gAIAQIBAT8QD//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEAAT8QD//Z")
  /// 0 and 80 above 160 and 255.
  static let grey = bytes(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwc"
      + "KDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAAQACABAREA/8QAFgABAQEAAAAAAAAAAAAAAAAAAAcI/8QAFBABAAAAAAAA"
      + "AAAAAAAAAAAAAP/aAAgBAQAAPwDP4qAqAr4//9k=")
  /// In four inks, upside down as Adobe has them: red and green above blue and black.
  static let inks = bytes(
    "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAIBgYHBgUIBwcHCQkICgwUDQwLCwwZEhMPFB0aHx4dGhwcICQuJyAiLCMcHCg3"
      + "KSwwMTQ0NB8nOT04MjwuMzQy/8AAFAgAEAAgBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAAIB//EABQQ"
      + "AQAAAAAAAAAAAAAAAAAAAAD/2gAOBEMATQBZAEsAAD8A39P6f2/gCAF/gACAF/gAv9f4gAAf/9k=")
  /// 8 by 8 points of 128, with the usual codes.
  static let block = bytes(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwc"
      + "KDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAAIAAgBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QA"
      + "tRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0"
      + "NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2"
      + "t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/ACv/2Q==")

  private static func bytes(_ base64: String) -> [UInt8] {
    Data(base64Encoded: base64).map { [UInt8]($0) } ?? []
  }

  // MARK: - Made of them

  /// With other sides in the frame's header, which begins with `FF` and this marker.
  static func resized(_ file: [UInt8], marker: UInt8, width: Int, height: Int) -> [UInt8] {
    var file = file
    guard
      let place = file.indices.dropLast(9).first(where: {
        file[$0...].starts(with: [0xFF, marker])
      })
    else { return [] }
    file.replaceSubrange(
      place + 5..<place + 9,
      with: [height, width].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    return file
  }

  /// With an EXIF segment that has the orientation as its second tag.
  static func turned(_ file: [UInt8], orientation: Int, isLittle: Bool) -> [UInt8] {
    func number(_ value: Int, bytes count: Int) -> [UInt8] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
      return isLittle ? bytes : bytes.reversed()
    }
    let tiff =
      Array((isLittle ? "II" : "MM").utf8) + number(42, bytes: 2) + number(8, bytes: 4)
      + number(2, bytes: 2)
      + number(0x0100, bytes: 2) + number(4, bytes: 2) + number(1, bytes: 4) + number(32, bytes: 4)
      + number(0x0112, bytes: 2) + number(3, bytes: 2) + number(1, bytes: 4)
      + number(orientation, bytes: 2) + [0, 0] + number(0, bytes: 4)
    let segment = Array("Exif\0\0".utf8) + tiff
    return [0xFF, 0xD8, 0xFF, 0xE1, 0, UInt8(segment.count + 2)] + segment + file.dropFirst(2)
  }

  /// 12 000 by 9000 points: 192 above, 64 from row 4496 on.
  ///
  /// A block like the one before is the six bits `00` (no difference) and `1010` (nothing else), so four
  /// of them are three bytes; `block` says which codes (ITU-T T.81, K.3) mean that.
  static var large: [UInt8] {
    let like: [UInt8] = [0x28, 0xA2, 0x8A]
    let file = resized(block, marker: 0xC0, width: 12_000, height: 9000)
    // Its one block's byte and the end of the image.
    var bytes = Array(file.dropLast(3))
    // 64 more than grey: code 11110, bits 1000000; then nothing else.
    bytes += [0xF4, 0x0A]
    for _ in 0..<210_749 { bytes += like }
    // 128 less than before: code 111110, bits 01111111; then one block like it.
    bytes += [0xF9, 0xFE, 0x8A]
    for _ in 0..<211_125 { bytes += like }
    // The last block, filled up with ones.
    return bytes + [0x2B, 0xFF, 0xD9]
  }
}

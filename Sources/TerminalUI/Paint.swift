/// Two colours of a picture in one cell, in place of a role's: the character and what is behind it.
///
/// Five bits each of red, green and blue: a cell stays as small as it was, and nobody sees more in a
/// point that is half a cell.
package struct Paint: Hashable, Sendable {
  /// Zero is none; the highest bit tells black from it.
  private var packed: UInt32

  package static let none = Paint(packed: 0)

  private init(packed: UInt32) { self.packed = packed }

  /// Both 0xRRGGBB.
  package init(_ foreground: UInt32, over background: UInt32) {
    packed = 1 << 31 | Self.packed(foreground) << 15 | Self.packed(background)
  }

  var foreground: UInt32 { Self.unpacked(packed >> 15) }
  var background: UInt32 { Self.unpacked(packed) }

  private static func packed(_ rgb: UInt32) -> UInt32 {
    (rgb >> 19 & 31) << 10 | (rgb >> 11 & 31) << 5 | rgb >> 3 & 31
  }

  private static func unpacked(_ bits: UInt32) -> UInt32 {
    func byte(_ shift: UInt32) -> UInt32 {
      let five = bits >> shift & 31
      return five << 3 | five >> 2
    }
    return byte(10) << 16 | byte(5) << 8 | byte(0)
  }
}

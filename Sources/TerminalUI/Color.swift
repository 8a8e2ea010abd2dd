import Glibc

/// How many colours a terminal can show.
package enum ColorDepth: Int, Comparable, CaseIterable, Sendable {
  case mono
  /// The sixteen ANSI colours, whose shades are the user's own.
  case ansi16
  case palette256
  case trueColor

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A colour in the form a terminal takes.
package enum TerminalColor: Hashable, Sendable {
  /// Whatever the terminal's own text or background is.
  case terminalDefault
  /// 0 … 15 are the ANSI colours, 16 … 255 the cube and the greys.
  case palette(UInt8)
  /// 0xRRGGBB
  case rgb(UInt32)
}

/// How a cell looks on one terminal.
package struct ResolvedStyle: Hashable, Sendable {
  package var foreground: TerminalColor
  package var background: TerminalColor
  package var bold: Bool
  package var dim: Bool
  package var underline: Bool
  package var reverse: Bool

  package init(
    foreground: TerminalColor = .terminalDefault, background: TerminalColor = .terminalDefault,
    bold: Bool = false, dim: Bool = false, underline: Bool = false, reverse: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    self.bold = bold
    self.dim = dim
    self.underline = underline
    self.reverse = reverse
  }
}

/// A colour in Björn Ottosson's OKLab, where distance is close to difference seen.
struct OKLab {
  let lightness: Double
  let a: Double
  let b: Double

  /// - Parameter rgb: 0xRRGGBB, sRGB.
  init(rgb: UInt32) {
    let (red, green, blue) = linearComponents(rgb)
    let long = cubeRoot(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    let medium = cubeRoot(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    let short = cubeRoot(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
  }

  func squaredDistance(to other: OKLab) -> Double {
    let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
    return dl * dl + da * da + db * db
  }
}

/// The colours 16 … 255 that terminals agree on: a cube of six steps a side, then 24 greys.
enum ColorCube {
  static let colors: [(index: UInt8, lab: OKLab)] = (16...255).map { index in
    (UInt8(index), OKLab(rgb: rgb(index)))
  }

  /// The index, 16 … 255, of the colour that looks most like `rgb`.
  static func nearest(to rgb: UInt32) -> UInt8 {
    let wanted = OKLab(rgb: rgb)
    let nearest = colors.min {
      $0.lab.squaredDistance(to: wanted) < $1.lab.squaredDistance(to: wanted)
    }
    return nearest?.index ?? 16
  }

  static func rgb(_ index: Int) -> UInt32 {
    if index >= 232 { return UInt32(8 + (index - 232) * 10) * 0x010101 }
    let steps: [UInt32] = [0, 95, 135, 175, 215, 255]
    let cube = index - 16
    return steps[cube / 36] << 16 | steps[cube / 6 % 6] << 8 | steps[cube % 6]
  }
}

/// The ratio of WCAG 2 between two colours, 1 … 21; text wants 4.5.
package func contrast(_ left: UInt32, _ right: UInt32) -> Double {
  func luminance(_ rgb: UInt32) -> Double {
    let (red, green, blue) = linearComponents(rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  let (one, other) = (luminance(left), luminance(right))
  return (max(one, other) + 0.05) / (min(one, other) + 0.05)
}

private func linearComponents(_ rgb: UInt32) -> (Double, Double, Double) {
  func linear(_ byte: UInt32) -> Double {
    let value = Double(byte & 0xFF) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
  return (linear(rgb >> 16), linear(rgb >> 8), linear(rgb))
}

private func cubeRoot(_ value: Double) -> Double { cbrt(value) }

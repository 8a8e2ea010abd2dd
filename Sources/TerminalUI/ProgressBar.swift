/// A horizontal bar, exact to an eighth of a cell; `[#####-----]` in ASCII.
package struct ProgressBar: Hashable, Sendable {
  /// 0 … 1; anything else, and what is not a number, is clamped.
  package var fraction: Double
  package var style: Style

  package init(fraction: Double, style: Style = .role(.progress)) {
    self.fraction = fraction.isNaN ? 0 : min(1, max(0, fraction))
    self.style = style
  }

  /// Fills the first row of the rectangle.
  package func draw(on surface: inout Surface, in rect: Rect, glyphs: Glyphs) {
    guard !rect.isEmpty else { return }
    let line = glyphs.horizontalEighths.isEmpty ? ascii(rect.width) : blocks(rect.width, glyphs)
    surface.write(line, x: rect.x, y: rect.y, width: rect.width, style: style)
  }

  private func blocks(_ width: Int, _ glyphs: Glyphs) -> String {
    let steps = glyphs.horizontalEighths
    let filled = Self.steps(fraction, of: width * steps.count)
    var line = String(repeating: steps[steps.count - 1], count: filled / steps.count)
    if filled % steps.count > 0 { line.append(steps[filled % steps.count - 1]) }
    return TextWidth.pad(right: line, to: width)
  }

  private func ascii(_ width: Int) -> String {
    let isFramed = width >= 4
    let room = isFramed ? width - 2 : width
    let filled = Self.steps(fraction, of: room)
    let line =
      String(repeating: "#", count: filled) + String(repeating: "-", count: room - filled)
    return isFramed ? "[\(line)]" : line
  }

  /// Whole steps of the fraction: something begun shows, and only what is complete looks complete.
  private static func steps(_ fraction: Double, of total: Int) -> Int {
    if fraction <= 0 { return 0 }
    if fraction >= 1 { return total }
    return min(max(1, Int(fraction * Double(total))), max(0, total - 1))
  }
}

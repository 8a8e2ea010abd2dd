/// A row of small columns, the newest value at the right.
package struct Sparkline: Hashable, Sendable {
  /// Oldest first; what is not a number leaves a gap.
  package var values: [Double]
  /// The value of a full column; the largest visible one when nil.
  package var maximum: Double?
  package var style: Style

  package init(values: [Double], maximum: Double? = nil, style: Style = .role(.throughput)) {
    self.values = values
    self.maximum = maximum
    self.style = style
  }

  /// Draws the newest values into the first row of the rectangle, one to a column.
  package func draw(on surface: inout Surface, in rect: Rect, glyphs: Glyphs) {
    guard !rect.isEmpty else { return }
    let visible = values.suffix(rect.width)
    let top = maximum ?? visible.filter(\.isFinite).max() ?? 0
    let line = visible.map { value -> Character in
      guard value.isFinite else { return " " }
      return Self.level(value, of: top, in: glyphs.levels)
    }
    surface.write(
      String(line), x: rect.maxX - visible.count, y: rect.y, width: visible.count, style: style)
  }

  /// A value at or below zero still shows the lowest level: it was measured.
  private static func level(_ value: Double, of top: Double, in levels: [Character]) -> Character {
    guard top > 0, value > 0 else { return levels[0] }
    let index = min(1, value / top) * Double(levels.count)
    return levels[min(levels.count - 1, Int(index))]
  }
}

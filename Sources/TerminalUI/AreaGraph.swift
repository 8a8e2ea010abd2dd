/// A filled graph of a history, the newest value at the right, with labels on its vertical axis.
package struct AreaGraph: Sendable {
  /// Oldest first; what is not a number leaves a gap. A braille cell shows two values, any other one.
  package var values: [Double]
  /// The value at the top edge; nil picks a round number above the largest visible value.
  package var maximum: Double?
  /// A level to mark with a dashed line.
  package var limit: Double?
  /// From the bottom to the top of the graph, in equal shares of its height.
  package var roles: [Role]
  /// Words for the values on the axis; no axis when nil.
  package var label: (@Sendable (Double) -> String)?

  package init(
    values: [Double], maximum: Double? = nil, limit: Double? = nil,
    roles: [Role] = [.throughput], label: (@Sendable (Double) -> String)? = nil
  ) {
    self.values = values
    self.maximum = maximum
    self.limit = limit
    self.roles = roles
    self.label = label
  }

  package func draw(on surface: inout Surface, in rect: Rect, glyphs: Glyphs) {
    guard !rect.isEmpty else { return }
    let valuesPerCell = glyphs.hasBraille ? 2 : 1
    // The axis takes some columns; values that then fall out must not set the scale.
    let widest = Array(values.suffix(rect.width * valuesPerCell))
    let top = scale(for: widest)
    let plot = drawAxis(on: &surface, in: rect, top: top, glyphs: glyphs)
    guard !plot.isEmpty else { return }
    drawLimit(on: &surface, in: plot, top: top, glyphs: glyphs)
    if glyphs.hasBraille {
      drawBraille(on: &surface, in: plot, top: top)
    } else {
      drawColumns(on: &surface, in: plot, top: top, glyphs: glyphs)
    }
  }

  private func scale(for visible: [Double]) -> Double {
    if let maximum, maximum > 0, maximum.isFinite { return maximum }
    return Self.roundedUp(max(limit ?? 0, visible.filter(\.isFinite).max() ?? 0))
  }

  /// The next number that reads well on an axis; 1 for zero and below.
  package static func roundedUp(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    var magnitude = 1.0
    while magnitude > value { magnitude /= 10 }
    while magnitude * 10 <= value { magnitude *= 10 }
    let steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]
    return (steps.first { $0 * magnitude >= value } ?? 10) * magnitude
  }

  // MARK: - Axis

  /// Draws labels and the axis line, and returns what is left for the graph.
  private func drawAxis(
    on surface: inout Surface, in rect: Rect, top: Double, glyphs: Glyphs
  ) -> Rect {
    guard let label else { return rect }
    let rows = rect.height
    // The label of a row is the value at its height, the bottom row being zero.
    var labelled: [Int: String] = [0: label(top)]
    if rows > 1 { labelled[rows - 1] = label(0) }
    if rows >= 5, rows % 2 == 1 { labelled[rows / 2] = label(top / 2) }
    let width = labelled.values.map(TextWidth.of).max() ?? 0
    guard width + 1 + 4 <= rect.width else { return rect }
    for row in 0..<rows {
      let y = rect.y + row
      if let text = labelled[row] {
        surface.write(
          TextWidth.pad(left: text, to: width), x: rect.x, y: y, style: .role(.muted))
      }
      let line = labelled[row] == nil ? glyphs.border.vertical : glyphs.border.teeRight
      surface.write(String(line), x: rect.x + width, y: y, style: .role(.border))
    }
    return rect.split(left: width + 1).rest
  }

  private func drawLimit(
    on surface: inout Surface, in plot: Rect, top: Double, glyphs: Glyphs
  ) {
    guard let limit, limit > 0, limit <= top else { return }
    let fromBottom = min(plot.height - 1, Int(limit / top * Double(plot.height)))
    surface.fill(
      Rect(x: plot.x, y: plot.maxY - 1 - fromBottom, width: plot.width, height: 1),
      glyphs.border.dashed, style: Style(role: .warning, dim: true))
  }

  // MARK: - Area

  /// Dots from the bottom up, left and right half of a braille cell (Unicode, U+2800).
  /// By how many are filled.
  private static let leftDots: [UInt32] = [0, 0x40, 0x44, 0x46, 0x47]
  private static let rightDots: [UInt32] = [0, 0x80, 0xA0, 0xB0, 0xB8]

  private func drawBraille(on surface: inout Surface, in plot: Rect, top: Double) {
    let heights = self.heights(count: plot.width * 2, steps: plot.height * 4, top: top)
    for row in 0..<plot.height {
      let style = Style.role(role(atRow: row, of: plot.height))
      func filled(_ index: Int) -> Int { min(4, max(0, heights[index] - row * 4)) }
      for column in 0..<plot.width {
        let dots = Self.leftDots[filled(column * 2)] | Self.rightDots[filled(column * 2 + 1)]
        guard dots != 0, let scalar = Unicode.Scalar(0x2800 + dots) else { continue }
        surface.plot(scalar, x: plot.x + column, y: plot.maxY - 1 - row, style: style)
      }
    }
  }

  private func drawColumns(on surface: inout Surface, in plot: Rect, top: Double, glyphs: Glyphs) {
    let levels: [Unicode.Scalar] =
      glyphs.isASCII ? [".", ":", "#"] : glyphs.levels.flatMap(\.unicodeScalars)
    let heights = self.heights(count: plot.width, steps: plot.height * levels.count, top: top)
    for row in 0..<plot.height {
      let style = Style.role(role(atRow: row, of: plot.height))
      for column in 0..<plot.width {
        let filled = min(levels.count, heights[column] - row * levels.count)
        guard filled > 0 else { continue }
        surface.plot(
          levels[filled - 1], x: plot.x + column, y: plot.maxY - 1 - row, style: style)
      }
    }
  }

  /// Heights in steps, zero where nothing was measured; a measured zero is one step high.
  private func heights(count: Int, steps: Int, top: Double) -> [Int] {
    let visible = values.suffix(count)
    let heights = visible.map { value -> Int in
      guard value.isFinite else { return 0 }
      return min(steps, max(1, Int((min(1, max(0, value / top)) * Double(steps)).rounded())))
    }
    return Array(repeating: 0, count: count - heights.count) + heights
  }

  private func role(atRow row: Int, of rows: Int) -> Role {
    guard !roles.isEmpty else { return .text }
    return roles[min(roles.count - 1, row * roles.count / rows)]
  }
}

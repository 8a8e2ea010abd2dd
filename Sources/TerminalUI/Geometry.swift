/// A screen's extent in cells; never negative.
package struct Size: Hashable, Sendable {
  package let columns: Int
  package let rows: Int

  package init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
  }

  package func fits(columns: Int, rows: Int) -> Bool {
    self.columns >= columns && self.rows >= rows
  }
}

/// A rectangle of cells. The origin may lie outside a surface; the extent is never negative.
///
/// Every operation clamps instead of trapping, so a layout written for 120 columns survives in 3.
package struct Rect: Hashable, Sendable {
  package let x: Int
  package let y: Int
  package let width: Int
  package let height: Int

  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = min(max(-Self.limit, x), Self.limit)
    self.y = min(max(-Self.limit, y), Self.limit)
    self.width = min(max(0, width), Self.limit)
    self.height = min(max(0, height), Self.limit)
  }

  /// Far beyond any screen, and small enough for sums never to overflow.
  private static let limit = 1 << 20

  /// The whole of a screen.
  package init(_ size: Size) {
    self.init(x: 0, y: 0, width: size.columns, height: size.rows)
  }

  package var isEmpty: Bool { width == 0 || height == 0 }

  /// One past the last column.
  package var maxX: Int { x + width }

  /// One past the last row.
  package var maxY: Int { y + height }

  package func contains(x: Int, y: Int) -> Bool {
    x >= self.x && x < maxX && y >= self.y && y < maxY
  }

  /// What lies in both; empty when they do not meet.
  package func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect(
      x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
  }

  /// The rectangle without `margin` cells on every side.
  package func inset(by margin: Int = 1) -> Rect {
    inset(horizontal: margin, vertical: margin)
  }

  package func inset(horizontal: Int, vertical: Int) -> Rect {
    let dx = min(max(0, horizontal), (width + 1) / 2)
    let dy = min(max(0, vertical), (height + 1) / 2)
    return Rect(x: x + dx, y: y + dy, width: width - 2 * dx, height: height - 2 * dy)
  }

  /// A rectangle of at most this extent in the middle of the receiver.
  package func centered(width: Int, height: Int) -> Rect {
    let width = min(max(0, width), self.width)
    let height = min(max(0, height), self.height)
    return Rect(
      x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width,
      height: height)
  }
}

// MARK: - Splitting

extension Rect {
  /// The first `rows` rows, and the rest below.
  package func split(top rows: Int) -> (top: Rect, rest: Rect) {
    let rows = min(max(0, rows), height)
    return (
      Rect(x: x, y: y, width: width, height: rows),
      Rect(x: x, y: y + rows, width: width, height: height - rows)
    )
  }

  /// The rest above, and the last `rows` rows.
  package func split(bottom rows: Int) -> (rest: Rect, bottom: Rect) {
    let rows = min(max(0, rows), height)
    let (rest, bottom) = split(top: height - rows)
    return (rest, bottom)
  }

  /// The first `columns` columns, and the rest to the right.
  package func split(left columns: Int) -> (left: Rect, rest: Rect) {
    let columns = min(max(0, columns), width)
    return (
      Rect(x: x, y: y, width: columns, height: height),
      Rect(x: x + columns, y: y, width: width - columns, height: height)
    )
  }

  /// The rest to the left, and the last `columns` columns.
  package func split(right columns: Int) -> (rest: Rect, right: Rect) {
    let columns = min(max(0, columns), width)
    let (rest, right) = split(left: width - columns)
    return (rest, right)
  }

  /// Side-by-side columns whose widths go as the weights; together they cover the width, less the
  /// gaps. Weights below zero count as zero.
  package func columns(weights: [Int], gap: Int = 0) -> [Rect] {
    Self.spans(of: width, weights: weights, gap: gap).map { start, length in
      Rect(x: x + start, y: y, width: length, height: height)
    }
  }

  /// Stacked rows whose heights go as the weights; together they cover the height, less the gaps.
  package func rows(weights: [Int], gap: Int = 0) -> [Rect] {
    Self.spans(of: height, weights: weights, gap: gap).map { start, length in
      Rect(x: x, y: y + start, width: width, height: length)
    }
  }

  private static func spans(
    of extent: Int, weights: [Int], gap: Int
  ) -> [(start: Int, length: Int)] {
    let weights = weights.map { max(0, $0) }
    let total = max(1, weights.reduce(0, +))
    let gap = max(0, gap)
    let room = max(0, extent - gap * max(0, weights.count - 1))
    var spans: [(start: Int, length: Int)] = []
    var before = 0
    for (index, weight) in weights.enumerated() {
      // Rounding the running total, not each share, leaves no column over.
      let start = room * before / total
      before += weight
      let end = room * before / total
      spans.append((min(extent, start + index * gap), end - start))
    }
    return spans
  }
}

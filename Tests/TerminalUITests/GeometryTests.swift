import TerminalUI
import Testing

@Suite struct GeometryTests {
  private let rect = Rect(x: 2, y: 3, width: 10, height: 4)

  @Test("splitting gives both parts, in the order they stand")
  func split() {
    #expect(rect.split(top: 1).rest == Rect(x: 2, y: 4, width: 10, height: 3))
    #expect(rect.split(bottom: 1).bottom == Rect(x: 2, y: 6, width: 10, height: 1))
    #expect(rect.split(left: 4).rest == Rect(x: 6, y: 3, width: 6, height: 4))
    #expect(rect.split(right: 4).rest == Rect(x: 2, y: 3, width: 6, height: 4))
  }

  @Test("a split beyond the extent takes all and leaves an empty rest", arguments: [-5, 0, 99])
  func splitClamps(amount: Int) {
    let (top, rest) = rect.split(top: amount)
    #expect(top.height + rest.height == rect.height)
    let (left, right) = rect.split(right: amount)
    #expect(left.width + right.width == rect.width)
    #expect(left.width >= 0 && right.width >= 0)
  }

  @Test("weighted columns cover the width exactly, whatever the remainder", arguments: 0...40)
  func columns(width: Int) {
    let row = Rect(x: 5, y: 0, width: width, height: 1)
    let columns = row.columns(weights: [1, 2, 2])
    #expect(columns.reduce(0) { $0 + $1.width } == width)
    #expect(columns.last?.maxX == row.maxX)
    #expect(zip(columns, columns.dropFirst()).allSatisfy { $0.maxX == $1.x })
  }

  @Test("gaps stand between weighted rows, not around them")
  func rows() {
    let rows = Rect(x: 0, y: 0, width: 1, height: 11).rows(weights: [1, 1], gap: 1)
    #expect(rows.map(\.y) == [0, 6])
    #expect(rows.map(\.height) == [5, 5])
  }

  @Test("an inset larger than the rectangle leaves an empty one inside it")
  func inset() {
    let inner = rect.inset(by: 3)
    #expect(inner.isEmpty)
    #expect(rect.inset() == Rect(x: 3, y: 4, width: 8, height: 2))
    #expect(rect.contains(x: inner.x, y: inner.y))
  }

  @Test("numbers out of all bounds are clamped, not trapped on")
  func extremes() {
    let huge = Rect(x: .max, y: .min, width: .max, height: .max)
    #expect(huge.inset().split(right: .max).right.maxX > 0)
    #expect(huge.intersection(rect).isEmpty)
    #expect(
      picture(4, 1) { surface, _ in
        surface.write("abc", x: 1, y: 0, width: .max)
        surface.fill(huge, "#")
      } == " abc")
  }

  @Test("what does not meet has an empty intersection")
  func intersection() {
    #expect(rect.intersection(Rect(x: 50, y: 0, width: 5, height: 5)).isEmpty)
    #expect(
      rect.intersection(Rect(x: 8, y: 0, width: 50, height: 5))
        == Rect(x: 8, y: 3, width: 4, height: 2))
  }
}

/// One position of the screen: a base character with at most three combining marks.
package struct Cell: Hashable, Sendable {
  /// The base and its marks, zero where unused. All zero in the tail of a wide cell.
  package private(set) var scalars: SIMD4<UInt32>
  private var columns: UInt8
  package var style: Style

  /// Columns taken: 1, 2, or 0 for the tail of a wide cell to the left.
  package var width: Int { Int(columns) }

  init(scalars: SIMD4<UInt32>, width: Int, style: Style) {
    self.scalars = scalars
    self.columns = UInt8(clamping: width)
    self.style = style
  }

  package static let blank = Cell.blank(Style())

  package static func blank(_ style: Style) -> Cell {
    Cell(scalars: SIMD4(0x20, 0, 0, 0), width: 1, style: style)
  }

  /// The right half of the wide cell to its left.
  static func tail(_ style: Style) -> Cell {
    Cell(scalars: .zero, width: 0, style: style)
  }

  package var isBlank: Bool { scalars == SIMD4(0x20, 0, 0, 0) }

  /// The character; empty in the tail of a wide cell.
  package var text: String {
    var view = String.UnicodeScalarView()
    for index in scalars.indices where scalars[index] != 0 {
      if let scalar = Unicode.Scalar(scalars[index]) { view.append(scalar) }
    }
    return String(view)
  }
}

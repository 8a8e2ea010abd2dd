import BatchEndpoints
import TerminalUI

/// A picture as half blocks, two points to a cell; as characters of different weight where colours or
/// blocks are not to be had.
struct PictureView {
  let picture: FilePreview.Picture
  let context: ViewContext

  func draw(on surface: inout Surface, in rect: Rect) {
    guard !rect.isEmpty else { return }
    let scale = min(
      1, Double(rect.width) / Double(picture.width),
      Double(rect.height * 2) / Double(picture.height))
    let columns = max(1, Int(Double(picture.width) * scale))
    let rows = max(1, (max(1, Int(Double(picture.height) * scale)) + 1) / 2)
    for row in 0..<rows {
      for column in 0..<columns {
        let x = column * picture.width / columns
        let top = picture[x, row * 2 * picture.height / (rows * 2)]
        let bottom = picture[x, (row * 2 + 1) * picture.height / (rows * 2)]
        draw(top, bottom, on: &surface, x: rect.x + column, y: rect.y + row)
      }
    }
  }

  private func draw(_ top: UInt32, _ bottom: UInt32, on surface: inout Surface, x: Int, y: Int) {
    if context.hasColors, !context.glyphs.isASCII {
      surface.write("▀", x: x, y: y, style: Style(paint: Paint(top, over: bottom)))
      return
    }
    let levels: [Character] =
      context.glyphs.isASCII ? [" "] + context.glyphs.levels : [" ", "░", "▒", "▓", "█"]
    let light = (Self.light(top) + Self.light(bottom)) / 2
    surface.write(String(levels[light * levels.count / 256]), x: x, y: y)
  }

  /// How light a colour is, 0…255 (ITU-R BT.601).
  private static func light(_ rgb: UInt32) -> Int {
    let (red, green, blue) = (Int(rgb >> 16 & 0xFF), Int(rgb >> 8 & 0xFF), Int(rgb & 0xFF))
    return (red * 299 + green * 587 + blue * 114) / 1000
  }
}

/// The thumb that tells which part of a longer list is shown; drawn over a frame's right side.
package struct ScrollBar: Hashable, Sendable {
  package var count: Int
  package var offset: Int
  package var visible: Int

  package init(count: Int, offset: Int, visible: Int) {
    self.count = count
    self.offset = offset
    self.visible = visible
  }

  /// Draws the thumb into the first column of the rectangle; nothing when everything is shown.
  package func draw(on surface: inout Surface, in rect: Rect, glyphs: Glyphs) {
    guard count > visible, visible > 0, !rect.isEmpty else { return }
    let length = max(1, rect.height * visible / count)
    let span = max(1, count - visible)
    let start = min(max(0, offset), span) * (rect.height - length) / span
    surface.fill(
      Rect(x: rect.x, y: rect.y + start, width: 1, height: length),
      glyphs.isASCII ? "#" : "┃", style: .role(.borderFocused))
  }

  /// The first row to show so that `selection` is visible, moving the list as little as possible.
  package static func offset(
    showing selection: Int?, from offset: Int, visible: Int, count: Int
  ) -> Int {
    var offset = offset
    if let selection, visible > 0 {
      offset = min(max(offset, selection - visible + 1), selection)
    }
    return max(0, min(offset, count - visible))
  }
}

import TerminalUI

/// The names of panels of which the window shows one at a time.
enum TabLine {
  static func draw(
    _ titles: [String], selected: Int, on surface: inout Surface, in line: Rect
  ) {
    guard !line.isEmpty else { return }
    for (index, start) in starts(titles).enumerated() {
      let isShown = index == selected
      surface.write(
        isShown ? "[\(titles[index])]" : " \(titles[index]) ", x: line.x + start, y: line.y,
        width: line.width - start,
        style: isShown ? Style(role: .title, bold: true) : .role(.muted))
    }
  }

  /// The title at a column, counted from the line's left end.
  static func index(atColumn x: Int, of titles: [String]) -> Int? {
    let starts = starts(titles)
    return titles.indices.first {
      starts[$0] <= x && x < starts[$0] + TextWidth.of(titles[$0]) + 2
    }
  }

  private static func starts(_ titles: [String]) -> [Int] {
    var start = 0
    return titles.map { title in
      defer { start += TextWidth.of(title) + 2 }
      return start
    }
  }
}

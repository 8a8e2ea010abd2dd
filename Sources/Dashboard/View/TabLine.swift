import TerminalUI

/// The names of panes of which the window shows one at a time.
enum TabLine {
  static func draw<Pane: ScreenPane>(_ focus: Pane, on surface: inout Surface, in line: Rect) {
    for (pane, start) in zip(Pane.allCases, starts(Pane.self)) where start < line.width {
      let isShown = pane == focus
      surface.write(
        isShown ? "[\(pane.title)]" : " \(pane.title) ", x: line.x + start, y: line.y,
        width: line.width - start,
        style: isShown ? Style(role: .title, bold: true) : .role(.muted))
    }
  }

  /// The pane whose name is at a cell.
  static func pane<Pane: ScreenPane>(atX x: Int, y: Int, in line: Rect) -> Pane? {
    guard line.contains(x: x, y: y) else { return nil }
    let column = x - line.x
    for (pane, start) in zip(Pane.allCases, starts(Pane.self)) where column >= start {
      if column < start + TextWidth.of(pane.title) + 2 { return pane }
    }
    return nil
  }

  private static func starts<Pane: ScreenPane>(_ type: Pane.Type) -> [Int] {
    var start = 0
    return type.allCases.map { pane in
      defer { start += TextWidth.of(pane.title) + 2 }
      return start
    }
  }
}

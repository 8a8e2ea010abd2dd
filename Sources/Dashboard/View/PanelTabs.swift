import TerminalUI

/// The names of the monitor's panels, where the window shows one at a time.
enum PanelTabs {
  static func draw(_ focus: Panel, on surface: inout Surface, in line: Rect) {
    for (panel, start) in placed {
      let isShown = panel == focus
      let text = isShown ? "[\(panel.title)]" : " \(panel.title) "
      surface.write(
        text, x: line.x + start, y: line.y, width: line.width - start,
        style: isShown ? Style(role: .title, bold: true) : .role(.muted))
    }
  }

  /// The panel whose name is at a column, counted from the line's left end.
  static func panel(atColumn x: Int) -> Panel? {
    placed.last { $0.start <= x && x < $0.start + $0.panel.title.count + 2 }?.panel
  }

  private static var placed: [(panel: Panel, start: Int)] {
    var start = 0
    return Panel.allCases.map { panel in
      defer { start += panel.title.count + 2 }
      return (panel, start)
    }
  }
}

extension Panel {
  var title: String {
    switch self {
    case .workers: "workers"
    case .failures: "failed files"
    case .events: "events"
    case .throughput: "throughput"
    case .memory: "memory"
    }
  }
}

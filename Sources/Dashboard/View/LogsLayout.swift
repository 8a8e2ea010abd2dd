package import TerminalUI

/// Where the parts of the logs screen are.
package struct LogsLayout: PaneLayout, Sendable, Equatable {
  package let tabs: Rect
  /// With their frames; empty where there is no room.
  package let files: Rect
  package let text: Rect

  package init(size: Size, focus: LogsControls.Pane) {
    let area = Rect(size).split(top: 1).rest.split(bottom: 2).rest
    let none = Rect(x: 0, y: 0, width: 0, height: 0)
    switch MonitorLayout.rung(of: size) {
    case .tooSmall:
      (tabs, files, text) = (none, none, none)
    case .single, .compact:
      let (line, rest) = area.split(top: 1)
      tabs = line
      files = focus == .files ? rest : none
      text = focus == .text ? rest : none
    case .full, .wide:
      tabs = none
      (files, text) = area.split(left: 44)
    }
  }

  package init(_ state: DashboardState) {
    self.init(size: state.size, focus: state.logs.focus)
  }

  package func frame(of pane: LogsControls.Pane) -> Rect {
    switch pane {
    case .files: files
    case .text: text
    }
  }

  package func rows(of pane: LogsControls.Pane) -> Rect {
    switch pane {
    case .files: fileRows
    case .text: textRows
    }
  }

  package var fileRows: Rect { files.inset().split(top: 1).rest }
  package var textRows: Rect { text.inset(horizontal: 2, vertical: 1) }
}

package import TerminalUI

/// Where the parts of the failures screen are.
package struct FailuresLayout: PaneLayout, Sendable, Equatable {
  package let tabs: Rect
  /// With their frames; empty where there is no room.
  package let classes: Rect
  package let files: Rect
  package let detail: Rect

  /// With few files the detail gets the rows that they leave.
  package init(size: Size, focus: FailuresControls.Pane, classCount: Int, fileCount: Int) {
    func share(_ rest: Rect, detail least: Int) -> (files: Rect, detail: Rect) {
      let wanted = min(fileCount, rest.height) + 3
      let (files, detail) = rest.split(bottom: max(least, rest.height - max(6, wanted)))
      return (files, detail)
    }
    let area = Rect(size).split(top: 1).rest.split(bottom: 2).rest
    let none = Rect(x: 0, y: 0, width: 0, height: 0)
    switch MonitorLayout.rung(of: size) {
    case .tooSmall:
      (tabs, classes, files, detail) = (none, none, none, none)
    case .single:
      let (line, rest) = area.split(top: 1)
      tabs = line
      classes = focus == .classes ? rest : none
      files = focus == .files ? rest : none
      detail = none
    case .compact:
      let (top, rest) = area.split(top: min(classCount, 4) + 2)
      (tabs, classes) = (none, top)
      (files, detail) = share(rest, detail: 6)
    case .full, .wide:
      let (left, rest) = area.split(left: 34)
      (tabs, classes) = (none, left)
      (files, detail) = share(rest, detail: 8)
    }
  }

  package init(_ state: DashboardState) {
    let controls = state.failures
    self.init(
      size: state.size, focus: controls.focus, classCount: controls.classIDs.count,
      fileCount: controls.fileCount ?? .max)
  }

  package func frame(of pane: FailuresControls.Pane) -> Rect {
    switch pane {
    case .files: files
    case .classes: classes
    }
  }

  package func rows(of pane: FailuresControls.Pane) -> Rect {
    switch pane {
    case .files: files.inset().split(top: 1).rest
    case .classes: classes.inset()
    }
  }
}

package import TerminalUI

/// A part of a screen that can have the focus; in a small window it has the screen for itself.
package protocol ScreenPane: CaseIterable, Equatable, Sendable {
  var title: String { get }
}

extension ScreenPane {
  /// The one so many further on; after the last comes the first.
  mutating func step(by delta: Int) {
    let all = Array(Self.allCases)
    guard let index = all.firstIndex(of: self) else { return }
    self = all[(index + delta % all.count + all.count) % all.count]
  }
}

/// Where the panes of a screen are.
package protocol PaneLayout<Pane> {
  associatedtype Pane: ScreenPane

  /// The line of pane names; empty where each has its place.
  var tabs: Rect { get }
  /// A pane with its frame; empty where it has no room.
  func frame(of pane: Pane) -> Rect
  /// Where a pane's rows are drawn, without frame and table header.
  func rows(of pane: Pane) -> Rect
  /// The pane at a cell.
  func pane(x: Int, y: Int) -> Pane?
}

extension PaneLayout {
  package func pane(x: Int, y: Int) -> Pane? {
    Pane.allCases.first { frame(of: $0).contains(x: x, y: y) }
  }
}

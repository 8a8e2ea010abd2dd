package import TerminalUI

/// Where the parts of the worker screen are.
package struct WorkerLayout: Sendable, Equatable {
  /// With their frames; graphs are empty in a small window.
  package let facts: Rect
  package let rate: Rect
  package let memory: Rect
  /// The log or the stack.
  package let text: Rect

  package init(size: Size) {
    let area = Rect(size).split(top: 1).rest.split(bottom: 2).rest
    let none = Rect(x: 0, y: 0, width: 0, height: 0)
    let (top, rest) = area.split(top: 6)
    facts = top
    switch MonitorLayout.rung(of: size) {
    case .tooSmall, .single:
      (rate, memory, text) = (none, none, rest)
    case .compact, .full, .wide:
      let (graphs, below) = rest.split(top: max(5, rest.height / 3))
      let halves = graphs.columns(weights: [1, 1])
      (rate, memory, text) = (halves[0], halves[1], below)
    }
  }
}

import TerminalUI

/// The last line: the keys that are accepted now, the most useful ones when room is short.
enum FooterView {
  static func draw(_ state: DashboardState, on surface: inout Surface) {
    footer(state).draw(on: &surface, in: line(state))
  }

  /// The action of the hint at a position; hints are buttons.
  static func action(atX x: Int, y: Int, in state: DashboardState) -> Action? {
    guard let hint = footer(state).hint(atX: x, y: y, in: line(state)) else { return nil }
    return KeyMap.bindings(in: state)
      .first { $0.hint == hint.key && $0.label == hint.label }?.keys.first?.action
  }

  private static func line(_ state: DashboardState) -> Rect {
    Rect(state.size).split(bottom: 1).bottom
  }

  private static func footer(_ state: DashboardState) -> Footer {
    var hints: [KeyHint] = []
    var right: [KeyHint] = []
    // Room is for what matters here; help lists what is accepted everywhere.
    let bindings = KeyMap.bindings(in: state).filter { binding in
      !binding.keys.contains { [.redraw, .suspend, .quit].contains($0.action) }
    }
    for binding in bindings {
      let isHelp = binding.keys.contains { $0.action == .help }
      let hint = KeyHint(
        key: binding.hint, label: binding.label, importance: binding.rank, stays: isHelp)
      // The way on and the way out stand where they always stand.
      let isRight = isHelp || binding.keys.contains { $0.action == .leave }
      if isRight { right.append(hint) } else { hints.append(hint) }
    }
    return Footer(hints: hints, right: right)
  }
}

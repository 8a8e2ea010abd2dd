package import TerminalUI

/// Whether the operator looks at this terminal, as far as can be told.
package struct Attention: Sendable, Equatable {
  /// Where a terminal does not tell, whoever has not touched it for so long is taken to be away.
  package static let patience = Duration.seconds(30)

  /// What the terminal said last; nil as long as it says nothing.
  private var hasFocus: Bool?
  private var lastInput: Duration = .zero

  package init() {}

  /// Takes note of an event; `now` is by a clock that never goes back.
  package mutating func saw(_ event: InputEvent, at now: Duration) {
    switch event {
    case .focus(let isOn): hasFocus = isOn
    case .key, .mouse, .paste: lastInput = now
    case .resize, .wake, .terminate, .resumed, .hangup: break
    }
  }

  package func isElsewhere(at now: Duration) -> Bool {
    hasFocus.map { !$0 } ?? (now - lastInput >= Self.patience)
  }
}

package import TerminalUI

/// What the operator's configuration says, as far as it can change while the dashboard runs.
package struct Configured: Sendable, Equatable {
  package var theme: Theme
  package var keys: OperatorKeys
  package var isReadOnly: Bool

  package init(theme: Theme, keys: OperatorKeys, isReadOnly: Bool) {
    self.theme = theme
    self.keys = keys
    self.isReadOnly = isReadOnly
  }
}

/// What a piece of text means. A theme turns meaning into colour; views never name a colour.
package enum Role: String, CaseIterable, Sendable {
  case text
  case muted
  case title
  case border
  case borderFocused
  case keyHint
  case selection
  case running
  case ok
  case warning
  case error
  case retrying
  case queued
  case cancelled
  case progress
  case throughput
  case memoryLow
  case memoryMid
  case memoryHigh
  case match
  case header
}

/// How a cell looks: its meaning and emphasis.
package struct Style: Hashable, Sendable {
  package var role: Role
  package var bold: Bool
  package var underline: Bool
  package var reverse: Bool
  package var dim: Bool
  /// Drawn on the selection background (reversed where there is no colour).
  package var selected: Bool
  /// Colours of a picture, drawn where the terminal has enough.
  package var paint: Paint

  package init(
    role: Role = .text, bold: Bool = false, underline: Bool = false, reverse: Bool = false,
    dim: Bool = false, selected: Bool = false, paint: Paint = .none
  ) {
    self.role = role
    self.bold = bold
    self.underline = underline
    self.reverse = reverse
    self.dim = dim
    self.selected = selected
    self.paint = paint
  }

  package static func role(_ role: Role) -> Style { Style(role: role) }

  package func bold(_ isOn: Bool = true) -> Style { with(\.bold, isOn) }
  package func underline(_ isOn: Bool = true) -> Style { with(\.underline, isOn) }
  package func reverse(_ isOn: Bool = true) -> Style { with(\.reverse, isOn) }
  package func dim(_ isOn: Bool = true) -> Style { with(\.dim, isOn) }
  package func selected(_ isOn: Bool = true) -> Style { with(\.selected, isOn) }

  /// The same emphasis with another meaning.
  package func role(_ role: Role) -> Style { with(\.role, role) }

  private func with<Value>(_ path: WritableKeyPath<Style, Value>, _ value: Value) -> Style {
    var copy = self
    copy[keyPath: path] = value
    return copy
  }
}

extension Style: CustomStringConvertible {
  /// The golden spelling: `role+flag+flag`.
  package var description: String {
    var parts = [role.rawValue]
    if bold { parts.append("bold") }
    if underline { parts.append("underline") }
    if reverse { parts.append("reverse") }
    if dim { parts.append("dim") }
    if selected { parts.append("selected") }
    if paint != .none { parts.append("paint") }
    return parts.joined(separator: "+")
  }
}

/// A key and what it does, in a word or two.
package struct KeyHint: Hashable, Sendable {
  /// As shown: `Enter`, `j k`, `Ctrl-U/D`.
  package var key: String
  package var label: String
  /// In a narrow window the lowest goes first, the rightmost among equals.
  package var importance: Int
  /// Whether it is never dropped.
  package var stays: Bool

  package init(key: String, label: String, importance: Int = 0, stays: Bool = false) {
    self.key = key
    self.label = label
    self.importance = importance
    self.stays = stays
  }

  var width: Int { TextWidth.of(key) + 1 + TextWidth.of(label) }
}

/// The line of key hints at the bottom; what does not fit is dropped, except what stays.
package struct Footer: Hashable, Sendable {
  private static let gap = 2

  /// From the left edge on.
  package var hints: [KeyHint]
  /// At the right edge; dropped after all of `hints`.
  package var right: [KeyHint]

  package init(
    hints: [KeyHint], right: [KeyHint] = [KeyHint(key: "?", label: "help", stays: true)]
  ) {
    self.hints = hints
    self.right = right
  }

  /// Draws into the first row of the rectangle.
  package func draw(on surface: inout Surface, in rect: Rect) {
    guard !rect.isEmpty else { return }
    for (hint, area) in areas(in: rect) {
      let used = surface.write(
        hint.key, x: area.x, y: area.y, width: area.width, style: .role(.keyHint))
      surface.write(
        hint.label, x: area.x + used + 1, y: area.y, width: area.width - used - 1,
        style: .role(.muted))
    }
  }

  /// The hint at a position: hints are buttons for the mouse.
  package func hint(atX x: Int, y: Int, in rect: Rect) -> KeyHint? {
    areas(in: rect).first { $0.area.contains(x: x, y: y) }?.hint
  }

  private func areas(in rect: Rect) -> [(hint: KeyHint, area: Rect)] {
    let room = rect.width - 2
    var left = hints
    var right = right
    while Self.width(left + right) > room {
      if let index = Self.leastImportant(of: left) {
        left.remove(at: index)
      } else if let index = Self.leastImportant(of: right) {
        right.remove(at: index)
      } else {
        break
      }
    }
    let line = rect.inset(horizontal: rect.width > 2 ? 1 : 0, vertical: 0).split(top: 1).top
    return Self.place(left, from: line.x, in: line)
      + Self.place(right, from: max(line.x, line.maxX - Self.width(right)), in: line)
  }

  private static func place(
    _ hints: [KeyHint], from x: Int, in line: Rect
  ) -> [(hint: KeyHint, area: Rect)] {
    var x = x
    return hints.map { hint in
      defer { x += hint.width + gap }
      return (hint, Rect(x: x, y: line.y, width: min(hint.width, line.maxX - x), height: 1))
    }
  }

  private static func width(_ hints: [KeyHint]) -> Int {
    hints.reduce(0) { $0 + $1.width } + gap * max(0, hints.count - 1)
  }

  private static func leastImportant(of hints: [KeyHint]) -> Int? {
    hints.indices.filter { !hints[$0].stays }
      .min { (hints[$0].importance, -$0) < (hints[$1].importance, -$1) }
  }
}

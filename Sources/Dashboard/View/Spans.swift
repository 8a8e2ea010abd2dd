package import TerminalUI

/// A piece of a line with its look.
package struct Span: Sendable, Equatable {
  package var text: String
  package var style: Style
  /// Where it gives way when the line is too long.
  package var cut: TextWidth.Truncation

  package init(
    _ text: String, _ style: Style = Style(), cut: TextWidth.Truncation = .end
  ) {
    self.text = text
    self.style = style
    self.cut = cut
  }

  package init(_ text: String, role: Role) {
    self.init(text, .role(role))
  }

  package var width: Int { TextWidth.of(text) }
}

extension [Span] {
  package var width: Int { reduce(0) { $0 + $1.width } }

  /// The pieces in at most `columns`; a cut shows an ellipsis.
  package func truncated(to columns: Int, ellipsis: String) -> [Span] {
    var room = columns
    var fitting: [Span] = []
    for span in self where room > 0 {
      let text = TextWidth.truncate(span.text, to: room, at: span.cut, ellipsis: ellipsis)
      fitting.append(Span(text, span.style, cut: span.cut))
      room -= span.width
    }
    return fitting
  }
}

extension Surface {
  /// Writes pieces one after another and returns the columns used.
  @discardableResult
  package mutating func write(_ spans: [Span], x: Int, y: Int, width: Int) -> Int {
    var used = 0
    for span in spans {
      used += write(span.text, x: x + used, y: y, width: width - used, style: span.style)
    }
    return used
  }

  /// Writes groups with three blanks between them, leaving out the last ones that do not fit.
  package mutating func writeGroups(_ groups: [[Span]], x: Int, y: Int, width: Int) {
    var used = 0
    for group in groups {
      let needed = group.width
      let gap = used == 0 ? 0 : 3
      guard used + gap + needed <= width else { return }
      write(group, x: x + used + gap, y: y, width: needed)
      used += gap + needed
    }
  }

  /// Writes segments into a border, from the left and from the right, with the border's line
  /// between them. A segment that does not fit is left out; the first ones of each side are tried
  /// first, the left side before the right.
  package mutating func writeBorder(
    left: [Span], right: [Span] = [], in rect: Rect, y: Int
  ) {
    var room = rect.width - 4
    func fitting(_ spans: [Span]) -> [Span] {
      spans.filter { span in
        let needed = span.width + 3
        guard !span.text.isEmpty, needed <= room else { return false }
        room -= needed
        return true
      }
    }
    let (left, right) = (fitting(left), fitting(right))
    var x = rect.x + 2
    for span in left { x += 1 + write(" \(span.text) ", x: x, y: y, style: span.style) }
    x = rect.maxX - 2
    for span in right.reversed() {
      x -= span.width + 2
      write(" \(span.text) ", x: x, y: y, style: span.style)
      x -= 1
    }
  }
}

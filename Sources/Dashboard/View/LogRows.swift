import TerminalUI

/// The rows of a log in sight: lines, wrapped or not, and marks between them.
struct LogRows {
  enum Row {
    case text(String, LogLine.Level)
    case mark(LogsControls.Mark)
  }

  let rows: [Row]
  /// The line at the top; nil when there is none.
  let first: Int?

  init(_ controls: LogsControls, width: Int, height: Int) {
    let shown = controls.shownLines
    guard height > 0, !shown.isEmpty else {
      (rows, first) = ([], nil)
      return
    }
    guard controls.isFollowing else {
      first = controls.topIndex(in: shown)
      rows = Self.down(shown, from: first ?? 0, controls, width: width, height: height)
      return
    }
    var (collected, index) = ([Row](), shown.count)
    while index > 0, collected.count < height {
      index -= 1
      collected =
        Self.rows(of: shown, at: index, controls, width: width) + collected
    }
    first = index
    rows = collected.suffix(height)
  }

  private static func down(
    _ shown: [LogLine], from first: Int, _ controls: LogsControls, width: Int, height: Int
  ) -> [Row] {
    var collected: [Row] = []
    for index in first..<shown.count where collected.count < height {
      collected += rows(of: shown, at: index, controls, width: width)
    }
    return Array(collected.prefix(height))
  }

  /// A line with the marks that stand before it, or behind it at the end.
  private static func rows(
    of shown: [LogLine], at index: Int, _ controls: LogsControls, width: Int
  ) -> [Row] {
    let line = shown[index]
    let before = index == 0 ? -1 : shown[index - 1].offset
    let isLast = index == shown.count - 1
    let marks = controls.marks.filter { $0.offset > before && $0.offset <= line.offset }
    let behind = isLast ? controls.marks.filter { $0.offset > line.offset } : []
    let parts = controls.isWrapped ? TextWidth.wrap(line.text, to: width) : [line.text]
    return marks.map { .mark($0) } + parts.map { .text($0, line.level) }
      + behind.map { .mark($0) }
  }
}

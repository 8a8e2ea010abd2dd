import BatchEndpoints
import TerminalUI

/// Failed files as rows of a table.
struct FailureTable {
  let context: ViewContext

  /// Where there is room for more than class, file and message, these three still get the most of it.
  static func columns(width: Int, classes: [String]) -> [TableView.Column] {
    let (file, message) = width >= 78 ? (24, 28) : (16, 16)
    let longest = min(widestClass, classes.map(TextWidth.of).max() ?? 0)
    // What the other two, the gaps and the cursor leave.
    let room = width - file - message - 8
    return [
      .init("time", minimum: 8, dropPriority: 2),
      .init("class", minimum: max(10, min(longest, room)), ideal: max(14, longest)),
      .init("file", minimum: file, ideal: .max, truncation: .middle),
      .init("size", alignment: .right, minimum: 8, dropPriority: 5),
      .init("tries", alignment: .right, minimum: 5, dropPriority: 3),
      .init("worker", alignment: .right, minimum: 6, dropPriority: 4),
      .init("message", minimum: message, ideal: .max, dropPriority: 1),
    ]
  }

  /// Columns; a longer name is cut whatever the room.
  private static let widestClass = 24

  /// Nil is a row that is not known yet.
  func row(_ failure: FailedFile?, marked: Set<String> = []) -> TableView.Row {
    guard let failure else {
      return TableView.Row([.empty, .text(context.glyphs.ellipsis, style: .role(.muted))])
    }
    return TableView.Row(
      [
        .text(context.clock(failure.failedAt), style: .role(.muted)),
        .text(failure.errorClass, style: .role(.error)),
        .text(failure.path),
        .text(Format.bytes(failure.sizeBytes)),
        .text("\(failure.attempts)"),
        .text(failure.worker.map { "\($0)" } ?? String(context.glyphs.none)),
        .text(failure.message),
      ], isMarked: marked.contains(failure.path))
  }
}

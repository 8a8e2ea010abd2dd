import BatchEndpoints
import TerminalUI

/// The latest failed files, newest first.
struct FailuresPanel {
  let failures: [FailedFile]
  let cursor: ListCursor<String>
  let isFocused: Bool
  let context: ViewContext

  func draw(on surface: inout Surface, in inner: Rect) {
    guard !failures.isEmpty else {
      surface.write(
        "no failed file", x: inner.x + 2, y: inner.y, width: inner.width - 2,
        style: .role(.muted))
      return
    }
    let table = TableView(
      columns: columns(width: inner.width), rowCount: failures.count,
      selection: isFocused ? cursor.index(in: failures.map(\.path)) : nil, offset: cursor.offset,
      isFocused: isFocused)
    table.draw(on: &surface, in: inner, glyphs: context.glyphs) { row(failures[$0]) }
  }

  /// Where there is room for more than file and message, these two still get the most of it.
  private func columns(width: Int) -> [TableView.Column] {
    let (file, message) = width >= 78 ? (24, 28) : (16, 16)
    return [
      .init("time", minimum: 8, dropPriority: 2),
      .init("class", minimum: 10, ideal: 14),
      .init("file", minimum: file, ideal: .max, truncation: .middle),
      .init("size", alignment: .right, minimum: 8, dropPriority: 5),
      .init("tries", alignment: .right, minimum: 5, dropPriority: 3),
      .init("worker", alignment: .right, minimum: 6, dropPriority: 4),
      .init("message", minimum: message, ideal: .max, dropPriority: 1),
    ]
  }

  private func row(_ failure: FailedFile) -> TableView.Row {
    TableView.Row([
      .text(context.clock(failure.failedAt), style: .role(.muted)),
      .text(failure.errorClass, style: .role(.error)),
      .text(failure.path),
      .text(Format.bytes(failure.sizeBytes)),
      .text("\(failure.attempts)"),
      .text(failure.worker.map { "\($0)" } ?? String(context.glyphs.none)),
      .text(failure.message),
    ])
  }
}

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
      columns: FailureTable.columns(width: inner.width, classes: failures.map(\.errorClass)),
      rowCount: failures.count,
      selection: isFocused ? cursor.index(in: failures.map(\.path)) : nil, offset: cursor.offset,
      isFocused: isFocused)
    table.draw(on: &surface, in: inner, glyphs: context.glyphs) {
      FailureTable(context: context).row(failures[$0])
    }
  }
}

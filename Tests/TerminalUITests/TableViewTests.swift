import TerminalUI
import Testing

@Suite struct TableViewTests {
  private let columns: [TableView.Column] = [
    .init("#", alignment: .right, minimum: 2),
    .init("state", minimum: 8),
    .init("files/s", alignment: .right, minimum: 7, dropPriority: 1),
    .init("current file", minimum: 8, ideal: .max, dropPriority: 2, truncation: .middle),
  ]

  private func row(_ index: Int) -> TableView.Row {
    .init(
      [
        .text("\(index)"), .text("running", style: .role(.running)), .text("\(90 + index)"),
        .text("img/val/0623/file-\(index).jpg"),
      ], isMarked: index == 2)
  }

  private func table(_ width: Int, _ height: Int, _ table: TableView) -> String {
    picture(width, height) { surface, rect in
      table.draw(on: &surface, in: rect, glyphs: .unicode, row: row)
    }
  }

  @Test("numbers are right-aligned under their titles; the last column takes the rest")
  func wide() {
    let text = table(
      50, 4,
      TableView(
        columns: columns, rowCount: 3, selection: 1, sort: .init(column: 0, isAscending: true)))
    #expect(
      text == """
          #▲  state     files/s  current file
           0  running        90  img/val/0623/file-0.jpg
        ▶  1  running        91  img/val/0623/file-1.jpg
           2  running        92  img/val/0623/file-2.jpg
        """)
  }

  @Test("a narrow table drops the columns that matter least, and cuts paths in the middle")
  func narrow() {
    let table40 = table(40, 2, TableView(columns: columns, rowCount: 1))
    #expect(
      table40 == """
           #  state     files/s  current file
           0  running        90  img/…file-0.jpg
        """)
    let table30 = table(30, 2, TableView(columns: columns, rowCount: 1))
    #expect(table30 == "   #  state     files/s\n   0  running        90")
    let table16 = table(16, 2, TableView(columns: columns, rowCount: 1))
    #expect(table16 == "   #  state\n   0  running")
    #expect(table(6, 2, TableView(columns: columns, rowCount: 1)) == "   #\n   0")
  }

  @Test("marks have a column of their own")
  func marks() {
    let text = table(
      18, 4, TableView(columns: columns, rowCount: 3, selection: 2, hasMarks: true))
    #expect(
      text == """
            #  state
            0  running
            1  running
        ▶●  2  running
        """)
  }

  @Test("only the rows in sight are asked for")
  func lazy() {
    var asked: [Int] = []
    var surface = Surface(size: Size(columns: 20, rows: 4))
    TableView(columns: columns, rowCount: 1_000_000, offset: 500)
      .draw(on: &surface, in: surface.bounds, glyphs: .unicode) { index in
        asked.append(index)
        return row(index)
      }
    #expect(asked == [500, 501, 502])
  }

  @Test("the selection bar covers the whole line only while the table has the keys")
  func selectionBar() {
    func styled(isFocused: Bool) -> String {
      surface(8, 2) { surface, rect in
        TableView(
          columns: [.init("a", minimum: 3)], rowCount: 1, selection: 0, isFocused: isFocused
        ).draw(on: &surface, in: rect, glyphs: .unicode) { _ in .init([.text("x")]) }
      }.styled
    }
    #expect(
      styled(isFocused: true) == "0: [2-2 header]\n1: [0-0 keyHint+selected] [1-7 text+selected]")
    #expect(styled(isFocused: false) == "0: [2-2 header]\n1: [0-0 keyHint]")
  }

  @Test("a position of the mouse finds its row and its column")
  func hits() {
    let view = TableView(columns: columns, rowCount: 12, offset: 10)
    let rect = Rect(x: 5, y: 2, width: 50, height: 6)
    #expect(view.row(atY: 2, in: rect) == nil)
    #expect(view.row(atY: 3, in: rect) == 10)
    #expect(view.row(atY: 4, in: rect) == 11)
    #expect(view.row(atY: 5, in: rect) == nil)
    #expect(view.headerColumn(atX: 12, y: 2, in: rect) == 1)
    #expect(view.headerColumn(atX: 54, y: 2, in: rect) == 3)
    #expect(view.headerColumn(atX: 5, y: 2, in: rect) == nil)
    #expect(view.headerColumn(atX: 12, y: 3, in: rect) == nil)
  }

  @Test("room beyond the minimums goes to ideals first, then to what is boundless")
  func widths() {
    let columns: [TableView.Column] = [
      .init("a", minimum: 2, ideal: 6), .init("b", minimum: 2, ideal: .max),
      .init("c", minimum: 2, ideal: .max),
    ]
    let text = picture(21, 2) { surface, rect in
      TableView(columns: columns, rowCount: 1)
        .draw(on: &surface, in: rect, glyphs: .ascii) { _ in
          .init(["aaaaaaaaa", "bbbbbbbbb", "ccccccccc"].map { .text($0) })
        }
    }
    #expect(text == "  a       b     c\n  aaa...  b...  cc...")
  }
}

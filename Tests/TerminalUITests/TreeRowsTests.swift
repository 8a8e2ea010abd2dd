import TerminalUI
import Testing

@Suite struct TreeRowsTests {
  /// Three nodes, the second opened with four children, the last of those with two.
  private func sample() -> TreeRows {
    var rows = TreeRows(rootCount: 3)
    rows.expand([1], childCount: 4)
    rows.expand([1, 3], childCount: 2)
    return rows
  }

  @Test("rows go down through what is opened, in order")
  func paths() {
    let rows = sample()
    #expect(rows.rowCount == 9)
    #expect(
      (0..<9).map { rows.path(at: $0) } == [
        [0], [1], [1, 0], [1, 1], [1, 2], [1, 3], [1, 3, 0], [1, 3, 1], [2],
      ])
    #expect(rows.path(at: 9) == nil)
    #expect(rows.path(at: -1) == nil)
  }

  @Test("a hidden node is found at the nearest one above it that is shown")
  func hidden() {
    var rows = sample()
    #expect(rows.row(of: [1, 3, 1]) == 7)
    rows.collapse([1, 3])
    #expect(rows.row(of: [1, 3, 1]) == 5)
    rows.collapse([1])
    #expect(rows.row(of: [1, 3, 1]) == 1)
    #expect(rows.row(of: [7]) == nil)
    #expect(rows.rowCount == 3)
  }

  @Test("stepping out collapses first, then goes to the parent, and stays at the top")
  func stepOut() {
    var rows = sample()
    #expect(rows.stepOut(from: 7) == 5)
    #expect(rows.stepOut(from: 5) == 5)
    #expect(rows.rowCount == 7)
    #expect(rows.stepOut(from: 5) == 1)
    #expect(rows.stepOut(from: 1) == 1)
    #expect(rows.stepOut(from: 1) == 1)
    #expect(rows.rowCount == 3)
  }

  @Test("children that are still being read are added at the end")
  func growing() {
    var rows = sample()
    rows.expand([], childCount: 5)
    rows.expand([1], childCount: 6)
    #expect(rows.rowCount == 13)
    #expect(rows.path(at: 7) == [1, 3, 1])
    #expect(rows.path(at: 9) == [1, 5])
    rows.expand([1], childCount: 2)
    #expect(rows.childCount(of: [1]) == 6)
  }

  @Test("what is under a collapsed node cannot be changed")
  func collapsed() {
    var rows = sample()
    let before = rows
    rows.expand([0, 2], childCount: 3)
    rows.expand([9], childCount: 3)
    rows.collapse([2, 1])
    rows.collapse([])
    #expect(rows == before)
  }

  @Test("rows and paths agree with a tree that was built, after any changes", arguments: 0..<20)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var rows = TreeRows(rootCount: 4)
    var opened: [[Int]: Int] = [[]: 4]
    func flat(_ path: [Int]) -> [[Int]] {
      (0..<(opened[path] ?? 0)).flatMap { [path + [$0]] + flat(path + [$0]) }
    }
    for _ in 0..<60 {
      let shown = flat([])
      guard let path = shown.randomElement(using: &random) else { continue }
      if opened[path] == nil || Bool.random(using: &random) {
        let count = Int.random(in: 0...4, using: &random)
        rows.expand(path, childCount: count)
        opened[path] = max(opened[path] ?? 0, count)
      } else {
        rows.collapse(path)
        opened = opened.filter { !$0.key.starts(with: path) }
      }
      let now = flat([])
      #expect(rows.rowCount == now.count)
      #expect((0..<now.count).map { rows.path(at: $0) } == now.map { $0 })
      #expect(now.map { rows.row(of: $0) } == (0..<now.count).map { $0 })
    }
  }
}

@Suite struct TreeViewTests {
  private func node(_ path: TreeRows.Path) -> TreeView.Node {
    path.count < 3 && path.last == 1
      ? .init("folder-\(path)", detail: "2", isBranch: true)
      : .init("shard-0000\(path)-of-00014.bin", detail: "88.1M", isMarked: path == [0])
  }

  private func drawn(_ width: Int, _ height: Int, glyphs: Glyphs = .unicode) -> String {
    var rows = TreeRows(rootCount: 3)
    rows.expand([1], childCount: 2)
    return picture(width, height) { surface, rect in
      TreeView(rows: rows, selection: 1).draw(on: &surface, in: rect, glyphs: glyphs, node: node)
    }
  }

  @Test("children stand under their parent, details at the right edge")
  func wide() {
    #expect(
      drawn(44, 6) == """
         ●  shard-0000[0]-of-00014.bin         88.1M
        ▶ ▾ folder-[1]                             2
              shard-0000[1, 0]-of-00014.bin    88.1M
            ▸ folder-[1, 1]                        2
            shard-0000[2]-of-00014.bin         88.1M

        """)
  }

  @Test("a narrow tree cuts names in the middle, then drops the details")
  func narrow() {
    #expect(
      drawn(20, 5, glyphs: .ascii) == """
         *  sh....bin  88.1M
        > - folder-[1]     2
              sha...0014.bin
            + fo...[1, 1]  2
            sh....bin  88.1M
        """)
  }

  @Test("of a million nodes only those in sight are asked for")
  func lazy() {
    var rows = TreeRows(rootCount: 3)
    rows.expand([1], childCount: 1_000_000)
    var asked: [TreeRows.Path] = []
    var surface = Surface(size: Size(columns: 30, rows: 4))
    let tree = TreeView(rows: rows, selection: 1_000_001, offset: 999_999)
    tree.draw(on: &surface, in: surface.bounds, glyphs: .unicode) { path in
      asked.append(path)
      return .init("\(path)")
    }
    #expect(asked == [[1, 999_997], [1, 999_998], [1, 999_999], [2]])
    #expect(tree.row(atY: 3, in: surface.bounds) == 1_000_002)
    #expect(tree.row(atY: 4, in: surface.bounds) == nil)
  }
}

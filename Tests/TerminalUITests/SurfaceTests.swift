import TerminalUI
import Testing

@Suite struct SurfaceTests {
  @Test("text is clipped at every edge, and the columns it took are returned")
  func clipping() {
    var surface = Surface(size: Size(columns: 6, rows: 2))
    #expect(surface.write("abcdefgh", x: 3, y: 0) == 3)
    #expect(surface.write("abcdefgh", x: 0, y: 1, width: 2) == 2)
    #expect(surface.write("xyz", x: -2, y: 1) == 3)
    #expect(surface.write("gone", x: 0, y: 2) == 0)
    #expect(surface.write("gone", x: 0, y: -1) == 0)
    #expect(surface.write("gone", x: 6, y: 0) == 0)
    #expect(surface.text == "   abc\nzb")
  }

  @Test("a wide character that does not fit is left out, at the left edge as a blank")
  func wideClipping() {
    #expect(picture(3, 1) { surface, _ in surface.write("a日本", x: 0, y: 0) } == "a日")
    #expect(picture(2, 1) { surface, _ in surface.write("a日", x: 0, y: 0) } == "a")
    #expect(picture(3, 1) { surface, _ in surface.write("日a", x: -1, y: 0) } == " a")
  }

  @Test(
    "writing over one half of a wide character blanks the other",
    arguments: [(0, "x 本"), (1, " x本"), (2, "日x"), (3, "日 x")])
  func overwriteWide(x: Int, expected: String) {
    let text = picture(4, 1) { surface, _ in
      surface.write("日本", x: 0, y: 0)
      surface.write("x", x: x, y: 0)
    }
    #expect(text == expected)
  }

  @Test("a wide character over two others leaves no halves")
  func wideOverWide() {
    let surface = surface(6, 1) { surface, _ in
      surface.write("日本語", x: 0, y: 0)
      surface.write("写", x: 1, y: 0)
    }
    #expect(surface.text == " 写 語")
    #expect(surface.row(0).map(\.width) == [1, 2, 0, 1, 2, 0])
  }

  @Test("an escape sequence in a file name is shown, not sent")
  func neutralises() {
    #expect(
      picture(20, 1) { surface, _ in surface.write("a\u{1B}]0;x\u{7}b", x: 0, y: 0) }
        == "a\\x1B]0;x\\x07b")
  }

  @Test("fill clips and refuses characters that are not one column wide")
  func fill() {
    let text = picture(4, 2) { surface, _ in
      surface.fill(Rect(x: 1, y: -3, width: 99, height: 4), "#")
      surface.fill(Rect(x: 2, y: 0, width: 1, height: 1), "日")
    }
    #expect(text == " # #\n")
  }

  @Test("the styled format lists runs that are not plain, both ends inclusive")
  func styled() {
    let surface = surface(10, 3) { surface, _ in
      surface.write("ab", x: 0, y: 0, style: .role(.error).bold())
      surface.write("cd", x: 4, y: 0, style: .role(.ok))
      surface.write("日", x: 8, y: 2)
      surface.restyle(Rect(x: 8, y: 2, width: 9, height: 9)) { $0.selected() }
    }
    #expect(surface.styled == "0: [0-1 error+bold] [4-5 ok]\n2: [8-9 text+selected]")
  }

  @Test("random writes at random sizes never trap, and rows keep their width", arguments: 0..<60)
  func randomWrites(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let alphabet = Array("ab 日本👍é\u{301}\u{1B}\t🇳🇱👩‍💻\u{200D}")
    let size = Size(
      columns: .random(in: 1...(seed < 20 ? 4 : 200), using: &random),
      rows: .random(in: 1...60, using: &random))
    var surface = Surface(size: size)
    for _ in 0..<200 {
      let text = String((0..<9).compactMap { _ in alphabet.randomElement(using: &random) })
      let x = Int.random(in: -10...size.columns + 3, using: &random)
      let y = Int.random(in: -2...size.rows + 1, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        surface.fill(Rect(x: x, y: y, width: 7, height: 3), text.first ?? " ")
      case 1:
        surface.frame(Rect(x: x, y: y, width: 9, height: 4), title: text, trailing: "日")
      default:
        let limit = Bool.random(using: &random) ? Int.random(in: -1...9, using: &random) : nil
        surface.write(text, x: x, y: y, width: limit)
      }
    }
    for y in 0..<size.rows {
      let widths = surface.row(y).map(\.width)
      #expect(widths.reduce(0, +) == size.columns)
      for (x, width) in widths.enumerated() {
        // Each wide cell has its tail, and no tail stands alone.
        #expect((width == 2) == (x + 1 < widths.count && widths[x + 1] == 0))
      }
    }
  }
}

import TerminalUI
import Testing

@Suite struct TextViewTests {
  private let lines = [
    "epoch 1", "loading a model that is longer than the window", "ok", "日本語 file",
    "Error: bad\u{1B}[2J image", "done",
  ]

  private func drawn(
    _ view: TextView, _ width: Int, _ height: Int, glyphs: Glyphs = .unicode
  ) -> String {
    picture(width, height) { surface, rect in
      view.draw(on: &surface, in: rect, glyphs: glyphs) { TextView.Line(lines[$0]) }
    }
  }

  @Test("a line that is cut shows so at the edge, and scrolls sideways")
  func sideways() {
    var view = TextView(lineCount: 6)
    #expect(drawn(view, 16, 3) == "epoch 1\nloading a model…\nok")
    view.scrollSideways(by: 6)
    #expect(drawn(view, 16, 5) == "…\n… a model that …\n…\n…file\n…bad\\x1B[2J ima…")
    #expect(drawn(view, 16, 2, glyphs: .ascii) == "<\n< a model that >")
    view.scrollSideways(by: -100)
    #expect(view.column == 0)
    view.scrollSideways(by: 1_000_000)
    #expect(view.column == TextView.maximumColumns - 1)
  }

  @Test("wrapped lines take the rows they need, and wide characters are not cut")
  func wrapped() {
    let view = TextView(lineCount: 6, wraps: true)
    #expect(
      drawn(view, 15, 9) == """
        epoch 1
        loading a model
         that is longer
         than the windo
        w
        ok
        日本語 file
        Error: bad\\x1B[
        2J image
        """)
    #expect(drawn(TextView(lineCount: 4, top: .init(line: 3), wraps: true), 3, 4) == "日\n本\n語\nfil")
  }

  @Test("the end is shown while it is followed, until someone scrolls up")
  func following() {
    var view = TextView(lineCount: 6, wraps: true, follows: true)
    let rect = Rect(x: 0, y: 0, width: 15, height: 3)
    let source: TextView.Source = { TextView.Line(lines[$0]) }
    #expect(drawn(view, 15, 3) == "Error: bad\\x1B[\n2J image\ndone")
    view.scroll(by: 1, in: rect, source: source)
    #expect(view.follows)
    view.scroll(by: -1, in: rect, source: source)
    #expect(!view.follows)
    #expect(drawn(view, 15, 3) == "日本語 file\nError: bad\\x1B[\n2J image")
    view.scroll(by: -100, in: rect, source: source)
    #expect(view.top == .init(line: 0))
    view.scroll(by: 2, in: rect, source: source)
    #expect(view.top == .init(line: 1, row: 1))
    view.scroll(by: 100, in: rect, source: source)
    #expect(view.top == view.end(in: rect, source: source))
    #expect(drawn(view, 15, 3) == "Error: bad\\x1B[\n2J image\ndone")
  }

  @Test("what was looked for is marked, in any case unless a capital is given")
  func hits() {
    func styled(_ words: String) -> String {
      let view = TextView(lineCount: 6, top: .init(line: 3), query: TextQuery(words))
      return surface(24, 3) { surface, rect in
        view.draw(on: &surface, in: rect, glyphs: .unicode) { TextView.Line(lines[$0]) }
      }.styled
    }
    #expect(styled("error") == "1: [0-4 match]")
    #expect(styled("Error") == "1: [0-4 match]")
    #expect(styled("ERROR") == "")
    #expect(styled("e") == "0: [10-10 match]\n1: [0-0 match] [22-22 match]\n2: [3-3 match]")
    #expect(styled("本") == "0: [2-3 match]")
    #expect(styled("\\x1B") == "1: [10-13 match]")
    #expect(TextQuery("") == nil)
    #expect(TextQuery("IMAGE")?.matches("image") == false)
    #expect(TextQuery("image")?.matches("an IMAGE") == true)
  }

  @Test("a line is brought into sight, and stays put when it is there already")
  func show() {
    let source: TextView.Source = { TextView.Line("line \($0)") }
    let rect = Rect(x: 0, y: 0, width: 20, height: 9)
    var view = TextView(lineCount: 1000, follows: true)
    view.show(line: 500, in: rect, source: source)
    #expect(view.top == .init(line: 497))
    view.show(line: 504, in: rect, source: source)
    #expect(view.top == .init(line: 497))
    view.show(line: 999, in: rect, source: source)
    #expect(view.top == .init(line: 988))
    view.show(line: 1000, in: rect, source: source)
    #expect(view.top == .init(line: 988))
  }

  @Test("lines are numbered where there is room")
  func numbers() {
    let view = TextView(lineCount: 6, top: .init(line: 1), wraps: true, firstNumber: 98)
    #expect(
      drawn(view, 20, 5)
        == " 99  loading a model\n      that is longer\n      than the windo\n     w\n100  ok")
    #expect(drawn(view, 9, 1) == "loading a")
  }

  @Test("of a million lines only those in sight are asked for")
  func lazy() {
    var asked: Set<Int> = []
    var view = TextView(lineCount: 1_000_000, top: .init(line: 500_000), wraps: true)
    let source: TextView.Source = { number in
      asked.insert(number)
      return number == 500_001 ? nil : TextView.Line("line \(number)")
    }
    let rect = Rect(x: 0, y: 0, width: 12, height: 3)
    view.scroll(by: 1, in: rect, source: source)
    view.scroll(by: -1, in: rect, source: source)
    let text = picture(12, 3) { surface, rect in
      view.draw(on: &surface, in: rect, glyphs: .ascii, source: source)
    }
    #expect(text == "line 500000\n...\nline 500002")
    #expect(asked == [500_000, 500_001, 500_002])
  }

  @Test("a line beyond all measure is cut, and says so")
  func longLine() {
    let source: TextView.Source = { _ in
      TextView.Line(String(repeating: "x", count: 1_000_000))
    }
    var view = TextView(lineCount: 1, wraps: true)
    let rect = Rect(x: 0, y: 0, width: 64, height: 3)
    #expect(view.end(in: rect, source: source) == .init(line: 0, row: 61))
    view.wraps = false
    view.scrollSideways(by: 4090)
    let text = picture(20, 1) { surface, rect in
      view.draw(on: &surface, in: rect, glyphs: .unicode, source: source)
    }
    #expect(text == "…xxxxx…")
  }

  @Test("any place in any window draws a full window, if there are lines", arguments: 0..<60)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let texts = (0..<Int.random(in: 0...40, using: &random)).map { _ in
      String(
        repeating: ["a", "日", "\u{1B}", "e\u{301}"].randomElement(using: &random) ?? "",
        count: .random(in: 0...60, using: &random))
    }
    let source: TextView.Source = { TextView.Line(texts[$0]) }
    var view = TextView(lineCount: texts.count)
    for _ in 0..<30 {
      let rect = Rect(
        x: 1, y: 1, width: .random(in: 1...20, using: &random),
        height: .random(in: 1...10, using: &random))
      view.wraps = Bool.random(using: &random)
      view.follows = Int.random(in: 0..<4, using: &random) == 0
      view.top = .init(
        line: .random(in: -2...50, using: &random), row: .random(in: -2...9, using: &random))
      view.column = .random(in: 0...70, using: &random)
      view.query = TextQuery("a")
      view.scroll(by: .random(in: -20...20, using: &random), in: rect, source: source)
      let surface = surface(rect.width + 2, rect.height + 2) { surface, _ in
        view.draw(on: &surface, in: rect, glyphs: .unicode, source: source)
      }
      for y in 0..<surface.size.rows {
        #expect(surface.row(y).reduce(0) { $0 + $1.width } == surface.size.columns)
        #expect(surface[0, y] == .blank && surface[rect.maxX, y] == .blank)
      }
      #expect(view.top <= view.end(in: rect, source: source))
    }
  }
}

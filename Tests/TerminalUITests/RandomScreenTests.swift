import TerminalUI
import Testing

@Suite struct RandomScreenTests {
  @Test("every widget survives every rectangle, and rows keep their width", arguments: 0..<80)
  func widgets(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let size = Size(
      columns: .random(in: 1...(seed < 40 ? 12 : 200), using: &random),
      rows: .random(in: 1...(seed < 40 ? 6 : 60), using: &random))
    var surface = Surface(size: size)
    for glyphs in [Glyphs.unicode, .ascii] {
      for widget in 0..<12 {
        let rect = Rect(
          x: .random(in: -3...size.columns, using: &random),
          y: .random(in: -3...size.rows, using: &random),
          width: .random(in: 0...size.columns + 5, using: &random),
          height: .random(in: 0...size.rows + 5, using: &random))
        draw(widget, on: &surface, in: rect, glyphs: glyphs, using: &random)
      }
    }
    for y in 0..<size.rows {
      #expect(surface.row(y).reduce(0) { $0 + $1.width } == size.columns)
    }
  }

  private func draw(
    _ widget: Int, on surface: inout Surface, in rect: Rect, glyphs: Glyphs,
    using random: inout SplitMix64
  ) {
    let values = (0..<Int.random(in: 0...300, using: &random)).map { _ in
      [0, -1, .nan, .infinity, Double.random(in: 0...1e12, using: &random)]
        .randomElement(using: &random) ?? 0
    }
    let number = Int.random(in: -5...50, using: &random)
    let texts = ["日本語 is wide", "a\u{1B}[2J", "", "plain words here", "👩‍💻"]
    let text = texts.randomElement(using: &random) ?? ""
    let hints = texts.map { KeyHint(key: text, label: $0, importance: number) }
    switch widget {
    case 0:
      ProgressBar(fraction: values.first ?? 0).draw(on: &surface, in: rect, glyphs: glyphs)
    case 1:
      Sparkline(values: values, maximum: values.last).draw(on: &surface, in: rect, glyphs: glyphs)
    case 2:
      AreaGraph(
        values: values, maximum: values.first, limit: values.last, roles: [], label: { "\($0)" }
      ).draw(on: &surface, in: rect, glyphs: glyphs)
    case 3:
      TableView(
        columns: texts.map { .init($0, minimum: number, ideal: .max, dropPriority: number) },
        rowCount: 40, selection: number, offset: number, sort: .init(column: 1, isAscending: true),
        hasMarks: number % 2 == 0
      ).draw(on: &surface, in: rect, glyphs: glyphs) { _ in
        .init([.text(text), .progress(ProgressBar(fraction: 0.3)), .empty], isMarked: true)
      }
    case 4:
      Footer(hints: hints).draw(on: &surface, in: rect)
    case 5:
      Tabs(
        items: texts.map { .init(key: "1", title: $0) }, selected: number,
        status: [.init(text)]
      ).draw(on: &surface, in: rect)
    case 6:
      Dialog(
        title: text, lines: texts, choices: [.init(key: text, label: text)], selected: number
      ).draw(on: &surface, in: rect, glyphs: glyphs)
    case 7:
      HelpOverlay(
        title: text, groups: texts.map { .init(title: $0, hints: hints) },
        footnote: number > 9 ? text : nil, offset: number
      ).draw(on: &surface, in: rect, glyphs: glyphs)
    case 8:
      var field = TextField(text, placeholder: text)
      field.problem = number % 2 == 0 ? text : nil
      field.click(atX: number, in: rect)
      field.draw(on: &surface, in: rect, isFocused: number % 3 > 0, glyphs: glyphs)
    case 9:
      var rows = TreeRows(rootCount: number)
      rows.expand([2], childCount: number)
      TreeView(rows: rows, selection: number, offset: number / 2)
        .draw(on: &surface, in: rect, glyphs: glyphs) { path in
          .init(text, detail: "\(path)", isBranch: true, isMarked: true)
        }
    case 10:
      TextView(
        lineCount: 40, top: .init(line: number, row: number), column: max(0, number),
        wraps: number % 2 == 0, follows: number % 3 == 0, firstNumber: number,
        query: TextQuery(text)
      ).draw(on: &surface, in: rect, glyphs: glyphs) { $0 == 3 ? nil : .init(text + text) }
    default:
      Toast(text, role: .warning).draw(on: &surface, in: rect, glyphs: glyphs)
    }
  }
}

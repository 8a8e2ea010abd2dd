import TerminalUI
import Testing

@Suite struct ProgressBarTests {
  @Test(
    "a bar is exact to an eighth of a cell, and full only when all is done",
    arguments: [
      (0.0, ""), (0.0001, "▏"), (0.5, "█████"), (0.55, "█████▌"), (0.9999, "█████████▉"),
      (1.0, "██████████"), (7.0, "██████████"), (-1.0, ""), (Double.nan, ""),
    ])
  func eighths(fraction: Double, expected: String) {
    let text = picture(10, 1) { surface, rect in
      ProgressBar(fraction: fraction).draw(on: &surface, in: rect, glyphs: .unicode)
    }
    #expect(text == expected)
  }

  @Test(
    "in ASCII a bar has ends, where there is room for them",
    arguments: [(12, "[#####-----]"), (4, "[#-]"), (3, "#--"), (1, "-")])
  func ascii(width: Int, expected: String) {
    let text = picture(width, 1) { surface, rect in
      ProgressBar(fraction: 0.5).draw(on: &surface, in: rect, glyphs: .ascii)
    }
    #expect(text == expected)
  }
}

@Suite struct SparklineTests {
  private func line(_ values: [Double], width: Int = 8, glyphs: Glyphs = .unicode) -> String {
    picture(width, 1) { surface, rect in
      Sparkline(values: values).draw(on: &surface, in: rect, glyphs: glyphs)
    }
  }

  @Test("the newest values stand at the right, the highest of them full")
  func newest() {
    #expect(line([9, 0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
    #expect(line([1, 2]) == "      ▅█")
  }

  @Test("a measured zero shows, what was not measured does not")
  func zeroAndMissing() {
    #expect(line([0, .nan, 0, 4], width: 4) == "▁ ▁█")
    #expect(line([0, 0], width: 2) == "▁▁")
  }

  @Test("values above a given maximum stay in the cell")
  func maximum() {
    let text = picture(3, 1) { surface, rect in
      Sparkline(values: [1, 2, 99], maximum: 4)
        .draw(on: &surface, in: rect, glyphs: .ascii)
    }
    #expect(text == "-+@")
  }
}

@Suite struct AreaGraphTests {
  @Test("a braille cell shows two values in four steps")
  func braille() {
    let text = picture(4, 2) { surface, rect in
      AreaGraph(values: [1, 2, 3, 4, 5, 6, 7, 8], maximum: 8)
        .draw(on: &surface, in: rect, glyphs: .unicode)
    }
    #expect(
      text == """
          ⣠⣾
        ⣠⣾⣿⣿
        """)
  }

  @Test("the axis names top, middle and bottom; the scale is a round number")
  func axis() {
    let text = picture(16, 5) { surface, rect in
      AreaGraph(values: [0, 130, 260, 390, 530], label: { "\(Int($0))" })
        .draw(on: &surface, in: rect, glyphs: .ascii)
    }
    #expect(
      text == """
        600+           .
           |          .#
        300+         .##
           |         ###
          0+       .####
        """)
  }

  @Test("without room for the axis the graph takes the whole width")
  func narrow() {
    let text = picture(5, 1) { surface, rect in
      AreaGraph(values: [1, 1, 1, 1, 1], maximum: 1, label: { "\($0)" })
        .draw(on: &surface, in: rect, glyphs: .ascii)
    }
    #expect(text == "#####")
  }

  @Test("the limit is a dashed line that the area covers")
  func limit() {
    let text = picture(6, 3) { surface, rect in
      AreaGraph(values: [10, 60, 90], maximum: 90, limit: 60)
        .draw(on: &surface, in: rect, glyphs: .ascii)
    }
    #expect(
      text == """
        .....#
            ##
           .##
        """)
  }

  @Test("roles share the height from the bottom up")
  func roles() {
    let surface = surface(1, 3) { surface, rect in
      AreaGraph(values: [1], maximum: 1, roles: [.memoryLow, .memoryMid, .memoryHigh])
        .draw(on: &surface, in: rect, glyphs: .ascii)
    }
    #expect(surface.styled == "0: [0-0 memoryHigh]\n1: [0-0 memoryMid]\n2: [0-0 memoryLow]")
  }

  @Test(
    "a scale is rounded up to what reads well",
    arguments: [(0.0, 1.0), (-3, 1), (530, 600), (1, 1), (1.01, 1.2), (0.07, 0.08), (9.1, 10)])
  func roundedUp(value: Double, expected: Double) {
    #expect(abs(AreaGraph.roundedUp(value) - expected) < 1e-9)
  }
}

@Suite struct ScrollBarTests {
  @Test(
    "the list moves only as far as the selection needs",
    arguments: [
      (Int?.some(0), 5, 0), (12, 5, 5), (15, 5, 6), (99, 0, 89), (nil, 200, 90), (nil, -4, 0),
    ])
  func offset(selection: Int?, from: Int, expected: Int) {
    let offset = ScrollBar.offset(
      showing: selection.map { min($0, 98) }, from: from, visible: 10, count: 100)
    #expect(offset == expected)
  }

  @Test("the thumb is at the end exactly when the list is")
  func thumb() {
    func column(_ offset: Int) -> String {
      picture(1, 4) { surface, rect in
        ScrollBar(count: 8, offset: offset, visible: 4)
          .draw(on: &surface, in: rect, glyphs: .ascii)
      }
    }
    #expect(column(0) == "#\n#\n\n")
    #expect(column(4) == "\n\n#\n#")
    #expect(column(99) == "\n\n#\n#")
  }

  @Test("a list that is all in sight has no thumb")
  func nothingToScroll() {
    let text = picture(1, 2) { surface, rect in
      ScrollBar(count: 2, offset: 0, visible: 2).draw(on: &surface, in: rect, glyphs: .ascii)
    }
    #expect(text == "\n")
  }
}

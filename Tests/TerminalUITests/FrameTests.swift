import TerminalUI
import Testing

@Suite struct FrameTests {
  @Test("titles stand in the top border, the remark at the right")
  func titles() {
    let text = picture(30, 3) { surface, rect in
      surface.frame(rect, title: "workers (6)", trailing: "slot ▲")
    }
    #expect(
      text == """
        ┌─ workers (6) ───── slot ▲ ─┐
        │                            │
        └────────────────────────────┘
        """)
  }

  @Test("a narrow frame drops the remark, then cuts the title")
  func narrow() {
    let text = picture(14, 2) { surface, rect in
      surface.frame(rect, title: "workers (6)", trailing: "slot ▲", glyphs: .ascii)
    }
    #expect(
      text == """
        +- worke... -+
        +------------+
        """)
  }

  @Test("a divider joins the sides of its frame")
  func divider() {
    let text = picture(16, 3) { surface, rect in
      surface.frame(rect)
      surface.divider(rect, y: 1, title: "log")
    }
    #expect(
      text == """
        ┌──────────────┐
        ├─ log ────────┤
        └──────────────┘
        """)
  }

  @Test("focus shows in the border's role and a bold title")
  func focus() {
    let surface = surface(12, 2) { surface, rect in
      surface.frame(rect, title: "log", focused: true)
    }
    #expect(
      surface.styled == """
        0: [0-1 borderFocused] [2-6 title+bold] [7-11 borderFocused]
        1: [0-11 borderFocused]
        """)
  }

  @Test("a frame without room for its corners is not drawn", arguments: [(1, 5), (5, 1), (0, 0)])
  func tooSmall(width: Int, height: Int) {
    let text = picture(5, 5) { surface, _ in
      surface.frame(Rect(x: 0, y: 0, width: width, height: height), title: "x")
    }
    #expect(text == "\n\n\n\n")
  }
}

import TerminalUI
import Testing

@Suite struct FooterTests {
  private let footer = Footer(
    hints: [
      KeyHint(key: "Enter", label: "details", importance: 2),
      KeyHint(key: "x", label: "cancel", importance: 1),
      KeyHint(key: "Z", label: "freeze"),
    ],
    right: [
      KeyHint(key: "?", label: "help", stays: true),
      KeyHint(key: "q", label: "quit", importance: 3),
    ])

  @Test(
    "hints go by importance as the window narrows, and help is the last to stay",
    arguments: [
      (60, " Enter details  x cancel  Z freeze           ? help  q quit"),
      (51, " Enter details  x cancel  Z freeze  ? help  q quit"),
      (50, " Enter details  x cancel           ? help  q quit"),
      (32, " Enter details   ? help  q quit"),
      (30, "               ? help  q quit"),
      (12, "     ? help"),
      (8, " ? help"),
      (4, " ?"),
      (1, "?"),
    ])
  func narrowing(width: Int, expected: String) {
    let text = picture(width, 1) { surface, rect in footer.draw(on: &surface, in: rect) }
    #expect(text == expected)
  }

  @Test("a click on a hint finds it")
  func hits() {
    let rect = Rect(x: 0, y: 9, width: 60, height: 1)
    #expect(footer.hint(atX: 3, y: 9, in: rect)?.key == "Enter")
    #expect(footer.hint(atX: 58, y: 9, in: rect)?.key == "q")
    #expect(footer.hint(atX: 40, y: 9, in: rect) == nil)
    #expect(footer.hint(atX: 3, y: 8, in: rect) == nil)
  }
}

@Suite struct TabsTests {
  private let tabs = Tabs(
    items: [
      .init(key: "1", title: "Jobs"), .init(key: "2", title: "Run"),
      .init(key: "3", title: "Failures", badge: "•37"),
    ],
    selected: 1,
    status: [.init("62 %", style: .role(.running)), .init("  14:32:07")])

  @Test(
    "the selected tab and the status stay while the others go",
    arguments: [
      (60, " 1 Jobs [2 Run] 3 Failures•37                62 %  14:32:07"),
      (40, " 1 Jobs [2 Run]          62 %  14:32:07"),
      (25, "[2 Run]   62 %  14:32:07"),
      (12, "[2 Run]  62"),
    ])
  func narrowing(width: Int, expected: String) {
    let text = picture(width, 1) { surface, rect in tabs.draw(on: &surface, in: rect) }
    #expect(text == expected)
  }

  @Test("a click on a tab finds it")
  func hits() {
    let rect = Rect(x: 0, y: 0, width: 60, height: 1)
    #expect(tabs.item(atX: 1, y: 0, in: rect) == 0)
    #expect(tabs.item(atX: 10, y: 0, in: rect) == 1)
    #expect(tabs.item(atX: 45, y: 0, in: rect) == nil)
  }
}

@Suite struct DialogTests {
  private let dialog = Dialog(
    title: "Cancel?",
    lines: ["Job brave-otter-4821 is still working (62 %)."],
    choices: [
      .init(key: "y", label: "cancel it after the current mini-batches"),
      .init(key: "Esc", label: "let it run"),
    ],
    selected: 1)

  @Test("the question stands in the middle, the cursor on the harmless choice")
  func whole() {
    let text = picture(60, 8) { surface, rect in
      dialog.draw(on: &surface, in: rect, glyphs: .unicode)
    }
    #expect(
      text == """

            ┌─ Cancel? ────────────────────────────────────────┐
            │  Job brave-otter-4821 is still working (62 %).   │
            │                                                  │
            │   y    cancel it after the current mini-batches  │
            │ ▶ Esc  let it run                                │
            └──────────────────────────────────────────────────┘

        """)
  }

  @Test("in a low window the choices stay when the lines cannot")
  func low() {
    let text = picture(40, 4) { surface, rect in
      dialog.draw(on: &surface, in: rect, glyphs: .ascii)
    }
    #expect(
      text == """
        +- Cancel? ----------------------------+
        |   y    cancel it after the curren... |
        | > Esc  let it run                    |
        +--------------------------------------+
        """)
  }

  @Test("a click on a choice finds it")
  func hits() {
    let rect = Rect(x: 0, y: 0, width: 60, height: 8)
    #expect(dialog.choice(atX: 10, y: 4, in: rect) == 0)
    #expect(dialog.choice(atX: 10, y: 5, in: rect) == 1)
    #expect(dialog.choice(atX: 10, y: 3, in: rect) == nil)
  }
}

@Suite struct HelpOverlayTests {
  private let help = HelpOverlay(
    title: "help: Jobs",
    groups: [
      .init(
        title: "THIS SCREEN",
        hints: [KeyHint(key: "Enter", label: "open"), KeyHint(key: "x", label: "cancel (asks)")]),
      .init(title: "EVERYWHERE", hints: [KeyHint(key: "j k", label: "move")]),
    ],
    footnote: "batchdeck job list")

  @Test("a wide window shows the groups side by side")
  func wide() {
    let text = picture(80, 7) { surface, rect in
      help.draw(on: &surface, in: rect, glyphs: .unicode)
    }
    #expect(
      text == """
        ┌─ help: Jobs ─────────────────────────────────────────────────────────────────┐
        │  THIS SCREEN                           EVERYWHERE                            │
        │  Enter  open                           j k  move                             │
        │  x      cancel (asks)                                                        │
        │                                                                              │
        │  batchdeck job list                                                          │
        └──────────────────────────────────────────────────────────────────────────────┘
        """)
  }

  private let long = HelpOverlay(
    title: "help",
    groups: [
      .init(title: "A", hints: [KeyHint(key: "Tab Shift-Tab", label: "complete, else next")]),
      .init(title: "B", hints: [KeyHint(key: "q", label: "leave")]),
    ])

  @Test("a long column takes the room that the other one leaves")
  func uneven() {
    let text = picture(56, 4) { surface, rect in
      long.draw(on: &surface, in: rect, glyphs: .unicode)
    }
    #expect(
      text == """
        ┌─ help ───────────────────────────────────────────────┐
        │  A                                   B               │
        │  Tab Shift-Tab  complete, else next  q  leave        │
        └──────────────────────────────────────────────────────┘
        """)
  }

  @Test("columns that would be cut stand below each other; what is cut even then says so")
  func cut() {
    let text = picture(36, 7) { surface, rect in
      long.draw(on: &surface, in: rect, glyphs: .unicode)
    }
    #expect(
      text == """
        ┌─ help ───────────────────────────┐
        │  A                               │
        │  Tab Shift-Tab  complete, else…  │
        │                                  │
        │  B                               │
        │  q              leave            │
        └──────────────────────────────────┘
        """)
  }

  @Test("a narrow window has one column that scrolls, and stops at its end")
  func narrow() {
    let scrolled = HelpOverlay(title: "help", groups: help.groups, offset: 99)
    let text = picture(30, 5) { surface, rect in
      scrolled.draw(on: &surface, in: rect, glyphs: .ascii)
    }
    #expect(scrolled.maximumOffset(in: Rect(x: 0, y: 0, width: 30, height: 5)) == 3)
    #expect(
      text == """
        +- help ---------------------+
        |                            |
        |  EVERYWHERE                |
        |  j k    move               #
        +----------------------------+
        """)
  }
}

@Suite struct ToastTests {
  @Test("severity is a mark as well as a colour, and the text is cut to the line")
  func marks() {
    func toast(_ role: Role, _ glyphs: Glyphs) -> Surface {
      surface(20, 1) { surface, rect in
        surface.write(String(repeating: "x", count: 20), x: 0, y: 0)
        Toast("the runner is gone now", role: role).draw(on: &surface, in: rect, glyphs: glyphs)
      }
    }
    #expect(toast(.error, .unicode).text == " ✗ the runner is g…")
    #expect(toast(.warning, .ascii).text == " ! the runner is...")
    #expect(toast(.error, .unicode).styled == "0: [0-19 error+bold]")
  }

  @Test("it has as many lines as there is room for")
  func lines() {
    let toast = Toast("the runner is gone now", role: .error)
    #expect(toast.height(width: 20, glyphs: .unicode) == 2)
    #expect(toast.height(width: 30, glyphs: .unicode) == 1)
    #expect(toast.height(width: 8, glyphs: .unicode) == 5)
    func text(_ columns: Int, _ rows: Int) -> String {
      surface(columns, rows) { toast.draw(on: &$0, in: $1, glyphs: .unicode) }.text
    }
    #expect(text(20, 2) == " ✗ the runner is\n gone now")
    #expect(text(8, 2) == " ✗ the\n runne…")
  }
}

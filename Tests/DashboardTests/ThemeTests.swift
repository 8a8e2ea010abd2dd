import BatchEndpoints
import Dashboard
import Testing
import TerminalUI

extension Theme {
  static let night = Theme(
    name: "night", variant: .dark,
    palette: [
      0x101418, 0x202830, 0x304050, 0x708090, 0x98A8B8, 0xC8D0D8, 0xE0E8F0, 0xF0F8FF,
      0xE87078, 0xE09858, 0xE0C068, 0x80C878, 0x60C0C8, 0x68A8F0, 0xB890E8, 0x886850,
    ])

  static let day = Theme(
    name: "day", variant: .light,
    palette: [
      0xF8F8F0, 0xE8E8E0, 0xD0D8E8, 0x687880, 0x586068, 0x283038, 0x182028, 0x081018,
      0xB03040, 0x985008, 0x785800, 0x287030, 0x086878, 0x2060B0, 0x7840B0, 0x785030,
    ])
}

extension DashboardState {
  static let themeOffers = [
    ThemeOffer(name: "night", title: "Night", detail: "dark, built in", theme: .night),
    ThemeOffer(name: "day", title: "Day", detail: "light, built in", theme: .day),
    ThemeOffer(name: "terminal", title: "Terminal", detail: "built in", theme: .terminal),
    ThemeOffer(name: "mono", title: "Mono", detail: "built in", theme: .mono),
    ThemeOffer(
      name: "mine", title: "mine", detail: "cannot be used", theme: nil,
      problem: "line 4: base00 is \"grey\"; "
        + "it must be six hexadecimal digits, such as \"6fa8ec\"."),
  ]

  /// The picker over the list of jobs, after some keys.
  static func themes(size: Size, looking keys: String = "") -> DashboardState {
    var state = DashboardState.jobs(severalJobs, size: size)
    state.themes = ThemeControls(configured: .night)
    state.press("Ctrl-T")
    _ = state.update(.themesRead(themeOffers), now: afternoon)
    state.press(keys)
    return state
  }
}

@Suite("Themes")
struct ThemeTests {
  static let size = Size(columns: 80, rows: 24)

  @Test("the picker reads the themes and shows the one in sight; Esc leaves the one before")
  func looks() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.themes = ThemeControls(configured: .night)
    #expect(state.press("Ctrl-T") == [.readThemes])
    #expect(state.theme == .night)
    _ = state.update(.themesRead(DashboardState.themeOffers), now: afternoon)
    #expect(state.theme == .night)
    state.press("j j")
    #expect(state.theme == .day)
    #expect(state.press("Esc") == [])
    #expect(state.overlay == nil)
    #expect(state.theme == .night)
    #expect(state.memory.theme == nil)
  }

  @Test("Enter keeps a theme and has it remembered; the first entry takes that back")
  func keeps() {
    var state = DashboardState.themes(size: Self.size, looking: "j j")
    #expect(state.press("Enter") == [.remember])
    #expect(state.overlay == nil)
    #expect(state.theme == .day)
    #expect(state.memory.theme == "day")
    state.press("Ctrl-T")
    #expect(state.themeInSight?.name == "day")
    #expect(state.press("k k Enter") == [.remember])
    #expect(state.theme == .night)
    #expect(state.memory.theme == nil)
  }

  @Test("the picker begins at the theme in use also when that was remembered")
  func remembered() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.themes = ThemeControls(
      configured: .night,
      picked: ThemeOffer(name: "mono", title: "Mono", detail: "", theme: .mono))
    #expect(state.theme == .mono)
    state.press("Ctrl-T")
    _ = state.update(.themesRead(DashboardState.themeOffers), now: afternoon)
    #expect(state.themeInSight?.name == "mono")
  }

  @Test("a theme that cannot be used says why, changes no colour and is not kept")
  func broken() {
    var state = DashboardState.themes(size: Self.size, looking: "j j j j j")
    #expect(state.themeInSight?.name == "mine")
    #expect(state.theme == .night)
    #expect(state.press("Enter") == [])
    #expect(state.overlay != nil)
    let gone = ThemeOffer(name: "gone", title: "gone", detail: "", theme: nil, problem: "gone")
    #expect(ThemeControls(configured: .day, picked: gone).picked == nil)
  }

  @Test("a press looks at a theme, a second one keeps it")
  func mouse() throws {
    var state = DashboardState.themes(size: Self.size)
    let lines = state.view(.unicode).text.split(separator: "\n", omittingEmptySubsequences: false)
    let y = try #require(lines.firstIndex { $0.contains(" Day ") })
    let press = InputEvent.mouse(MouseEvent(kind: .press, button: .left, x: 30, y: y))
    #expect(state.update(.input(press), now: afternoon) == [])
    #expect(state.theme == .day)
    #expect(state.update(.input(press), now: afternoon) == [.remember])
    #expect(state.memory.theme == "day")
  }

  static let depths: [(String, Theme, ColorDepth)] = [
    ("dark", .night, .trueColor), ("light", .day, .trueColor), ("256", .night, .palette256),
    ("16", .night, .ansi16), ("mono", .mono, .trueColor),
  ]

  @Test("colours on the screen are those on file", arguments: depths)
  func colours(name: String, theme: Theme, depth: ColorDepth) throws {
    let surface = DashboardState.themes(size: Self.size, looking: "j j").view(.unicode)
    let resolved = ResolvedTheme(theme, depth: depth)
    let lines = (0..<surface.size.rows).map { y in
      var runs: [(style: ResolvedStyle, text: String)] = []
      for cell in surface.row(y) {
        let style = resolved[cell.style]
        let text = cell.width == 0 ? "" : cell.text
        if runs.last?.style == style {
          runs[runs.count - 1].text += text
        } else {
          runs.append((style, text))
        }
      }
      return runs.map { "\($0.style.golden)|\($0.text)" }.joined(separator: "\n")
    }
    try GoldenFile.expect(
      lines.joined(separator: "\n"), matches: "themes-80x24-colours-\(name)")
  }
}

extension ResolvedStyle {
  /// `foreground background flags`.
  fileprivate var golden: String {
    let flags = [(bold, "b"), (dim, "d"), (underline, "u"), (reverse, "r")]
    return [foreground.golden, background.golden, flags.map { $0.0 ? $0.1 : "" }.joined()]
      .joined(separator: " ")
  }
}

extension TerminalColor {
  fileprivate var golden: String {
    switch self {
    case .terminalDefault: "-"
    case .palette(let index): "\(index)"
    case .rgb(let rgb): "#" + String(rgb, radix: 16)
    }
  }
}

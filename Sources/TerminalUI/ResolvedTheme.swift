/// A theme quantised for one colour depth, once, so that drawing only looks up.
package struct ResolvedTheme: Sendable {
  private var roles: [Role: ResolvedStyle] = [:]
  private var selectionForeground: TerminalColor = .terminalDefault
  private var selectionBackground: TerminalColor = .terminalDefault
  /// Few colours leave none to spare for a background.
  private let reversesSelection: Bool
  private let isMono: Bool
  private let depth: ColorDepth

  package init(_ theme: Theme, depth: ColorDepth) {
    self.depth = depth
    isMono = theme.isMono || depth == .mono
    reversesSelection = isMono || depth == .ansi16 || theme.palette == nil
    let quantiser = Quantiser(theme: theme, depth: depth)
    for role in Role.allCases {
      roles[role] = isMono ? Self.mono(role) : quantiser.style(role)
    }
    if !reversesSelection {
      selectionForeground = quantiser.color(.base(0x5), isBackground: false)
      selectionBackground = quantiser.color(.base(0x2), isBackground: true)
    }
  }

  package subscript(style: Style) -> ResolvedStyle {
    if style.paint != .none, !isMono, depth >= .palette256 {
      return ResolvedStyle(
        foreground: color(style.paint.foreground), background: color(style.paint.background))
    }
    var result = roles[style.role] ?? ResolvedStyle()
    result.bold = result.bold || style.bold
    result.dim = result.dim || style.dim
    result.underline = result.underline || style.underline
    // Reversing twice would hide it.
    result.reverse = result.reverse || style.reverse || (style.selected && reversesSelection)
    if style.selected, reversesSelection {
      // One block, whatever the roles in the line.
      result.foreground = .terminalDefault
      result.background = .terminalDefault
      result.dim = false
    } else if style.selected {
      result.background = selectionBackground
      if result.foreground == .terminalDefault { result.foreground = selectionForeground }
      result.bold = true
    }
    return result
  }

  private func color(_ rgb: UInt32) -> TerminalColor {
    depth == .trueColor ? .rgb(rgb) : .palette(ColorCube.nearest(to: rgb))
  }

  /// Emphasis in place of colour; states also have a glyph and a word each.
  private static func mono(_ role: Role) -> ResolvedStyle {
    var style = ResolvedStyle()
    switch role {
    case .error, .keyHint, .selection, .borderFocused, .memoryHigh: style.bold = true
    case .warning: style.underline = true
    case .header:
      style.bold = true
      style.underline = true
    case .muted, .cancelled: style.dim = true
    case .match: style.reverse = true
    case .text, .title, .border, .running, .ok, .retrying, .queued, .progress, .throughput,
      .memoryLow, .memoryMid:
      break
    }
    return style
  }
}

extension Theme {
  /// What a style looks like at a depth; to draw, quantise once with `ResolvedTheme`.
  package func resolve(_ style: Style, depth: ColorDepth) -> ResolvedStyle {
    ResolvedTheme(self, depth: depth)[style]
  }
}

/// Turns a theme's colours into what a terminal can show.
private struct Quantiser {
  let theme: Theme
  let depth: ColorDepth

  func style(_ role: Role) -> ResolvedStyle {
    let paint = theme.paint(role)
    var foreground = paint.foreground
    var background = paint.background
    if theme.background != .terminalDefault {
      // Nothing of the terminal's own is known to be legible on another background.
      if foreground == .terminalDefault { foreground = .base(0x5) }
      if background == .terminalDefault { background = theme.background }
    }
    var style = ResolvedStyle(
      foreground: color(foreground, isBackground: false),
      background: color(background, isBackground: true), bold: paint.bold)
    if depth >= .palette256, let contrast = theme.contrast(of: role) {
      style.foreground = exact(contrast.shown)
    }
    return style
  }

  func color(_ color: Theme.Color, isBackground: Bool) -> TerminalColor {
    guard case .base(let slot) = color else { return .terminalDefault }
    guard depth >= .palette256, let rgb = theme.rgb(slot) else {
      return ansi(slot, isBackground: isBackground)
    }
    return exact(rgb)
  }

  private func exact(_ rgb: UInt32) -> TerminalColor {
    depth == .trueColor ? .rgb(rgb) : .palette(ColorCube.nearest(to: rgb))
  }

  /// The ANSI slot that base16's terminal templates give a base, not the nearest colour: its shade
  /// is the user's choice. Shades near the background or the text become the defaults.
  private func ansi(_ slot: Int, isBackground: Bool) -> TerminalColor {
    switch slot {
    case 0x0: isBackground ? .terminalDefault : .palette(0)
    case 0x3: .palette(8)
    case 0x8: .palette(1)
    case 0x9: .palette(9)
    case 0xA: .palette(3)
    case 0xB: .palette(2)
    case 0xC: .palette(6)
    // Dark blue on black can hardly be read.
    case 0xD: .palette(theme.variant == .dark ? 12 : 4)
    case 0xE: .palette(5)
    case 0xF: .palette(1)
    case 0x12: .palette(9)
    case 0x13: .palette(11)
    case 0x14: .palette(10)
    case 0x15: .palette(14)
    case 0x16: .palette(12)
    case 0x17: .palette(13)
    default: .terminalDefault
    }
  }
}

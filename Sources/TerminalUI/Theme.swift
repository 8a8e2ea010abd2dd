/// Colours for every role, on the terminal's own background unless the theme has one.
package struct Theme: Hashable, Sendable {
  package enum Variant: Hashable, Sendable { case dark, light }

  /// A colour before it is known what the terminal can show.
  package enum Color: Hashable, Sendable {
    case terminalDefault
    /// A slot of the palette, 0 … 15 with base16's meaning, 16 … 23 with base24's.
    case base(Int)
  }

  /// What a role looks like.
  package struct Paint: Hashable, Sendable {
    package var foreground: Color
    package var background: Color
    package var bold: Bool

    package init(_ foreground: Color, on background: Color = .terminalDefault, bold: Bool = false) {
      self.foreground = foreground
      self.background = background
      self.bold = bold
    }
  }

  package var name: String
  /// nil where the terminal's own scheme decides.
  package var variant: Variant?
  /// base00 … base0F, in base24 to base17, as 0xRRGGBB; nil takes the terminal's ANSI colours in
  /// their place.
  package var palette: [UInt32]?
  /// Roles that differ from `defaultPaints`.
  package var paints: [Role: Paint]
  /// What everything is drawn on; the terminal's own unless a theme insists.
  package var background: Color
  /// Whether colour is used at all.
  package var isMono: Bool

  package init(
    name: String, variant: Variant?, palette: [UInt32]?, paints: [Role: Paint] = [:],
    background: Color = .terminalDefault, isMono: Bool = false
  ) {
    self.name = name
    self.variant = variant
    self.palette = palette
    self.paints = paints
    self.background = background
    self.isMono = isMono
  }

  /// The palette's colour in a slot; nil without a palette. A palette of sixteen stands in for the
  /// bright colours of base24 with its plain ones (the styling guide of tinted-theming).
  package func rgb(_ slot: Int) -> UInt32? {
    guard let palette else { return nil }
    if palette.indices.contains(slot) { return palette[slot] }
    let substitutes = [0x0, 0x0, 0x8, 0xA, 0xB, 0xC, 0xD, 0xE]
    guard substitutes.indices.contains(slot - 0x10) else { return nil }
    let substitute = substitutes[slot - 0x10]
    return palette.indices.contains(substitute) ? palette[substitute] : nil
  }

  package func paint(_ role: Role) -> Paint { paints[role] ?? Self.defaultPaint(role) }

  /// base16's slots by role. Plain text is the terminal's own, so that it can be read even where
  /// the theme's variant does not suit the background.
  private static func defaultPaint(_ role: Role) -> Paint {
    switch role {
    case .text: Paint(.terminalDefault)
    case .muted, .cancelled, .border: Paint(.base(0x3))
    case .title: Paint(.terminalDefault)
    case .borderFocused, .running: Paint(.base(0xD))
    case .keyHint, .throughput: Paint(.base(0xC))
    case .selection: Paint(.terminalDefault, bold: true)
    case .ok, .memoryLow: Paint(.base(0xB))
    case .warning, .memoryMid: Paint(.base(0xA))
    case .error, .memoryHigh: Paint(.base(0x8))
    case .retrying: Paint(.base(0x9))
    case .queued: Paint(.base(0x4))
    case .progress: Paint(.base(0xD), on: .base(0x1))
    case .match: Paint(.base(0x0), on: .base(0xA))
    case .header: Paint(.base(0x4), bold: true)
    }
  }
}

// MARK: - Themes without a palette

extension Theme {
  /// The user's own scheme: ANSI colours and defaults only. Palettes live in the folder `themes`.
  package static let terminal = Theme(name: "terminal", variant: nil, palette: nil)

  package static let mono = Theme(name: "mono", variant: nil, palette: nil, isMono: true)
}

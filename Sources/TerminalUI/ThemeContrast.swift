extension Role {
  /// What WCAG 2.2 asks for: 4.5 for text (1.4.3), 3 for graphics (1.4.11) and for what is quiet on
  /// purpose.
  package var minimumContrast: Double {
    switch self {
    case .muted, .cancelled, .border, .borderFocused, .progress, .throughput, .memoryLow,
      .memoryMid, .memoryHigh:
      3
    case .text, .title, .keyHint, .selection, .running, .ok, .warning, .error, .retrying, .queued,
      .match, .header:
      4.5
    }
  }
}

/// How well a role can be read in a theme.
package struct RoleContrast: Hashable, Sendable {
  package var role: Role
  /// 0xRRGGBB, as the theme has it.
  package var foreground: UInt32
  package var background: UInt32
  /// 0xRRGGBB, what is drawn: `foreground`, or a shade nearer to the text's that can be read.
  package var shown: UInt32

  /// The ratio of WCAG 2 as the theme has it, 1 … 21.
  package var ratio: Double { contrast(foreground, background) }
  package var shownRatio: Double { contrast(shown, background) }
  package var isEnough: Bool { ratio >= role.minimumContrast }
}

extension Theme {
  /// The contrast of a role; nil where the terminal's own colours decide. A background that is the
  /// terminal's own is taken to be base00.
  package func contrast(of role: Role) -> RoleContrast? {
    let paint = paint(role)
    guard let background = rgb(paint.background, orElse: 0x0) else { return nil }
    let isPainted = self.background != .terminalDefault || paint.background != .terminalDefault
    if paint.foreground == .terminalDefault, !isPainted { return nil }
    guard let foreground = rgb(paint.foreground, orElse: 0x5) else { return nil }
    return RoleContrast(
      role: role, foreground: foreground, background: background,
      shown: legible(
        foreground, on: background, minimum: role.minimumContrast,
        towards: [rgb(0x5), rgb(0x7)].compactMap(\.self)))
  }

  private func rgb(_ color: Color, orElse slot: Int) -> UInt32? {
    if case .base(let slot) = color { return rgb(slot) }
    if slot == 0, case .base(let slot) = background { return rgb(slot) }
    return rgb(slot)
  }
}

/// The colour, moved by tenths towards the others one after the other, and then to black or white,
/// until it can be read.
private func legible(
  _ rgb: UInt32, on background: UInt32, minimum: Double, towards targets: [UInt32]
) -> UInt32 {
  let extreme: UInt32 = contrast(0, background) > contrast(0xFFFFFF, background) ? 0 : 0xFFFFFF
  var from = rgb
  for target in targets + [extreme] {
    // A palette may have its text where it helps no one.
    guard contrast(target, background) > contrast(from, background) else { continue }
    for tenth in 0...10 {
      let mixed = mix(from, target, tenths: UInt32(tenth))
      if contrast(mixed, background) >= minimum { return mixed }
    }
    from = target
  }
  return from
}

private func mix(_ left: UInt32, _ right: UInt32, tenths: UInt32) -> UInt32 {
  [16, 8, 0].reduce(0) { mixed, shift in
    let (from, to) = (left >> shift & 0xFF, right >> shift & 0xFF)
    return mixed | ((from * (10 - tenths) + to * tenths + 5) / 10) << shift
  }
}

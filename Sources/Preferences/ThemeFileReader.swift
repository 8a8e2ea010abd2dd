import BatchEndpoints
import TerminalUI

/// Turns the keys of a theme file into a theme (tinted-theming's builder 0.11.2 and base24).
///
/// A scheme without `palette` is in the older form: the colours stand at the top and the name is
/// `scheme`. Keys that are not known are legal; schemes are made for many programs.
struct ThemeFileReader {
  typealias Entry = PreferencesFile.Entry

  private static let slots = (0...0x17).map { slot in
    "base\(slot < 0x10 ? "0" : "")\(String(slot, radix: 16, uppercase: true))"
  }

  private(set) var file: PreferencesFile
  /// Where the palette gives a slot.
  private var places: [Int: Entry] = [:]

  init(file: String) {
    self.file = PreferencesFile(name: file)
  }

  mutating func read(
    _ bytes: some Collection<UInt8>, name: String
  ) -> (title: String, author: String?, theme: Theme)? {
    guard let entries = file.read(bytes) else { return nil }
    func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }
    let title = entry("name")?.text ?? entry("scheme")?.text ?? name
    var theme = Theme(name: name, variant: nil, palette: nil)
    checkSystem(entry("system"))
    switch entry("palette") {
    case let palette? where palette.text == "terminal": break
    case let palette? where palette.text == "none": theme.isMono = true
    case let palette?:
      guard let colors = file.entries(of: palette) else { return nil }
      theme.palette = self.palette(colors, at: palette.keyPosition)
    case nil:
      theme.palette = self.palette(entries, at: nil)
    }
    theme.variant = variant(entry("variant"), of: theme)
    if let roles = entry("roles"), !roles.isEmpty {
      for entry in file.entries(of: roles) ?? [] { read(role: entry, into: &theme) }
    }
    warnOfContrast(in: theme)
    return (title, entry("author")?.text, theme)
  }

  // MARK: - Scheme

  private mutating func checkSystem(_ entry: Entry?) {
    guard let entry, entry.text != "base16", entry.text != "base24" else { return }
    file.error(
      "system is \(entry.shown); it must be base16 or base24.", at: entry.position)
  }

  /// Finds the colours among keys; missing ones are reported at `position`, nil being the file as a
  /// whole.
  private mutating func palette(
    _ entries: [Entry], at position: SourcePosition?
  ) -> [UInt32]? {
    var colors: [Int: UInt32] = [:]
    for entry in entries {
      let slot = Self.slots.firstIndex { $0.lowercased() == entry.key.lowercased() }
      guard let slot else {
        // At the top of a file other keys are anyone's; in a palette they may be another program's.
        if position != nil {
          file.unknown(entry, in: "colour", known: Self.slots, severity: .warning)
        }
        continue
      }
      if let other = places[slot] {
        file.error(
          "\(entry.key) is given again, first in line \(other.keyPosition.line); remove one.",
          at: entry.keyPosition)
        continue
      }
      places[slot] = entry
      colors[slot] = color(entry)
    }
    let needed = places.keys.contains { $0 > 0xF } ? 0...0x17 : 0...0xF
    let missing = needed.filter { places[$0] == nil }.map { Self.slots[$0] }
    if !missing.isEmpty {
      let what = missing.count == needed.count ? "colours" : missing.joined(separator: ", ")
      file.error(
        "the palette has no \(what); a scheme has base00 to base0F, or in base24 to base17.",
        at: position)
    }
    let palette = needed.compactMap { colors[$0] }
    return palette.count == needed.count ? palette : nil
  }

  private mutating func color(_ entry: Entry) -> UInt32? {
    if entry.isEmpty {
      file.error(
        "\(entry.key) has no value; write six hexadecimal digits, and quote them when they begin "
          + "with #.", at: entry.keyPosition)
      return nil
    }
    let digits = entry.text.map { $0.hasPrefix("#") ? $0.dropFirst() : $0[...] } ?? ""
    guard digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit),
      let rgb = UInt32(digits, radix: 16)
    else {
      file.error(
        "\(entry.key) is \(entry.shown); it must be six hexadecimal digits, such as \"6fa8ec\".",
        at: entry.position)
      return nil
    }
    return rgb
  }

  /// As the file says, or by which of text and background is the lighter.
  private mutating func variant(_ entry: Entry?, of theme: Theme) -> Theme.Variant? {
    switch entry?.text {
    case "dark": return .dark
    case "light": return .light
    default:
      if let entry {
        file.error("variant is \(entry.shown); it must be dark or light.", at: entry.position)
      }
      guard let background = theme.rgb(0x0), let text = theme.rgb(0x5) else { return nil }
      return contrast(background, 0) < contrast(text, 0) ? .dark : .light
    }
  }

  // MARK: - Roles

  private mutating func read(role entry: Entry, into theme: inout Theme) {
    if entry.key == "background" {
      guard let paint = paint(entry, of: theme), paint.background == .terminalDefault, !paint.bold
      else { return }
      theme.background = paint.foreground
    } else if let role = Role.allCases.first(where: { $0.spelling == entry.key }) {
      theme.paints[role] = paint(entry, of: theme)
    } else {
      file.unknown(entry, in: "role", known: ["background"] + Role.allCases.map(\.spelling))
    }
  }

  /// Reads `[bold] COLOUR [on COLOUR]`.
  private mutating func paint(_ entry: Entry, of theme: Theme) -> Theme.Paint? {
    var words = (entry.text ?? "").split(separator: " ")[...]
    let isBold = words.first == "bold"
    if isBold { words = words.dropFirst() }
    let colors = words.split(separator: "on", omittingEmptySubsequences: false).map { words in
      words.count == 1 ? words.first.flatMap { Self.color(named: $0) } : nil
    }
    let isBackground = entry.key == "background"
    guard let foreground = colors.first ?? nil, colors.count <= (isBackground ? 1 : 2),
      !colors.contains(nil), !(isBackground && isBold)
    else {
      file.error(
        "\(entry.key) is \(entry.shown); it must be "
          + (isBackground
            ? "one of base00 to base17, or default."
            : "like \"base0D\", \"base00 on base0A\" or \"bold default\"."),
        at: entry.position)
      return nil
    }
    return Theme.Paint(
      foreground, on: colors.count > 1 ? colors[1] ?? .terminalDefault : .terminalDefault,
      bold: isBold)
  }

  private static func color(named name: Substring) -> Theme.Color? {
    if name == "default" { return .terminalDefault }
    return slots.firstIndex { $0.lowercased() == name.lowercased() }.map { .base($0) }
  }

  // MARK: - Contrast

  private mutating func warnOfContrast(in theme: Theme) {
    guard !file.hasErrors, !theme.isMono else { return }
    for role in Role.allCases {
      guard let contrast = theme.contrast(of: role), !contrast.isEnough else { continue }
      var position: SourcePosition?
      if case .base(let slot) = theme.paint(role).foreground { position = places[slot]?.position }
      file.warn(
        "\(role.spelling) has a contrast of \(tenths(contrast.ratio)) where "
          + "\(tenths(role.minimumContrast)) is needed; it is shown as \(hex(contrast.shown)), "
          + "\(tenths(contrast.shownRatio)).", at: position)
    }
  }

  private func tenths(_ ratio: Double) -> String {
    // Rounded down: 4.46 is not enough.
    let tenths = Int(ratio * 10)
    return "\(tenths / 10).\(tenths % 10)"
  }
}

/// A colour as six hexadecimal digits.
package func hex(_ rgb: UInt32) -> String {
  let digits = String(rgb & 0xFFFFFF, radix: 16)
  return String(repeating: "0", count: 6 - digits.count) + digits
}

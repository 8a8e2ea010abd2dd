import TerminalUI

// The theme picker.

extension DashboardState {
  mutating func pickTheme() -> [Effect] {
    overlay = .themes(ThemePicker())
    beginAtThemeInUse()
    // Read anew each time: whoever writes a theme wants to see what became of it.
    return [.readThemes]
  }

  mutating func take(_ offers: [ThemeOffer]) {
    themes.offers = offers
    beginAtThemeInUse()
  }

  /// As long as the operator has not moved.
  private mutating func beginAtThemeInUse() {
    guard case .themes(var picker) = overlay, picker.cursor.pinned == nil, themes.offers != nil
    else { return }
    let names = themeChoices.map(\.name)
    picker.cursor.select(names.firstIndex(of: themes.picked?.name ?? "") ?? 0, in: names)
    overlay = .themes(picker)
  }

  mutating func moveTheme(by delta: Int) {
    guard case .themes(var picker) = overlay else { return }
    picker.cursor.move(by: delta, in: themeChoices.map(\.name))
    overlay = .themes(picker)
  }

  /// A press looks at a theme, on the one in sight it keeps it.
  mutating func pressTheme(_ index: Int) -> [Effect] {
    guard case .themes(var picker) = overlay else { return [] }
    let names = themeChoices.map(\.name)
    if picker.cursor.index(in: names) == index { return keepTheme() }
    picker.cursor.select(index, in: names)
    overlay = .themes(picker)
    return []
  }

  /// A theme that cannot be used keeps the picker open, where its reason stands.
  mutating func keepTheme() -> [Effect] {
    guard let offer = themeInSight, offer.theme != nil else { return [] }
    themes.picked = offer.name.isEmpty ? nil : offer
    overlay = nil
    return [.remember]
  }
}

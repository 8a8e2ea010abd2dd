package import TerminalUI

/// A theme that can be chosen.
package struct ThemeOffer: Sendable, Equatable {
  /// What it is remembered by.
  package var name: String
  package var title: String
  /// Where it comes from and what it suits, such as `dark, built in`.
  package var detail: String
  /// nil when its file cannot be used.
  package var theme: Theme?
  /// Why not, in one sentence.
  package var problem: String?

  package init(
    name: String, title: String, detail: String, theme: Theme?, problem: String? = nil
  ) {
    self.name = name
    self.title = title
    self.detail = detail
    self.theme = theme
    self.problem = problem
  }
}

/// The colours, and those that the operator looks at while choosing.
package struct ThemeControls: Sendable, Equatable {
  /// What the command line and the configuration ask for.
  package var configured: Theme
  /// What was picked instead.
  package var picked: ThemeOffer?
  /// nil until they have been read.
  package var offers: [ThemeOffer]?

  package init(configured: Theme = .terminal, picked: ThemeOffer? = nil) {
    self.configured = configured
    self.picked = picked?.theme == nil ? nil : picked
  }

  var kept: Theme { picked?.theme ?? configured }
}

/// The theme picker.
package struct ThemePicker: Sendable, Equatable {
  /// By name; the first is what is configured.
  package var cursor = ListCursor<String>()

  package init() {}
}

extension DashboardState {
  /// What the picker offers; the first entry takes a choice back. Empty until the themes were read.
  package var themeChoices: [ThemeOffer] {
    guard let offers = themes.offers else { return [] }
    let configured = ThemeOffer(
      name: "", title: "as configured", detail: themes.configured.name, theme: themes.configured)
    return [configured] + offers
  }

  package var themeInSight: ThemeOffer? {
    guard case .themes(let picker) = overlay else { return nil }
    let choices = themeChoices
    return picker.cursor.index(in: choices.map(\.name)).map { choices[$0] }
  }

  /// The colours to draw with: in the picker those looked at.
  package var theme: Theme { themeInSight?.theme ?? themes.kept }
}

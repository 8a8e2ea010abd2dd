package import TerminalUI

/// Which theme the operator wants.
package enum ThemeChoice: Sendable, Equatable {
  /// A theme's name, or the path of its file.
  case named(String)
  /// One for a dark background and one for a light one.
  case pair(dark: String, light: String)

  /// Our own pair.
  package static let automatic = ThemeChoice.pair(dark: "harbour-night", light: "harbour-day")

  /// Whether the terminal has to be asked for its background.
  package var isPair: Bool {
    switch self {
    case .named: false
    case .pair: true
    }
  }

  /// The theme to ask the catalog for; a background that is not known is taken to be dark.
  package func name(on background: Theme.Variant?) -> String {
    switch self {
    case .named(let name): name
    case .pair(let dark, let light): background == .light ? light : dark
    }
  }
}

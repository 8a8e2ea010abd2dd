package import Foundation
package import TerminalUI

/// What drawing needs beside the state: nothing here is read from the process.
package struct ViewContext: Sendable {
  package var glyphs: Glyphs
  package var now: Date
  package var timeZone: TimeZone
  /// Whether points of a picture can have colours of their own.
  package var hasColors: Bool
  /// The operator's home folder, which paths show as `~`; nil for none.
  package var home: String?

  package init(
    glyphs: Glyphs, now: Date, timeZone: TimeZone, hasColors: Bool = false, home: String? = nil
  ) {
    self.glyphs = glyphs
    self.now = now
    self.timeZone = timeZone
    self.hasColors = hasColors
    self.home = home
  }

  /// A path as it is shown: short in the operator's home.
  package func path(_ path: String) -> String {
    guard let home, home.count > 1, path == home || path.hasPrefix(home + "/") else { return path }
    return "~" + path.dropFirst(home.count)
  }

  /// A text of the product's own with its arrows, of ASCII where all is.
  func arrows(_ text: String) -> String {
    glyphs.isASCII ? text.replacing("→", with: "->") : text
  }

  package func clock(_ date: Date) -> String { Format.clock(date, in: timeZone) }

  /// Turns four times a second.
  package var spinner: Character {
    let frames = glyphs.spinner
    let step = Int((now.timeIntervalSince1970 * 4).rounded(.down)) % max(1, frames.count)
    return frames.isEmpty ? glyphs.running : frames[abs(step)]
  }
}

package import Foundation
package import TerminalUI

/// What drawing needs beside the state: nothing here is read from the process.
package struct ViewContext: Sendable {
  package var glyphs: Glyphs
  package var now: Date
  package var timeZone: TimeZone
  /// Whether points of a picture can have colours of their own.
  package var hasColors: Bool

  package init(glyphs: Glyphs, now: Date, timeZone: TimeZone, hasColors: Bool = false) {
    self.glyphs = glyphs
    self.now = now
    self.timeZone = timeZone
    self.hasColors = hasColors
  }

  package func clock(_ date: Date) -> String { Format.clock(date, in: timeZone) }

  /// Turns four times a second.
  package var spinner: Character {
    let frames = glyphs.spinner
    let step = Int((now.timeIntervalSince1970 * 4).rounded(.down)) % max(1, frames.count)
    return frames.isEmpty ? glyphs.running : frames[abs(step)]
  }
}

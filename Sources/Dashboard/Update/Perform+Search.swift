import Foundation
import TerminalUI

// Looking for a text in what is read: a log, or the preview of a file.

extension DashboardState {
  /// Whether `/` looks for a text here; elsewhere it narrows a list.
  var writesSearch: Bool {
    screen == .logs || screen == .artifacts && artifacts.focus == .preview
  }

  mutating func startSearch(now: Date) {
    if screen == .logs { startLogSearch() } else { findInPreview(isFirst: true, now: now) }
  }

  mutating func findNext(isBackward: Bool, now: Date) {
    if screen == .logs {
      find(isBackward: isBackward)
    } else {
      findInPreview(isBackward: isBackward, now: now)
    }
  }

  private mutating func findInPreview(
    isBackward: Bool = false, isFirst: Bool = false, now: Date
  ) {
    let text = artifacts.preview.search.text
    guard !text.isEmpty else { return }
    let rect = ModelsLayout(self).previewRows
    switch artifacts.preview.find(isBackward: isBackward, isFirst: isFirst, in: rect) {
    case .found: break
    case .foundFromOtherEnd: saySearchWentRound(isBackward: isBackward, of: "preview", now: now)
    case .nothing:
      reply("\"\(text)\" is not in this preview.", now: now)
    }
  }

  mutating func saySearchWentRound(isBackward: Bool, of what: String, now: Date) {
    let end = isBackward ? "end" : "beginning"
    reply("Nothing further on; found from the \(end) of the \(what).", now: now)
  }
}

package import Foundation
package import TerminalUI

/// The logs screen: which file, which part of it, and how it is shown.
package struct LogsControls: Sendable, Equatable {
  package enum Pane: ScreenPane {
    case text, files

    package var title: String {
      switch self {
      case .text: "text"
      case .files: "files"
      }
    }
  }

  package var focus = Pane.files
  /// Nil until they are known.
  package var files: [LogFile]?
  package var fileCursor = ListCursor<String>()
  /// The file that is read; nil before one is chosen.
  package var name: String?
  /// Whether the end is shown, wherever it moves.
  package var isFollowing = true
  /// Where the first line in sight begins, bytes; of no meaning while following.
  package var top = 0
  package var isWrapped = false
  /// Columns scrolled to the right.
  package var column = 0
  package var leastLevel = LogLine.Level.plain
  /// What was in sight when only serious lines were asked for: to go back to where there is none.
  private var placeOfAll: Place?
  package var marks: [Mark] = []
  package var search = TextField()
  package var isTyping = false
  /// The search that goes on.
  package var pending: LogSearch?
  /// Whether the last search found nothing: of a level, further on; of a text, anywhere.
  package var isAtLastMatch = false
  package var problem: String?
  /// Nil until the first bytes have come.
  package private(set) var lines: [LogLine]?
  /// The bytes that `lines` are of, and how long the file is.
  package private(set) var known = 0..<0
  package private(set) var fileSize = 0

  /// A moment the operator wants to find again.
  package struct Mark: Sendable, Equatable {
    /// Where the file ended then.
    package var offset: Int
    package var at: Date
  }

  private struct Place: Sendable, Equatable {
    var isFollowing: Bool
    var top: Int
  }

  package init() {}

  /// Shows all lines, warnings and errors, or errors only, in turn.
  mutating func stepLevel() {
    let isEmpty = shownLines.isEmpty
    if leastLevel == .plain { placeOfAll = Place(isFollowing: isFollowing, top: top) }
    let levels = LogLine.Level.allCases
    let index = levels.firstIndex(of: leastLevel) ?? 0
    leastLevel = levels[(index + 1) % levels.count]
    isAtLastMatch = false
    if leastLevel == .plain, isEmpty, let placeOfAll {
      (isFollowing, top) = (placeOfAll.isFollowing, placeOfAll.top)
    }
  }

  /// What is read at once, bytes: a screen of the longest lines, and a page more on either side.
  private static let windowLength = 256 * 1024
  /// Windows begin at multiples of this.
  private static let windowStep = 64 * 1024

  /// The bytes that are wanted; nil without a file.
  func query(job: String) -> LogQuery? {
    name.map { name in
      let start = max(0, top / Self.windowStep - 1) * Self.windowStep
      return LogQuery(
        job: job, name: name, start: isFollowing ? nil : start, length: Self.windowLength)
    }
  }

  mutating func take(_ files: [LogFile]) {
    self.files = files
    // As long as none is chosen, what a worker printed last is what is looked for.
    guard name == nil, fileCursor.pinned == nil, let latest = latestPrint else { return }
    open(latest.name)
    focus = .text
    let names = files.map(\.name)
    fileCursor.select(names.firstIndex(of: latest.name) ?? 0, in: names)
  }

  private var latestPrint: LogFile? {
    let written = (files ?? []).filter { $0.sizeBytes > 0 }
    return ["user/stdout/", "user/stderr/"].lazy.compactMap { stream in
      written.filter { $0.name.hasPrefix(stream) }
        .max { ($0.modifiedAt, $1.name) < ($1.modifiedAt, $0.name) }
    }.first
  }

  mutating func take(_ text: LogText) {
    lines = text.lines
    known = text.range
    fileSize = text.fileSize
    problem = nil
  }

  /// Reads another file, from its end.
  mutating func open(_ name: String) {
    guard name != self.name else { return }
    var fresh = LogsControls()
    (fresh.files, fresh.fileCursor, fresh.name) = (files, fileCursor, name)
    (fresh.isWrapped, fresh.leastLevel, fresh.focus) = (isWrapped, leastLevel, focus)
    self = fresh
  }

  /// The lines of the level that is asked for.
  package var shownLines: [LogLine] {
    let lines = lines ?? []
    return leastLevel == .plain ? lines : lines.filter { $0.level >= leastLevel }
  }

  var endIsKnown: Bool { known.upperBound >= fileSize }

  /// The line that `top` is in or before, among `shown`.
  func topIndex(in shown: [LogLine]) -> Int {
    max(0, (shown.firstIndex { $0.offset > top } ?? shown.count) - 1)
  }

  /// Whether moving by lines would leave the known lines of the level that is asked for, and upwards;
  /// nil when it would not. With every line in sight the next bytes are simply asked for instead.
  func leavesKnown(by delta: Int, rows: Int) -> Bool? {
    guard leastLevel > .plain, delta != 0 else { return nil }
    let shown = shownLines
    let last = max(0, shown.count - rows)
    let target = (isFollowing ? last : topIndex(in: shown)) + min(max(delta, -1 << 30), 1 << 30)
    if target < 0 { return known.lowerBound > 0 ? true : nil }
    return !isFollowing && target > last && !endIsKnown ? false : nil
  }

  /// Moves by lines; where the known bytes end, to the place from which the next are asked for.
  mutating func move(by delta: Int, rows: Int) {
    let shown = shownLines
    guard !shown.isEmpty else { return }
    let last = max(0, shown.count - rows)
    let target = (isFollowing ? last : topIndex(in: shown)) + min(max(delta, -1 << 30), 1 << 30)
    if target < 0, known.lowerBound > 0 {
      (isFollowing, top) = (false, max(0, shown[0].offset - 1))
    } else if target >= last, endIsKnown {
      isFollowing = true
    } else {
      (isFollowing, top) = (false, shown[min(max(0, target), shown.count - 1)].offset)
    }
  }
}

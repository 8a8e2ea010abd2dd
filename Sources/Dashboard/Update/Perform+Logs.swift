import Foundation
import TerminalUI

// What the logs screen does.

extension DashboardState {
  /// More would not be found again either.
  private static let mostMarks = 100

  var logQuestions: [Question] {
    guard let job = live.job?.name else { return [] }
    return [.logFiles(job: job, worker: nil)] + (logs.query(job: job).map { [.log($0)] } ?? [])
      + (logs.pending.map { [.logSearch($0)] } ?? [])
  }

  /// Lines that the text pane shows.
  var logRows: Int { LogsLayout(size: size, focus: .text).textRows.height }

  private var logNames: [String] { (logs.files ?? []).map(\.name) }

  mutating func moveLogs(by delta: Int) {
    switch logs.focus {
    case .files: logs.fileCursor.move(by: delta, in: logNames)
    case .text:
      guard let isUpwards = logs.leavesKnown(by: delta, rows: logRows) else {
        return logs.move(by: delta, rows: logRows)
      }
      // The next serious line may be gigabytes away.
      let from = isUpwards ? logs.shownLines.first?.offset : nil
      find(.level(logs.leastLevel), from ?? logs.known.upperBound, isUpwards)
    }
  }

  mutating func goToLogsStart() {
    switch logs.focus {
    case .files: logs.fileCursor.select(0, in: logNames)
    case .text: (logs.isFollowing, logs.top) = (false, 0)
    }
  }

  mutating func goToLogsEnd() {
    switch logs.focus {
    case .files: logs.fileCursor.select(.max / 4, in: logNames)
    case .text: logs.isFollowing = true
    }
  }

  mutating func openLog() {
    guard logs.focus == .files, let index = logs.fileCursor.index(in: logNames) else { return }
    logs.open(logNames[index])
    logs.focus = .text
  }

  /// From the worker screen: its own log.
  mutating func readWorkerLog() {
    guard let file = worker.logFile else { return }
    logs.open(file.name)
    logs.focus = .text
    screen = .logs
  }

  mutating func toggleFollow() {
    guard logs.isFollowing else {
      logs.isFollowing = true
      return
    }
    let shown = logs.shownLines
    logs.top = shown.isEmpty ? 0 : shown[max(0, shown.count - logRows)].offset
    logs.isFollowing = false
  }

  mutating func nextLevel() {
    logs.stepLevel()
    if logs.pending?.wanted != .text(logs.search.text) { logs.pending = nil }
    if logs.lines?.isEmpty == false, logs.shownLines.isEmpty {
      find(.level(logs.leastLevel), logs.known.upperBound, true)
    }
  }

  mutating func markLog(now: Date) {
    logs.marks.append(LogsControls.Mark(offset: logs.fileSize, at: now))
    if logs.marks.count > Self.mostMarks { logs.marks.removeFirst() }
  }

  /// What Enter after the text does in a log: the nearest match from where the text is in sight.
  mutating func startLogSearch() {
    if logs.isFollowing { find(isBackward: true) } else { find(isBackward: false, isFirst: true) }
  }

  /// The next line with the text, or of the level that is asked for where there is no text.
  mutating func find(isBackward: Bool, isFirst: Bool = false) {
    let shown = logs.lines ?? []
    var from = logs.isFollowing ? logs.fileSize : logs.top
    if !isBackward, !isFirst, !logs.isFollowing {
      from = shown.first { $0.offset > logs.top }?.offset ?? logs.known.upperBound
    }
    find(logs.search.isEmpty ? .level(logs.leastLevel) : .text(logs.search.text), from, isBackward)
  }

  private mutating func find(_ wanted: LogSearch.Wanted, _ from: Int, _ isBackward: Bool) {
    guard let job = live.job?.name, let name = logs.name, wanted != .level(.plain) else { return }
    logs.isAtLastMatch = false
    logs.pending = LogSearch(
      job: job, name: name, wanted: wanted, from: from, isBackward: isBackward)
  }

  mutating func take(_ match: LogMatch, of search: LogSearch, now: Date) {
    guard search == logs.pending else { return }
    switch match {
    case .searched(let place): logs.pending?.from = place
    case .nothing:
      logs.pending = search.goneRound(size: logs.fileSize)
      logs.isAtLastMatch = logs.pending == nil
    case .found(let place):
      logs.pending = nil
      (logs.isFollowing, logs.top) = (false, place)
      if search.hasGoneRound {
        saySearchWentRound(isBackward: search.isBackward, of: "log", now: now)
      }
    }
  }

  mutating func shiftLog(by columns: Int) {
    logs.column = min(max(0, logs.column + columns), LogLine.longest)
  }

  /// What `y` offers on the logs screen.
  var logCopies: [CopyChoice] {
    guard let name = logs.name else { return [] }
    var choices = [CopyChoice(key: "f", label: "file", text: name)]
    let inner = LogsLayout(size: size, focus: .text).textRows
    let rows = LogRows(logs, width: inner.width, height: inner.height)
    if let first = rows.first, !logs.shownLines.isEmpty {
      let lines = logs.shownLines[first...].prefix(inner.height).map(\.text)
      choices.append(
        CopyChoice(key: "t", label: "text in sight", text: lines.joined(separator: "\n")))
    }
    return choices
  }
}

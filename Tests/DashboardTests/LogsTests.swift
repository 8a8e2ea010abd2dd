import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Logs screen")
struct LogsTests {
  static let size = Size(columns: 120, rows: 36)
  static let job = "brave-otter-4821"
  static let name = "user/stderr/localhost/process001.stderr.txt"
  static let tenGigabytes = 10_000_000_000

  private func top(_ state: DashboardState) -> String {
    let rows = state.view(.unicode).text.split(separator: "\n", omittingEmptySubsequences: false)
    return rows[2].split(separator: "│").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
  }

  @Test("a log of any size opens at its end, with a quarter of a mebibyte in memory")
  func opens() {
    let state = DashboardState.logs(size: Self.size, bytes: Self.tenGigabytes)
    #expect(state.logs.isFollowing)
    let query = LogQuery(job: Self.job, name: Self.name, start: nil, length: 256 * 1024)
    #expect(state.subscriptions.contains(.answer(.log(query), every: .milliseconds(500))))
    #expect(state.view(.unicode).text.contains("line 99999999"))
    #expect(state.logs.lines?.count ?? 0 < 2700)
  }

  @Test("it begins with what a worker printed last, unless the operator chooses")
  func begins() {
    func file(_ name: String, _ bytes: Int, _ age: Double) -> LogFile {
      LogFile(name: name, sizeBytes: bytes, modifiedAt: .before(age))
    }
    let files = [
      file("sys/node/localhost/process000.txt", 900, 1),
      file("user/error/localhost/process000.txt", 0, 90),
      file("user/stderr/localhost/process000.stderr.txt", 40, 2),
      file("user/stdout/localhost/process000.stdout.txt", 40, 9),
      file("user/stdout/localhost/process001.stdout.txt", 40, 5),
      file("user/stdout/localhost/process002.stdout.txt", 0, 3),
    ]
    let question = Question.logFiles(job: Self.job, worker: nil)
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press("4")
    _ = state.update(.answered(question, .logFiles(Array(files.prefix(2)))), now: afternoon)
    #expect(state.logs.name == nil && state.logs.focus == .files)
    var chosen = state
    _ = state.update(.answered(question, .logFiles(files)), now: afternoon)
    #expect(state.logs.name == files[4].name && state.logs.focus == .text)
    let screen = state.view(.unicode).text
    #expect(screen.contains("  node/…/process000.txt "))
    #expect(screen.contains("  error/…/process000.txt "))
    #expect(screen.contains("▶ process001.stdout.txt "))

    chosen.press("j")
    _ = chosen.update(.answered(question, .logFiles(files)), now: afternoon)
    #expect(chosen.logs.name == nil)
  }

  @Test("files that come after the job's end are found, too")
  func lateFiles() {
    let question = Question.logFiles(job: Self.job, worker: nil)
    var state = DashboardState.monitor(.over(.completed), size: Self.size)
    state.press("4")
    #expect(state.subscriptions.contains(.answer(question, every: .seconds(2))))
    var files = [
      LogFile(name: "sys/node/localhost/process000.txt", sizeBytes: 9, modifiedAt: .before(5))
    ]
    _ = state.update(.answered(question, .logFiles(files)), now: afternoon)
    files.append(LogFile(name: "sys/a-late-one.txt", sizeBytes: 9, modifiedAt: .before(1)))
    _ = state.update(.answered(question, .logFiles(files)), now: afternoon)
    #expect(state.view(.unicode).text.contains("a-late-one.txt"))
  }

  @Test("a line's emoji leaves its selector behind")
  func emoji() {
    let line = LogLine(offset: 0, bytes: Array("WARNING ⚠️ no GPU".utf8)[...])
    #expect(Array(line.text.unicodeScalars) == Array("WARNING ⚠ no GPU".unicodeScalars))
    #expect(line.level == .warning)
  }

  @Test("scrolling up goes on beyond what is in memory, line by line")
  func scrollsUp() {
    var state = DashboardState.logs(size: Self.size, bytes: Self.tenGigabytes)
    state.press("k")
    state.answerLogs(bytes: Self.tenGigabytes)
    var last = 100_000_000 - 31
    for _ in 0..<60 {
      state.press("PgUp")
      state.answerLogs(bytes: Self.tenGigabytes)
      let number = Int(top(state).split(separator: " ").dropFirst().first ?? "") ?? -1
      // A page, or less where the bytes in memory end: never a gap.
      #expect((last - 31...last).contains(number), "\(number) after \(last)")
      last = number
    }
    #expect(last < 100_000_000 - 60 * 20)
  }

  @Test("g goes to the first line, G to the last and follows again")
  func ends() {
    var state = DashboardState.logs(size: Self.size, bytes: Self.tenGigabytes)
    state.press("g")
    state.answerLogs(bytes: Self.tenGigabytes)
    #expect(top(state).hasPrefix("line 0 "))
    state.press("j j")
    #expect(top(state).hasPrefix("line 2 "))
    state.press("G")
    state.answerLogs(bytes: Self.tenGigabytes)
    #expect(state.view(.unicode).text.contains("line 99999999"))
  }

  @Test("following shows what is added, staying does not move")
  func follows() {
    var state = DashboardState.logs(size: Self.size)
    state.answerLogs(bytes: 50_000)
    #expect(state.view(.unicode).text.contains("line 499"))
    state.press("F")
    let before = top(state)
    state.answerLogs(bytes: 60_000)
    #expect(top(state) == before)
  }

  @Test("moving down to the end follows again")
  func downToEnd() {
    var state = DashboardState.logs(size: Self.size)
    state.press("k k k")
    #expect(!state.logs.isFollowing)
    state.press("j j j")
    #expect(state.logs.isFollowing)
  }

  @Test("a search looks backwards from the end, n and N go on from what was found")
  func searches() throws {
    var state = DashboardState.logs(size: Self.size)
    state.press("/ s l o w Enter")
    func search(_ from: Int, _ isBackward: Bool) -> LogSearch {
      LogSearch(
        job: Self.job, name: Self.name, wanted: .text("slow"), from: from, isBackward: isBackward)
    }
    #expect(state.logs.pending == search(40_000, true))
    #expect(state.subscriptions.contains(.answer(.logSearch(search(40_000, true)), every: nil)))
    _ = state.update(.answered(.logSearch(search(1, true)), .logMatch(.found(0))), now: afternoon)
    #expect(state.logs.pending != nil)
    _ = state.update(
      .answered(.logSearch(search(40_000, true)), .logMatch(.found(38_300))), now: afternoon)
    state.answerLogs(bytes: 40_000)
    #expect(top(state).hasPrefix("line 383 WARNING slow"))
    state.press("N")
    #expect(state.logs.pending == search(38_300, true))
    state.press("Esc n")
    #expect(state.logs.pending == search(38_400, false))
    let ahead = search(38_400, false)
    _ = state.update(.answered(.logSearch(ahead), .logMatch(.nothing)), now: afternoon)
    let rest = try #require(state.logs.pending)
    #expect(rest.from == 0)
    #expect(rest.range(size: 40_000) == 0..<38_400)
    _ = state.update(.answered(.logSearch(rest), .logMatch(.found(2_300))), now: afternoon)
    #expect(state.logs.top == 2_300)
    #expect(state.notice?.text == "Nothing further on; found from the beginning of the log.")
    state.press("N")
    _ = state.update(
      .answered(.logSearch(search(2_300, true)), .logMatch(.nothing)), now: afternoon)
    #expect(state.logs.pending?.from == 40_000)
    #expect(state.logs.pending?.range(size: 40_000) == 2_300..<40_000)
    state.press("Esc Esc Esc")
    #expect(state.screen == .monitor)
  }

  @Test("a text that is nowhere in the log is said not to be there")
  func searchesInVain() throws {
    for keys in ["", "g"] {
      var state = DashboardState.logs(size: Self.size)
      state.press(keys + " / z e b r a Enter")
      // From one end to the other nothing is left to look at.
      try tellMatch(.nothing, &state)
      #expect(state.logs.pending == nil)
      #expect(state.view(.unicode).text.contains(#""zebra" is not in this log"#))
    }
    var state = DashboardState.logs(size: Self.size)
    state.press("k k / z e b r a Enter")
    try tellMatch(.nothing, &state)
    #expect(state.logs.pending != nil)
    try tellMatch(.nothing, &state)
    #expect(state.view(.unicode).text.contains(#""zebra" is not in this log"#))
    var levels = DashboardState.logs(size: Self.size)
    levels.press("v v n")
    try tellMatch(.nothing, &levels)
    #expect(levels.logs.pending == nil, "there is no serious line after the last")
  }

  @Test("levels hide what is less serious")
  func levels() {
    var state = DashboardState.logs(size: Self.size)
    state.press("v")
    #expect(state.logs.shownLines.allSatisfy { $0.level >= .warning })
    state.press("v")
    #expect(!state.logs.shownLines.isEmpty)
    #expect(state.logs.shownLines.allSatisfy { $0.text.contains("ERROR") })
    state.press("v")
    #expect(state.logs.shownLines.count == 400)
  }

  @Test("a mark stands where the log ended then")
  func marks() {
    var state = DashboardState.logs(size: Self.size)
    state.press("m")
    #expect(state.view(.unicode).text.contains(" 14:32:07 ┄"))
    state.answerLogs(bytes: 40_200)
    let rows = state.view(.unicode).text.split(separator: "\n").map(String.init)
    let mark = rows.firstIndex { $0.contains(" 14:32:07 ┄") } ?? -1
    #expect(rows[mark - 1].contains("line 399 "))
    #expect(rows[mark + 1].contains("line 400 "))
  }

  @Test("no escape sequence of a log passes")
  func harmless() {
    var state = DashboardState.logs(size: Self.size)
    state.press("v v")
    let screen = state.view(.unicode).text
    #expect(screen.contains("\\x1B[31mtruncated"))
    #expect(!screen.contains("\u{1B}"))
  }

  @Test("l on a worker reads its log in full")
  func fromWorker() {
    var state = DashboardState.worker(size: Self.size)
    state.press("l")
    #expect(state.screen == .logs)
    #expect(state.logs.name == Self.name)
    #expect(state.logs.focus == .text)
  }

  @Test("long lines scroll sideways or wrap")
  func longLines() {
    var state = DashboardState.logs(size: Size(columns: 80, rows: 24))
    state.press("g")
    state.answerLogs(bytes: 40_000)
    #expect(state.view(.unicode).text.contains(" line 1 INFO scored"))
    state.press("l")
    #expect(!state.view(.unicode).text.contains(" line 1 INFO scored"))
    state.press("h w")
    #expect(state.view(.unicode).text.contains(" line 1 INFO scored"))
  }

  private func tellMatch(_ match: LogMatch, _ state: inout DashboardState) throws {
    let search = try #require(state.logs.pending)
    _ = state.update(.answered(.logSearch(search), .logMatch(match)), now: afternoon)
  }

  @Test("a long search goes on from where it got to, says where that is, and Esc ends it")
  func searchesOn() throws {
    var state = DashboardState.logs(size: Self.size, bytes: Self.tenGigabytes)
    state.press("/ s l o w Enter")
    let first = try #require(state.logs.pending)
    try tellMatch(.searched(upTo: 7_500_000_000), &state)
    var second = first
    second.from = 7_500_000_000
    #expect(state.subscriptions.contains(.answer(.logSearch(second), every: nil)))
    #expect(state.view(.unicode).text.contains("searching at 75 %"))
    state.press("Esc")
    #expect(state.logs.pending == nil)
    _ = state.update(.answered(.logSearch(second), .logMatch(.found(5))), now: afternoon)
    #expect(state.logs.isFollowing)
  }

  @Test("where no line in memory is serious enough, the nearest that is gets looked for")
  func farLevels() throws {
    var state = DashboardState.logs(size: Self.size)
    state.answerLogs(bytes: Self.tenGigabytes, isCalm: true)
    state.press("v")
    #expect(state.logs.pending?.wanted == .level(.warning))
    #expect(state.logs.pending?.isBackward == true)
    #expect(state.logs.pending?.from == Self.tenGigabytes)
    state.press("v")
    #expect(state.logs.pending?.wanted == .level(.error))
    try tellMatch(.found(4_000_000_000), &state)
    #expect(state.logs.top == 4_000_000_000)
    state.press("v v")
    #expect(state.logs.pending?.wanted == .level(.warning))
    state.press("v v")
    #expect(state.logs.pending == nil)
  }

  @Test("where nothing is serious enough the level is named, and all lines are where they were")
  func emptyLevels() throws {
    var state = DashboardState.logs(size: Self.size)
    state.press("Tab j Enter")
    state.answerLogs(bytes: 90_000, isCalm: true)
    state.press("k k k")
    let before = state.logs.top
    #expect(!state.logs.isFollowing)
    state.press("v")
    try tellMatch(.nothing, &state)
    var screen = state.view(.unicode).text
    #expect(screen.contains("No further line is a warning or an error; v shows only errors."))
    #expect(screen.contains(" warnings "))
    state.press("v")
    try tellMatch(.nothing, &state)
    screen = state.view(.unicode).text
    #expect(screen.contains("No further line is an error; v shows all."))
    #expect(screen.contains(" errors "))
    state.press("G v")
    #expect(state.logs.leastLevel == .plain)
    #expect(!state.logs.isFollowing && state.logs.top == before)
  }

  @Test("moving beyond the serious lines in memory looks for the next, gigabytes away or not")
  func movesToLevels() throws {
    var state = DashboardState.logs(size: Self.size, bytes: Self.tenGigabytes)
    state.press("v v")
    let shown = try #require(state.logs.shownLines.first)
    for _ in 0..<20 where state.logs.pending == nil { state.press("PgUp") }
    let search = try #require(state.logs.pending)
    #expect(search.wanted == .level(.error))
    #expect(search.isBackward)
    #expect(search.from == shown.offset)
    try tellMatch(.found(4_000_000_000), &state)
    state.answerLogs(bytes: Self.tenGigabytes)
    #expect(state.logs.lines?.contains { $0.offset == 4_000_000_000 } == true)
    state.press("n")
    #expect(state.logs.pending?.isBackward == false)
  }
}

import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

extension DashboardState {
  /// Two jobs side by side, with what the screen asks for.
  static func comparison(size: Size) -> DashboardState {
    var state = DashboardState.jobs(severalJobs, size: size)
    state.press("Space Space d")
    for (index, name) in state.comparison.names.enumerated() {
      var snapshot = index == 0 ? JobSnapshot.over(.completed) : .failed
      snapshot.name = name
      snapshot.settings.workers = index == 0 ? 4 : 6
      snapshot.lineage = JobLineage()
      snapshot.lineage?.model = "resnet50-onnx:3"
      snapshot.lineage?.gitCommit = index == 0 ? "9f3c51aa" : "c0de9f3c"
      snapshot.progress.elapsedSeconds = index == 0 ? 2000 : 1500
      _ = state.update(
        .answered(
          .job(name: name),
          .job(JobRecord(snapshot: snapshot, samples: samples(index == 0 ? 90 : 60)))),
        now: afternoon)
    }
    return state
  }
}

@Suite("Command palette")
struct PaletteTests {
  static let size = Size(columns: 120, rows: 36)

  /// Letters, and the first entry that they find on the monitor of a running job.
  static let found: [(String, String)] = [
    ("m e m o r y", "memory: set each worker's memory limit"),
    ("c a n c", "cancel: cancel the job (asks)"),
    ("l o g s", "logs: what was printed"), ("h e r o n", "watch calm-heron-0193 (ocr, Paused)"),
    ("W A T C H Space q u i e t", "watch quiet-marten-1188 (ocr, Completed)"),
  ]

  /// What is typed, and whether it finds the mini-batch size on that monitor.
  static let meant: [(String, Bool)] = [
    ("mini-batch size", true), ("MINI BATCH", true), ("mbs", true), ("minsize", true),
    ("tch si", true), ("setsi", true), ("mz", false), ("miniz", false), ("zsm", false),
    ("size mini", false), ("-", false),
  ]

  @Test("letters are found as they stand or as beginnings of words, nowhere else", arguments: meant)
  func matches(text: String, isFound: Bool) {
    var state = monitor()
    state.press(":")
    _ = state.update(.input(.paste(text)), now: afternoon)
    let titles = state.paletteEntries.map(\.title)
    #expect(titles.contains("mini-batch: set the mini-batch size") == isFound, "\(titles)")
  }

  @Test("a name of many like words costs no more than another", .timeLimit(.minutes(10)))
  func bounded() {
    var jobs = severalJobs
    jobs[0].name = String(repeating: "a-", count: 120)
    var state = DashboardState.jobs(jobs, size: Self.size)
    state.press(":")
    _ = state.update(
      .input(.paste(String(repeating: "a", count: 90) + "b")), now: afternoon)
    #expect(state.paletteEntries.isEmpty)
  }

  @Test("one line quits, and every line says what it does")
  func describes() {
    for var state in [DashboardState.jobs(severalJobs, size: Self.size), monitor()] {
      state.press(":")
      let titles = state.paletteEntries.map(\.title)
      #expect(titles.count { $0.hasPrefix("quit:") } == 1)
      #expect(titles.contains("help: all keys here"))
    }
  }

  private func monitor() -> DashboardState {
    var state = DashboardState.monitor(.running, size: Self.size)
    _ = state.update(.jobsListed(severalJobs), now: afternoon)
    return state
  }

  @Test("a few letters find what can be done here, and the jobs", arguments: found)
  func finds(keys: String, title: String) {
    var state = monitor()
    state.press(":")
    state.press(keys)
    #expect(state.paletteEntries.first?.title == title)
  }

  @Test("Enter does what is marked, as its key would")
  func does() {
    var state = monitor()
    state.press(": m i n i - b a t c h Space s i z e Enter")
    #expect(state.field?.text == "64")
    state.press("Esc")
    #expect(state.press("Ctrl-P h e r o n Enter") == [])
    #expect(state.live.job?.name == "calm-heron-0193")
  }

  @Test("every entry is a key that is accepted here, or a job")
  func entries() {
    var state = monitor()
    let actions = KeyMap.bindings(in: state).flatMap(\.keys).map(\.action)
    state.press(":")
    #expect(state.paletteEntries.count > 15)
    for entry in state.paletteEntries where !entry.key.isEmpty {
      #expect(actions.contains(entry.action), "\(entry.title)")
    }
  }

  @Test("what is marked stays so when the job ends meanwhile")
  func staysMarked() {
    var state = monitor()
    state.press(":")
    func marked() -> String? {
      guard case .palette(let palette) = state.overlay else { return nil }
      let titles = state.paletteEntries.map(\.title)
      return palette.cursor.index(in: titles).map { titles[$0] }
    }
    for _ in 0..<40 where marked()?.hasPrefix("launch") != true { state.press("Down") }
    let before = marked()
    #expect(before == "launch: start a job")
    var news = WatchNews()
    news.absorb(.snapshot(.over(.completed)))
    _ = state.update(.watched(job: "brave-otter-4821", news), now: afternoon)
    #expect(marked() == before)
  }

  @Test("Esc does nothing, and so does Enter where nothing matches")
  func leaves() {
    var state = monitor()
    let before = state
    #expect(state.press(": z z z z Enter") == [])
    #expect(state.overlay != nil)
    state.press("Esc")
    #expect(state == before)
  }
}

@Suite("Comparing jobs")
struct ComparisonTests {
  static let size = Size(columns: 120, rows: 36)

  @Test("two marked jobs are asked for, the older first")
  func asks() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("d")
    #expect(state.screen == .jobs)
    state.press("Space Space d")
    #expect(state.screen == .comparison)
    #expect(state.comparison.names == ["brave-otter-4821", "eager-lynx-7710"])
    for name in state.comparison.names {
      #expect(state.subscriptions.contains(.answer(.job(name: name), every: .seconds(2))))
    }
  }

  @Test("of three marks the oldest goes, Space takes one away, a job that leaves takes its own")
  func marks() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("Space Space Space")
    #expect(state.jobs.marked == ["brave-otter-4821", "calm-heron-0193"])
    state.press("k Space")
    #expect(state.jobs.marked == ["brave-otter-4821"])
    _ = state.update(.jobsListed(Array(severalJobs.dropFirst())), now: afternoon)
    #expect(state.jobs.marked.isEmpty)
  }

  @Test("facts stand side by side, with the change of numbers")
  func facts() {
    let rows = DashboardState.comparison(size: Self.size).comparison.rows
    func row(_ label: String) -> [String?] {
      rows.first { $0.label == label }.map { [$0.first, $0.second, $0.change] } ?? []
    }
    #expect(row("workers") == ["4", "6", "+50 %"])
    #expect(row("took") == ["00:33:20", "00:25:00", "-25 %"])
    #expect(row("model") == ["resnet50-onnx:3", "resnet50-onnx:3", ""])
    #expect(row("git commit") == ["9f3c51aa", "c0de9f3c", ""])
    #expect(row("status") == ["Completed", "Failed", ""])
  }

  @Test("its help has no heading without keys")
  func help() {
    var state = DashboardState.comparison(size: Self.size)
    state.press("?")
    let help = state.view(.unicode).text
    #expect(help.contains("EVERYWHERE") && !help.contains("THIS SCREEN"))
  }

  @Test("what cannot be read is told")
  func unreadable() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("Space Space d")
    _ = state.update(
      .unanswered(.job(name: "eager-lynx-7710"), reason: "its ledger is gone"), now: afternoon)
    #expect(state.view(.unicode).text.contains("its ledger is gone"))
  }
}

import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Operator's keys")
struct OperatorKeysTests {
  static let size = Size(columns: 200, rows: 36)

  /// Choices as a file has them: `freeze: F2, undo: none`.
  static func choices(_ text: String) -> [OperatorKeys.Choice] {
    text.split(separator: ",").map { choice in
      let words = choice.split(separator: " ").map(String.init)
      return OperatorKeys.Choice(
        action: String(words[0].dropLast()),
        presses: words.dropFirst().compactMap { KeyPress(parsing: $0) })
    }
  }

  private func monitor(_ choices: String) -> DashboardState {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.keys = OperatorKeys(Self.choices(choices))
    return state
  }

  private func footer(_ state: DashboardState) -> String {
    state.view(.unicode).text.split(separator: "\n", omittingEmptySubsequences: false).last
      .map(String.init) ?? ""
  }

  @Test("an action has the operator's keys instead of its own, in footer, help and palette")
  func replaces() {
    var state = monitor("freeze: F2 Ctrl-F, show-failures: f")
    #expect(footer(state).contains("F2 freeze"))
    #expect(state.view(.unicode).text.contains("f Failures"))
    state.press("Z")
    #expect(state.frozen == nil)
    state.press("Ctrl-F")
    #expect(state.frozen != nil)
    state.press("F2 f")
    #expect(state.frozen == nil)
    #expect(state.screen == .failures)
    state.press("? G")
    #expect(state.view(.unicode).text.contains("F2 Ctrl-F"))
    state.press("Esc : f r e e z e")
    #expect(state.paletteEntries.first?.key == "F2")
  }

  @Test("keys that belong together are named in their order, also when they swap")
  func hints() {
    #expect(footer(monitor("move-down: k, move-up: j")).contains("k j move"))
    #expect(footer(monitor("fewer-workers: _")).contains("+ _ workers"))
    #expect(footer(monitor("more-workers: none")).contains("- workers"))
    #expect(!footer(monitor("freeze: none")).contains("freeze"))
  }

  @Test("letters are text in a field, and a field keeps a way out")
  func fields() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.keys = OperatorKeys(Self.choices("back: !, freeze: F2, quit: X Ctrl-C"))
    state.press("/ X ! a")
    #expect(state.jobs.filter.text == "X!a")
    state.press("Esc")
    #expect(state.jobs.filter.text.isEmpty)
    var form = DashboardState.launch(size: Self.size)
    form.keys = state.keys
    let field = form.field?.text
    form.press("!")
    #expect(form.field?.text == "\(field ?? "")!")
    form.press("Esc")
    #expect(form.screen == .jobs)
  }

  @Test("a card and a dialog keep the keys of their own")
  func overlays() {
    var state = monitor("move-down: n, open: y Enter, show-jobs: Esc, back: 1")
    state.press("Tab Enter")
    let paths = JobSnapshot.running.recentFailures.map(\.path)
    state.press("n")
    #expect(state.overlay == .failure(path: paths[1], scroll: 0))
    state.press("Esc x")
    #expect(state.overlay == .confirmCancel(job: "brave-otter-4821", choice: .keep))
    #expect(state.press("y") == [.order(job: "brave-otter-4821", .cancel(now: false))])
  }

  static let problems: [String: [String]] = [
    "freeze: F2": [],
    // Both are screens', but never of the same one.
    "worker-stack: m": [],
    // Swapped.
    "freeze: u, undo: Z": [],
    "freeze: u": [
      "freeze has \"u\", which is the key of undo; take another, or give undo another key or none."
    ],
    "freeze: u, undo: none": [],
    "freeze: F2, zoom: F3 F2": [
      "zoom has \"F2\", which is the key of freeze; take another, or give freeze another key or none."
    ],
    "themes: l": [
      "themes has \"l\", which is the key of open; take another, or give open another key or none."
    ],
    "redraw: 5 6": [
      "redraw has \"5\", which is the key of show-models; take another, or give show-models another key "
        + "or none.",
      "redraw has \"6\", which is the key of show-launch; take another, or give show-launch another key "
        + "or none.",
    ],
    "quit: none": ["quit needs a key; without one there may be no way out."],
  ]

  @Test(
    "a key that would mean two things on a screen is refused", arguments: problems.keys.sorted())
  func refuses(text: String) {
    let found = OperatorKeys.problems(in: Self.choices(text))
    #expect(found.map(\.message) == Self.problems[text])
  }

  @Test("every name is there once and is fit for a file")
  func names() {
    let names = NamedAction.all.map(\.name)
    #expect(Set(names).count == names.count)
    for action in NamedAction.all {
      #expect(action.name.allSatisfy { $0.isLowercase || $0 == "-" })
      #expect(!action.keys.isEmpty)
      #expect(NamedAction.all.count { $0.action == action.action } == 1)
    }
    // The usual keys are no conflict themselves.
    let usual = NamedAction.all.map { OperatorKeys.Choice(action: $0.name, presses: $0.keys) }
    #expect(OperatorKeys.problems(in: usual) == [])
  }

  @Test("the README names every action with its keys")
  func readme() throws {
    let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    let text = try String(
      contentsOf: folder.appending(path: "../../README.md").standardized, encoding: .utf8)
    for action in NamedAction.all {
      let keys = action.keys.map { "\($0)" }.joined(separator: " ")
      #expect(text.contains("`\(action.name)` \(keys)"))
    }
  }

  @Test("what a screen offers has a name, with the keys it has there", arguments: 1...16)
  func table(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed) &* 104_729)
    var state = DashboardState(size: Self.size)
    for _ in 0..<60 {
      _ = state.update(PropertyTests.message(&random, numbersAreFinite: true), now: afternoon)
      guard state.overlay == nil, state.field == nil, state.screen != .launch else { continue }
      for key in KeyMap.bindings(in: state).flatMap(\.keys) {
        let named = NamedAction.all.first { $0.action == key.action }
        #expect(named != nil, "\(key.press) has no name on \(state.screen)")
        guard let named else { continue }
        #expect(
          named.isOffered(on: state.screen), "\(named.name) is not said to be on \(state.screen)")
        #expect(
          (named.keys + named.extraKeys(on: state.screen)).contains(key.press),
          "\(named.name) lacks \(key.press)")
      }
    }
  }
}

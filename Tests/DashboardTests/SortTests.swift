import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Sorting")
struct SortTests {
  static let size = Size(columns: 160, rows: 40)

  /// Presses the middle of a column's header.
  private func click(_ title: String, in state: inout DashboardState) throws {
    let lines = state.view(.unicode).text.split(separator: "\n", omittingEmptySubsequences: false)
    // The header's row has no frame but at its ends.
    let y = try #require(lines.firstIndex { $0.contains(" \(title)") && !$0.contains("─") })
    let start = try #require(lines[y].range(of: " \(title)")).lowerBound
    let x = lines[y].distance(from: lines[y].startIndex, to: start) + 1
    _ = state.update(
      .input(.mouse(MouseEvent(kind: .press, button: .left, x: x, y: y))), now: afternoon)
  }

  private func sorted(_ column: String, isAscending: Bool = false) -> [String] {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state[sortOf: .jobs] = ListSort(column, isAscending: isAscending)
    return state.shownJobs.map(\.name)
  }

  @Test("s chooses a column, S turns the order round, and the newest come first before that")
  func keys() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    let newest = state.shownJobs.map(\.name)
    #expect(state.view(.unicode).text.contains("created ▼"))
    state.press("S")
    #expect(state.shownJobs.map(\.name) == newest.reversed())
    state.press("S s")
    #expect(state.overlay == .sort(.jobs, selected: 7), "the column in force is marked")
    state.press("k k Enter")
    #expect(state.overlay == nil)
    #expect(state[sortOf: .jobs] == ListSort("failed", isAscending: false))
    #expect(state.shownJobs.prefix(2).map(\.filesFailed) == [1001, 37])
    let screen = state.view(.unicode).text
    #expect(screen.contains("failed ▼") && screen.contains(" by failed ▼ "))
    state.press("s Enter")
    #expect(state[sortOf: .jobs] == ListSort("failed", isAscending: false))
    state.press("s j Esc")
    #expect(state.shownJobs.first?.filesFailed == 1001)
  }

  @Test("the column says what it is sorted by in ASCII, and in a window without it as well")
  func marks() {
    var state = DashboardState.jobs(severalJobs, size: Size(columns: 60, rows: 16))
    state[sortOf: .jobs] = ListSort("input", isAscending: true)
    #expect(state.view(.ascii).text.contains(" by input ^ "))
  }

  @Test("rows without a value come last either way, equal ones stay newest first")
  func missing() {
    let eager = "eager-lynx-7710"
    #expect(sorted("done").last == eager)
    #expect(sorted("done", isAscending: true).last == eager)
    #expect(
      sorted("failed").suffix(4) == [
        eager, "calm-heron-0193", "quiet-marten-1188",
        "vivid-tapir-2764",
      ])
    #expect(
      sorted("state", isAscending: true).prefix(3)
        == [eager, "brave-otter-4821", "calm-heron-0193"])
  }

  @Test("a header sorts by its column, once more the other way round", arguments: [false, true])
  func headers(areMarked: Bool) throws {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    if areMarked { state.press("j Space") }
    try click("name", in: &state)
    #expect(state[sortOf: .jobs] == ListSort("name", isAscending: true))
    #expect(state.shownJobs.first?.name == "brave-otter-4821")
    try click("name", in: &state)
    #expect(state.shownJobs.first?.name == "vivid-tapir-2764")
    try click("progress", in: &state)
    #expect(state[sortOf: .jobs] == ListSort("done", isAscending: false))
    try click("ok", in: &state)
    #expect(state.shownJobs.first?.name == "brave-otter-4821")
  }

  @Test("a press into an empty list's place sorts nothing")
  func emptyList() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press("/ z e b r a Enter s S")
    let table = Rect(state.size).split(top: 1).rest.inset()
    for x in table.x..<table.maxX {
      _ = state.update(
        .input(.mouse(MouseEvent(kind: .press, button: .left, x: x, y: table.y))), now: afternoon)
    }
    #expect(state.overlay == nil)
    #expect(state[sortOf: .jobs] == SortableList.jobs.usual)
  }

  @Test("models sort by version as by a number, archived or not")
  func models() throws {
    var models = severalModels
    (models[0].version, models[1].version) = ("10", "9")
    var state = DashboardState.models(models, size: Self.size)
    try click("version", in: &state)
    #expect(state.models.ids.prefix(2) == ["resnet50-onnx:10", "resnet50-onnx:9"])
    state.press("S")
    #expect(state.models.ids.suffix(2) == ["resnet50-onnx:9", "resnet50-onnx:10"])
    #expect(state.models.selected?.id == state.models.ids.first)
    try click("size", in: &state)
    #expect(state.models.models?.last?.bytes == 1_340_211)
  }

  @Test("workers sort in their panel, and Enter opens the one that is marked")
  func workers() throws {
    var state = DashboardState.monitor(.running, size: Self.size)
    try click("files/s", in: &state)
    #expect(state.workerIDs == [2, 0, 1, 3, 4, 5])
    state.press("g Enter")
    #expect(state.worker.slot == 2)
    state.press("n")
    #expect(state.worker.slot == 3, "the next slot, whatever the order")
    state.press("Esc Tab s")
    #expect(state.overlay == nil, "only where the workers are in focus")
    state.press("Shift-Tab s")
    #expect(state.overlay == .sort(.workers, selected: 4))
  }

  @Test("the selection stays on its row when the order changes", arguments: 1...20)
  func selection(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed) &* 6_700_417)
    var state = DashboardState.jobs(severalJobs, size: Size(columns: 80, rows: 24))
    for _ in 0..<Int.random(in: 1...6, using: &random) { state.press("j") }
    let selected = try #require(state.selectedJob?.name)
    for _ in 0..<8 {
      if Bool.random(using: &random) { state.press("S") }
      let steps = Int.random(in: 0...9, using: &random)
      state.press(
        (["s"] + Array(repeating: "k", count: 9) + Array(repeating: "j", count: steps)
          + ["Enter"]).joined(separator: " "))
      #expect(state.selectedJob?.name == selected)
      #expect(Set(state.shownJobs.map(\.name)) == Set(severalJobs.map(\.name)))
    }
  }

  @Test("any column orders any workers, and none is lost", arguments: 1...20)
  func orders(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed) &* 2_147_483_647)
    var snapshot = JobSnapshot.running
    snapshot.workers = (0..<Int.random(in: 0...40, using: &random)).map { id in
      JobSnapshot.Worker(
        id: id, state: JobSnapshot.WorkerState.allCases.randomElement(using: &random) ?? .idle,
        rssBytes: [nil, 0, 1, 2].randomElement(using: &random) ?? nil,
        cpuPercent: [nil, .nan, -1, 0, .infinity].randomElement(using: &random) ?? nil)
    }
    snapshot.settings.workers = snapshot.workers.count
    var state = DashboardState.monitor(snapshot, size: Self.size)
    for isAscending in [true, false] {
      state[sortOf: .workers] = ListSort("CPU", isAscending: isAscending)
      let values = state.workerIDs.map { snapshot.workers[$0].cpuPercent }
      #expect(Set(state.workerIDs) == Set(snapshot.workers.map(\.id)))
      let numbers = values.compactMap { $0 }.filter { !$0.isNaN }
      #expect(values.prefix(numbers.count).allSatisfy { $0.map { !$0.isNaN } ?? false })
      #expect(numbers == (isAscending ? numbers.sorted() : numbers.sorted(by: >)))
    }
  }

  @Test("how lists are sorted is remembered; a column that is gone is not")
  func remembers() throws {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    #expect(state.memory.sorts.isEmpty)
    state[sortOf: .jobs] = ListSort("failed", isAscending: false)
    state[sortOf: .workers] = ListSort("RSS", isAscending: true)
    let data = try JSONEncoder().encode(state.memory)
    #expect(String(decoding: data, as: UTF8.self).contains("\"jobs\":{"))
    var memory = try JSONDecoder().decode(DashboardMemory.self, from: data)
    #expect(memory == state.memory)
    memory.sorts[.models] = ListSort("colour", isAscending: true)
    var next = DashboardState(size: Self.size)
    next.recall(memory)
    #expect(next[sortOf: .jobs] == ListSort("failed", isAscending: false))
    #expect(next[sortOf: .workers] == ListSort("RSS", isAscending: true))
    #expect(next[sortOf: .models] == SortableList.models.usual)
  }
}

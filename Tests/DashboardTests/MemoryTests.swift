import BatchEndpoints
import Dashboard
import Foundation
import Testing
import TerminalUI

@Suite("Memory")
struct MemoryTests {
  static let size = Size(columns: 120, rows: 36)
  static let quiet = severalJobs.filter(\.status.isOver)

  private func read(_ text: String) throws -> DashboardMemory {
    try JSONDecoder().decode(DashboardMemory.self, from: Data(text.utf8))
  }

  @Test("what is written is read again, and what cannot be read is forgotten part by part")
  func codes() throws {
    var memory = DashboardMemory()
    memory.theme = "day"
    memory.place = Place(screen: .logs, job: "calm-heron-0193")
    memory.commands = ["zoom"]
    let data = try JSONEncoder().encode(memory)
    #expect(try JSONDecoder().decode(DashboardMemory.self, from: data) == memory)
    var expected = DashboardMemory()
    expected.theme = "day"
    #expect(
      try read(
        """
        {"theme": "day", "place": {"screen": "of the future"}, "commands": 1, "more": [1]}
        """) == expected)
  }

  /// Where it was left, and where it begins when no job runs.
  static let places: [(Place?, Screen, String?)] = [
    (nil, .jobs, nil), (Place(screen: .models), .models, nil),
    (Place(screen: .failures, job: "gentle-crane-3307"), .failures, "gentle-crane-3307"),
    (Place(screen: .monitor, job: "long-gone-0001"), .jobs, nil),
    (Place(screen: .logs), .jobs, nil),
  ]

  @Test("the dashboard begins where it was left", arguments: places)
  func begins(place: Place?, screen: Screen, job: String?) {
    var memory = DashboardMemory()
    memory.place = place
    var state = DashboardState(size: Self.size)
    state.recall(memory)
    #expect(state.screen == .jobs)
    _ = state.update(.jobsListed(Self.quiet), now: afternoon)
    #expect(state.screen == screen)
    #expect(state.live.job?.name == job)
  }

  @Test("a running job comes before the place it was left at, and so does what the operator asks")
  func comesFirst() {
    var memory = DashboardMemory()
    memory.place = Place(screen: .models)
    var state = DashboardState(size: Self.size)
    state.recall(memory)
    _ = state.update(.jobsListed(severalJobs), now: afternoon)
    #expect(state.screen == .monitor)
    var attached = DashboardState(size: Self.size, attachedTo: "quiet-marten-1188")
    attached.recall(memory)
    _ = attached.update(.jobsListed(Self.quiet), now: afternoon)
    #expect(attached.screen == .monitor)
    var moved = DashboardState(size: Self.size)
    moved.recall(memory)
    moved.press("6")
    _ = moved.update(.jobsListed(Self.quiet), now: afternoon)
    #expect(moved.screen == .launch)
  }

  @Test("the place is the tab that leads there, with its job")
  func remembers() {
    #expect(
      DashboardState.worker(size: Self.size).memory.place
        == Place(screen: .monitor, job: "brave-otter-4821"))
    #expect(
      DashboardState.artifacts(size: Self.size).memory.place?.screen == .models)
  }

  @Test("the palette begins with the commands used last")
  func commands() {
    var state = DashboardState.monitor(.running, size: Self.size)
    state.press(": z o o m Enter : f r e e z e Enter")
    #expect(state.memory.commands == ["freeze", "zoom"])
    state.press(":")
    // What they are called depends on what they would do now.
    #expect(state.paletteEntries.prefix(2).map(\.key) == ["Z", "z"])
    var memory = DashboardMemory()
    memory.commands = ["of-the-past", "cancel"]
    var next = DashboardState.monitor(.running, size: Self.size)
    next.recall(memory)
    next.press(":")
    #expect(next.paletteEntries.first?.title == "cancel: cancel the job (asks)")
  }

  @Test("a job that is watched from the palette is not remembered there")
  func jobs() {
    var state = DashboardState.jobs(severalJobs, size: Self.size)
    state.press(": v i v i d Enter")
    #expect(state.live.job?.name == "vivid-tapir-2764")
    #expect(state.memory.commands.isEmpty)
  }
}

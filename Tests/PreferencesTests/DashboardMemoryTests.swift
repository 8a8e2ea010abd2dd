import Foundation
import Preferences
import Testing

@Suite struct DashboardMemoryTests {
  /// A state folder that is not there yet, removed afterwards.
  private func withState(
    _ body: (_ environment: [String: String], _ file: URL) throws -> Void
  ) throws {
    let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: home) }
    try body(["XDG_STATE_HOME": home.path], home.appending(path: "batchdeck/state.json"))
  }

  private var sample: DashboardMemory {
    var memory = DashboardMemory()
    memory.theme = "harbour-day"
    memory.screen = "monitor"
    memory.sorts = ["jobs": .init(column: "started", isAscending: false)]
    memory.columns = ["workers": ["#", "state", "RSS"]]
    return memory
  }

  @Test("what is stored is remembered, and replaces what was before")
  func roundTrip() throws {
    try withState { environment, file in
      #expect(DashboardMemory.load(environment: environment) == DashboardMemory())
      try sample.store(environment: environment)
      #expect(DashboardMemory.load(environment: environment) == sample)
      #expect(
        try String(contentsOf: file, encoding: .utf8).contains("\"column\" : \"started\""))
      try DashboardMemory().store(environment: environment)
      #expect(DashboardMemory.load(environment: environment) == DashboardMemory())
      let folder = file.deletingLastPathComponent().path
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["state.json"])
    }
  }

  @Test(
    "what cannot be read is forgotten, and the rest is kept",
    arguments: [
      ("", nil), ("[]", nil), ("{", nil), ("{\"theme\": 1, \"screen\": \"jobs\"}", "jobs"),
      ("{\"screen\": \"jobs\", \"sorts\": {\"a\": 1}, \"of the future\": [1]}", "jobs"),
      (String(repeating: " ", count: 300_000) + "{\"screen\": \"jobs\"}", nil),
    ] as [(String, String?)])
  func broken(text: String, screen: String?) throws {
    try withState { environment, file in
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      var expected = DashboardMemory()
      expected.screen = screen
      #expect(DashboardMemory.load(environment: environment) == expected)
      try sample.store(environment: environment)
      #expect(DashboardMemory.load(environment: environment) == sample)
    }
  }

  @Test("without a home nothing is stored and nothing is wrong")
  func homeless() throws {
    try sample.store(environment: [:])
    #expect(DashboardMemory.load(environment: [:]) == DashboardMemory())
  }
}

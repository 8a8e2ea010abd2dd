import Foundation
import Preferences
import Testing

@Suite struct StateFileTests {
  private struct Content: Codable, Equatable {
    var name: String
    var numbers: [Int]
  }

  private let sample = Content(name: "a/b", numbers: [1, 2])

  /// A state folder that is not there yet, removed afterwards.
  private func withState(
    _ body: (_ file: StateFile, _ path: URL) throws -> Void
  ) throws {
    let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: home) }
    try body(
      StateFile(environment: ["XDG_STATE_HOME": home.path]),
      home.appending(path: "batchdeck/state.json"))
  }

  @Test("what is stored is there again, and replaces what was before")
  func roundTrip() throws {
    try withState { file, path in
      #expect(file.load(Content.self) == nil)
      try file.store(sample)
      #expect(file.load(Content.self) == sample)
      #expect(try String(contentsOf: path, encoding: .utf8).contains("\"name\" : \"a/b\""))
      try file.store(Content(name: "", numbers: []))
      #expect(file.load(Content.self) == Content(name: "", numbers: []))
      let folder = path.deletingLastPathComponent().path
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["state.json"])
    }
  }

  @Test(
    "what cannot be read is nothing, and is replaced",
    arguments: [
      "", "[]", "{", String(repeating: " ", count: 300_000) + "{\"name\": \"\", \"numbers\": []}",
    ])
  func broken(text: String) throws {
    try withState { file, path in
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: path)
      #expect(file.load(Content.self) == nil)
      try file.store(sample)
      #expect(file.load(Content.self) == sample)
    }
  }

  @Test("without a home nothing is stored and nothing is wrong")
  func homeless() throws {
    let file = StateFile(environment: [:])
    try file.store(sample)
    #expect(file.load(Content.self) == nil)
  }
}

import Testing

@testable import Execution

@Suite("Log files")
struct LogFileTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// What is in the file, and its last three lines or twenty bytes.
  static let tails: [(String, String?)] = [
    ("", nil), ("\n", nil), ("one", "one"), ("one\ntwo\n", "one\ntwo"),
    ("1\n2\n3\n4\n", "2\n3\n4"), ("1\n\n\n4\n", "\n\n4"),
    ("the first line of it\nand the last\n", "and the last"),
    ("a line that is longer than all that is wanted\n", " all that is wanted"),
    ("\u{20AC}234567890123456789", "\u{FFFD}\u{FFFD}234567890123456789"),
  ]

  @Test("the tail is whole lines as far as there are any", arguments: tails)
  func tail(content: String, expected: String?) throws {
    let log = LogFile(path: try workspace.file("log.txt", content))
    #expect(log.tail(lines: 3, bytes: 20) == expected)
  }

  @Test("a log that is not there has no tail")
  func missing() {
    #expect(LogFile(path: workspace["log.txt"]).tail(lines: 3, bytes: 20) == nil)
  }
}

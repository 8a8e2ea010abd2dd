import Foundation
import GRDB
import Glibc
import Testing

@testable import Execution

@Suite("Rows in the order of the input", .timeLimit(.minutes(15)))
struct OutputOrderingTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// What the output holds is out of order: positions 4, 0, 6, 2.
  private func unordered() async throws -> CommitBench {
    let bench = try CommitBench(in: workspace.path)
    try await bench.commit(CommitGroup([(4, 2, "e\nf\n"), (0, 2, "a\nb\n")]))
    try await bench.commit(CommitGroup([(6, 1, ""), (2, 2, "ccc\ndd\n")]))
    return bench
  }
  private let ordered = "a\nb\nccc\ndd\ne\nf\n"
  private let recorded = [0: "a\nb\n", 2: "ccc\ndd\n", 4: "e\nf\n", 6: ""]

  private func ordering(_ bench: CommitBench) -> OutputOrdering {
    OutputOrdering(ledger: bench.ledger, path: bench.outputPath)
  }

  /// The files of the output, without the databases.
  private var outputs: [String] { names(in: workspace.path).filter { $0.hasPrefix("pred") } }

  @Test("are rewritten, and the records tell where they are now")
  func rewriting() async throws {
    let bench = try await unordered()
    try await bench.orderRows()
    #expect(try bench.output == ordered)
    #expect(try bench.recordedRows() == recorded)
    #expect(outputs == ["predictions.csv"])
    #expect(try bench.ledger.outputEnd() == ordered.utf8.count)
  }

  @Test("that are in order already are left alone")
  func alreadyOrdered() async throws {
    let bench = try CommitBench(in: workspace.path)
    try await bench.commit(CommitGroup([(0, 2, "a\nb\n"), (2, 1, "c\n")]))
    let before = try inode(of: bench.outputPath)
    try await bench.orderRows()
    #expect(try inode(of: bench.outputPath) == before)
    #expect(try bench.output == "a\nb\nc\n")
  }

  @Test("take those of a later runner in, too")
  func again() async throws {
    try await unordered().orderRows()
    // As after retry-failed: the runner opens what is there and appends.
    let bench = try CommitBench(in: workspace.path)
    try await bench.commit(CommitGroup([(7, 1, "h\n"), (-1, 1, "first\n")]))
    try await bench.orderRows()
    #expect(try bench.output == "first\n" + ordered + "h\n")
  }

  @Test("of mini-batches that gave too few items go when those are forgotten")
  func forgottenRows() async throws {
    let bench = try CommitBench(in: workspace.path)
    var group = CommitGroup([(2, 2, "c\nd\n"), (0, 2, "a\n"), (4, 2, ""), (6, 1, "g\n")])
    group.failures = [CommitGroup.FailureRecord(position: 7, file: .sample(7))]
    try await bench.commit(group)
    #expect(try bench.ledger.forgetFailures(andShortfalls: true) == 5)
    // Until a runner begins, the rows are still there.
    #expect(try bench.output == "c\nd\na\ng\n")
    let next = try CommitBench(in: workspace.path)
    #expect(try next.output == "c\nd\ng\n")
    #expect(try next.recordedRows() == [2: "c\nd\n", 6: "g\n"])
    try await next.commit(CommitGroup([(0, 2, "a\nb\n")]))
    #expect(try next.output == "c\nd\ng\na\nb\n")
    #expect(outputs == ["predictions.csv"])
  }

  @Test("larger than the buffer, in mini-batches of any size", arguments: 1...3)
  func large(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let rows = (0..<300).map { position in
      String(repeating: "\(position) ", count: .random(in: 0...9000, using: &random)) + "\n"
    }
    let bench = try CommitBench(in: workspace.path)
    for position in rows.indices.shuffled(using: &random) {
      try await bench.commit(CommitGroup([(position, 1, rows[position])]))
    }
    try await bench.orderRows()
    #expect(try bench.output == rows.joined())
  }

  /// Where a kill may come.
  enum Kill: CaseIterable {
    case whileWriting, beforeRecord, beforeRename, afterRename
  }

  @Test("a kill at any moment leaves an output with its records", arguments: Kill.allCases)
  func kills(kill: Kill) async throws {
    let bench = try await unordered()
    let old = try bench.output
    let ordering = ordering(bench)
    let new = workspace["predictions.csv.ordering"]
    switch kill {
    case .whileWriting: try workspace.file("predictions.csv.ordering", "a\nb\ncc")
    case .beforeRecord: try ordering.writeNew()
    case .beforeRename:
      try ordering.writeNew()
      try ordering.record()
    case .afterRename:
      try ordering.writeNew()
      try ordering.record()
      try #require(rename(new, bench.outputPath) == 0)
    }
    #expect(try bench.output == (kill == .afterRename ? ordered : old))

    // The next runner's first act; then it goes on as ever.
    let next = try CommitBench(in: workspace.path)
    let isNew = kill == .beforeRename || kill == .afterRename
    #expect(try next.output == (isNew ? ordered : old))
    #expect(try next.recordedRows() == recorded)
    #expect(outputs == ["predictions.csv"])
    try await next.commit(CommitGroup([(1000, 1, "last\n")]))
    try await next.orderRows()
    #expect(try next.output == ordered + "last\n")
    #expect(try next.recordedRows()[1000] == "last\n")
    // What an earlier life was to do is not done twice.
    #expect(try CommitBench(in: workspace.path).output == ordered + "last\n")
  }

  @Test("an output shorter than its records stays as it is")
  func cutOutput() async throws {
    let bench = try await unordered()
    try #require(truncate(bench.outputPath, 5) == 0)
    await #expect(
      throws: ExecutionError.outputLost(path: bench.outputPath)
    ) { try await bench.orderRows() }
    #expect(outputs == ["predictions.csv"])
    #expect(try bench.output.utf8.count == 5)
  }

  private func inode(of path: String) throws -> UInt64 {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return UInt64(status.st_ino)
  }
}

import BatchEndpoints
import Foundation
import Registry
import Scheduling
import Testing

@testable import Execution

@Suite("Committing", .timeLimit(.minutes(15)))
struct CommitterTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  @Test("rows and their records go in step")
  func inStep() async throws {
    let bench = try CommitBench(in: workspace.path)
    try await bench.commit(CommitGroup([(4, 2, "e\nf\n"), (0, 3, "a\nb\n")]))
    try await bench.commit(CommitGroup([(6, 1, "g\n")]))
    #expect(try bench.output == "e\nf\na\nb\ng\n")
    #expect(try bench.recordedRows() == [4: "e\nf\n", 0: "a\nb\n", 6: "g\n"])

    var expected = Ledger.Settled()
    expected.ranges = [
      FileRange(first: 0, count: 3), FileRange(first: 4, count: 3),
    ]
    expected.counts.filesTotal = 9
    expected.counts.filesSucceeded = 6
    expected.counts.itemsReturned = 5
    expected.counts.itemsUnreported = 1
    expected.counts.miniBatchesDone = 3
    expected.bytes = 600
    var settled = try bench.ledger.settled(fileCount: 9)
    settled.ranges.sort { $0.first < $1.first }
    #expect(settled == expected)
    #expect(try bench.ledger.outputEnd() == 10)
  }

  @Test("failed files are settled as well, and told latest first")
  func failures() async throws {
    let bench = try CommitBench(in: workspace.path)
    var group = CommitGroup([(0, 2, "a\nb\n")])
    group.failures = [
      CommitGroup.FailureRecord(position: 5, file: .sample(1)),
      CommitGroup.FailureRecord(position: 3, file: .sample(2)),
    ]
    try await bench.commit(group)
    var settled = try bench.ledger.settled(fileCount: 6)
    settled.ranges.sort { $0.first < $1.first }
    #expect(
      settled.ranges == [
        FileRange(first: 0, count: 2), FileRange(first: 3, count: 1),
        FileRange(first: 5, count: 1),
      ])
    #expect(settled.counts.filesFailed == 2)
    #expect(settled.bytes == 230)
    #expect(try bench.ledger.failedFiles() == [.sample(2), .sample(1)])
    #expect(try bench.ledger.failedFiles(limit: 1) == [.sample(2)])
  }

  @Test("a mini-batch that is recorded already is refused, and nothing of its group is recorded")
  func recordedTwice() async throws {
    let bench = try CommitBench(in: workspace.path)
    try await bench.commit(CommitGroup([(0, 2, "a\nb\n")]))
    let before = try bench.ledger.settled(fileCount: 6)
    var second = CommitGroup([(4, 2, "e\nf\n"), (0, 2, "a\nb\n")])
    second.events = [JobEvent(at: instant(0), kind: .job, message: "lost")]
    await #expect(throws: (any Error).self) { try await bench.commit(second) }
    #expect(try bench.ledger.settled(fileCount: 6) == before)
    #expect(try bench.ledger.events(limit: 10) == [])
    #expect(try bench.recordedRows() == [0: "a\nb\n"])
  }

  @Test("rows whose record was refused are not in the output, and no results follow them")
  func noOrphans() async throws {
    let bench = try CommitBench(in: workspace.path)
    try await bench.commit(CommitGroup([(0, 2, "a\nb\n")]))
    await #expect(throws: (any Error).self) {
      try await bench.commit(CommitGroup([(4, 2, "e\nf\n"), (0, 2, "a\nb\n")]))
    }
    await #expect(throws: (any Error).self) {
      try await bench.commit(CommitGroup([(2, 2, "c\nd\n")]))
    }
    #expect(try bench.recordedRows() == [0: "a\nb\n"])
    #expect(try bench.output == "a\nb\n")
  }

  @Test("groups are committed in the order of the calls")
  func orderOfCalls() async throws {
    let bench = try CommitBench(in: workspace.path)
    for first in 0..<50 {
      bench.committer.commit(CommitGroup([(first, 1, "\(first)\n")])) { _ in }
    }
    try await bench.commit(CommitGroup([(50, 1, "50\n")]))
    #expect(try bench.output == (0...50).map { "\($0)\n" }.joined())
  }

  @Test("a job without an output records counts alone")
  func summaryOnly() async throws {
    let bench = try CommitBench(in: workspace.path, hasOutput: false)
    var group = CommitGroup([(0, 3, "")])
    group.miniBatches[0].items = 3
    try await bench.commit(group)
    let settled = try bench.ledger.settled(fileCount: 3)
    #expect(settled.counts.filesSucceeded == 3)
    #expect(settled.counts.itemsReturned == 3)
    #expect(try bench.ledger.outputEnd() == 0)
    #expect(!workspace.exists("predictions.csv"))
  }

  @Test("a snapshot goes to the ledger, and to the registry where the job is known")
  func snapshots() async throws {
    let bench = try CommitBench(in: workspace.path)
    var group = CommitGroup()
    group.snapshot = .sample()
    try await bench.commit(group)
    #expect(try bench.ledger.lastSnapshot() == .sample())
    #expect(try bench.registry.jobs() == [])

    var job = JobSummary(.sample())
    job.status = .notStarted
    try bench.registry.add(job)
    try await bench.commit(group)
    #expect(try bench.registry.jobs() == [JobSummary(.sample())])
  }

  @Test("reopened, the output ends where the records do, and goes on there")
  func reopening() async throws {
    try await CommitBench(in: workspace.path).commit(CommitGroup([(0, 2, "a\nb\n")]))
    // As a runner leaves it that was killed between the rows and the record.
    try workspace.file("predictions.csv", "a\nb\nc\nd\n")
    let bench = try CommitBench(in: workspace.path)
    #expect(try bench.output == "a\nb\n")
    try await bench.commit(CommitGroup([(2, 1, "C\n")]))
    #expect(try bench.output == "a\nb\nC\n")
    #expect(try bench.recordedRows() == [0: "a\nb\n", 2: "C\n"])
  }

  @Test(
    "whatever a crash leaves behind the last record, the rows are those recorded", arguments: 1...12
  )
  func crashes(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    var expected = ""
    var rowsByFirst: [Int: String] = [:]
    var next = 0
    for life in 0..<6 {
      let bench = try CommitBench(in: workspace.path)
      try #require(try bench.output == expected, "seed \(seed), life \(life)")
      #expect(try bench.recordedRows() == rowsByFirst, "seed \(seed), life \(life)")
      let settled = try bench.ledger.settled(fileCount: next)
      #expect(settled.counts.filesSucceeded == next)
      #expect(try bench.ledger.outputEnd() == expected.utf8.count)

      for _ in 0..<Int.random(in: 0...4, using: &random) {
        var miniBatches: [(first: Int, count: Int, rows: String)] = []
        for _ in 0..<Int.random(in: 1...5, using: &random) {
          let count = Int.random(in: 1...20, using: &random)
          let rows = (next..<next + count).map { position in
            "\(position) " + String(repeating: "é", count: .random(in: 0...40, using: &random))
              + "\n"
          }.joined()
          miniBatches.append((next, count, rows))
          rowsByFirst[next] = rows
          expected += rows
          next += count
        }
        try await bench.commit(CommitGroup(miniBatches))
      }
      try tear(from: expected.utf8.count, using: &random)
    }
  }

  /// Appends what no record accounts for, some of it cut off again, never what is recorded.
  private func tear(from end: Int, using random: inout SeededGenerator) throws {
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: workspace["predictions.csv"]))
    defer { try? handle.close() }
    try #require(try handle.seekToEnd() == UInt64(end))
    let garbage = (0..<Int.random(in: 0...5000, using: &random)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    try handle.write(contentsOf: garbage)
    try handle.truncate(
      atOffset: UInt64(end + Int.random(in: 0...garbage.count, using: &random)))
  }
}

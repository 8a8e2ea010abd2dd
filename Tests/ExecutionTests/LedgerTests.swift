import BatchEndpoints
import Foundation
import GRDB
import Scheduling
import Testing

@testable import Execution

@Suite("The ledger", .timeLimit(.minutes(15)))
struct LedgerTests {
  private let workspace: Workspace
  private let path: String

  init() throws {
    workspace = try Workspace()
    path = workspace["ledger.sqlite"]
  }

  @Test("an empty ledger knows nothing, and says so")
  func empty() throws {
    let ledger = try Ledger(path: path)
    var settled = Ledger.Settled()
    settled.counts.filesTotal = 7
    #expect(try ledger.settled(fileCount: 7) == settled)
    #expect(try ledger.outputEnd() == 0)
    #expect(try ledger.lastSnapshot() == nil)
    #expect(try ledger.failedFiles() == [])
    #expect(try ledger.events(limit: 5) == [])
    #expect(try ledger.samples(limit: 5) == [])
    let error = ExecutionError.ledgerUnreadable(path: path, reason: "it holds no specification")
    #expect(throws: error) { try ledger.specification() }
    #expect("\(error)" == "\(path): the job's ledger cannot be read: it holds no specification")
  }

  @Test("made durable, it waits for the device at each transaction")
  func durable() throws {
    // Until it is there, nothing of the job needs to outlive a loss of power.
    try Ledger(path: path).store(JobSpecification.sample())
    let ledger = try Ledger(path: path)
    // 1 is NORMAL, 2 is FULL (sqlite.org/pragma.html#pragma_synchronous).
    func synchronous() throws -> Int? {
      try ledger.database.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
    }
    #expect(try synchronous() == 1)
    try ledger.makeDurable()
    #expect(try synchronous() == 2)
  }

  @Test("the specification and the latest snapshot come back whole, for a reader too")
  func settings() throws {
    let ledger = try Ledger(path: path)
    try ledger.store(JobSpecification.sample())
    var first = JobSnapshot.sample()
    first.status = .preparing
    try ledger.store(first)
    try ledger.store(JobSnapshot.sample())
    for ledger in [ledger, try Ledger(reading: path), try Ledger(path: path)] {
      #expect(try ledger.specification() == .sample())
      #expect(try ledger.lastSnapshot() == .sample())
    }
  }

  @Test("events come latest first, the same instant in the order they were told")
  func events() throws {
    let ledger = try Ledger(path: path)
    let events = JobEvent.Kind.allCases.enumerated().map { number, kind in
      JobEvent(at: instant(Double(number / 2)), kind: kind, message: "event \(number)")
    }
    var group = CommitGroup()
    group.events = events
    try ledger.record(group, rowsFrom: 0, at: instant(9))
    #expect(try ledger.events(limit: 100) == events.reversed())
    #expect(try ledger.events(limit: 2) == Array(events.reversed().prefix(2)))
  }

  @Test("the latest samples come oldest first, with every worker's rate")
  func samples() throws {
    let ledger = try Ledger(path: path)
    let samples = (0..<4).map { number in
      JobSample(
        at: instant(Double(number)), filesPerSecond: Double(number) / 4, rssBytes: number << 30,
        filesDone: number,
        workerFilesPerSecond: [[], [0.1], [1e-7, 12345.678], [0, 0, 3]][number])
    }
    var group = CommitGroup()
    group.samples = samples.reversed()
    try ledger.record(group, rowsFrom: 0, at: instant(9))
    #expect(try ledger.samples(limit: 100) == samples)
    #expect(try ledger.samples(limit: 2) == Array(samples.suffix(2)))
  }

  @Test("a file fails once")
  func failedTwice() throws {
    let ledger = try Ledger(path: path)
    var group = CommitGroup()
    group.failures = [CommitGroup.FailureRecord(position: 3, file: .sample(1))]
    try ledger.record(group, rowsFrom: 0, at: instant(9))
    group.failures[0].file = .sample(2)
    #expect(throws: (any Error).self) { try ledger.record(group, rowsFrom: 0, at: instant(9)) }
    #expect(try ledger.failedFiles() == [.sample(1)])
  }

  @Test("to look into a ledger that is not there is an error, and makes none")
  func missing() {
    #expect {
      try Ledger(reading: path)
    } throws: { error in
      guard case .ledgerUnreadable(path, _) = error as? ExecutionError else { return false }
      return true
    }
    #expect(!workspace.exists("ledger.sqlite"))
  }

  @Test("a file that is no database is refused, and left as it is")
  func noDatabase() throws {
    try workspace.file("ledger.sqlite", String(repeating: "not a database\n", count: 100))
    let refuses = { (error: any Error) in
      guard case .ledgerUnreadable(path, _) = error as? ExecutionError else { return false }
      return true
    }
    #expect(performing: { try Ledger(path: path) }, throws: refuses)
    #expect(try text(of: path).hasPrefix("not a database\n"))
  }
}

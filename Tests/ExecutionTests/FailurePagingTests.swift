import BatchEndpoints
import Foundation
import GRDB
import Testing

@testable import Execution

@Suite("Failed files by the page", .timeLimit(.minutes(15)))
struct FailurePagingTests {
  /// More than are gone through at once.
  static let count = 2500
  private let workspace: Workspace
  private let ledger: Ledger

  init() throws {
    workspace = try Workspace()
    ledger = try Ledger(path: workspace["ledger.sqlite"])
  }

  /// Three fail in the same instant, of four classes, one of them rare.
  private static func file(_ position: Int) -> FailedFile {
    let errorClass = position == 77 ? "rare" : ["OSError", "ValueError", "timeout"][position % 3]
    return FailedFile(
      path: "img/\(position % 2 == 0 ? "Even" : "odd")_\(position).jpg", sizeBytes: position,
      attempts: 1, errorClass: errorClass, message: "100% bad \(position / 1000)",
      workerEnd: errorClass == "timeout"
        ? FailedFile.WorkerEnd(stderr: "line \(position)", peakBytes: position) : nil,
      worker: position % 4, failedAt: instant(Double(position / 3)))
  }

  private func fail(_ positions: some Sequence<Int>) throws {
    var group = CommitGroup()
    group.failures = positions.map { .init(position: $0, file: Self.file($0)) }
    try ledger.record(group, rowsFrom: 0, at: instant(0))
  }

  /// Latest first.
  private static func all(_ positions: some Sequence<Int>) -> [FailedFile] {
    positions.sorted().reversed().map(file)
  }

  /// Offset and length, near both ends, across the middle and beyond.
  static let stretches = [
    (0, 10), (5, 1), (1240, 20), (1300, 900), (2490, 10), (2495, 512), (2500, 5), (9999, 5), (0, 0),
  ]

  @Test("a page is what the whole list has there", arguments: stretches)
  func pages(offset: Int, length: Int) throws {
    try fail(0..<Self.count)
    let all = Self.all(0..<Self.count)
    let page = try ledger.failedFiles(offset: offset, limit: length)
    #expect(page.total == Self.count)
    #expect(page.files == Array(all.dropFirst(offset).prefix(length)))
    let some = all.filter { $0.errorClass == "timeout" }
    let ofClass = try ledger.failedFiles(ofClass: "timeout", offset: offset / 3, limit: length)
    #expect(ofClass.total == some.count)
    #expect(ofClass.files == Array(some.dropFirst(offset / 3).prefix(length)))
  }

  @Test("a page is found by index, however many there are", arguments: [nil, "timeout"])
  func isIndexed(errorClass: String?) throws {
    let plan = try ledger.database.read { db in
      try String.fetchAll(
        db,
        sql: """
          EXPLAIN QUERY PLAN SELECT position FROM failed_file
          \(errorClass == nil ? "" : "WHERE error_class = 'timeout'")
          ORDER BY failed_at DESC, position DESC LIMIT 9 OFFSET 9
          """, adapter: SuffixRowAdapter(fromIndex: 3))
    }
    #expect(plan.allSatisfy { $0.contains("COVERING INDEX") }, "\(plan)")
  }

  @Test("counts of classes are kept, and stay right when failures are forgotten")
  func counts() throws {
    try fail(0..<100)
    try fail(100..<Self.count)
    func expected(_ positions: some Sequence<Int>) -> [FailureCount] {
      Dictionary(grouping: positions.map(Self.file), by: \.errorClass)
        .map { FailureCount(errorClass: $0.key, count: $0.value.count) }
        .sorted { ($1.count, $0.errorClass) < ($0.count, $1.errorClass) }
    }
    #expect(try ledger.failureCounts() == expected(0..<Self.count))
    #expect(try ledger.forgetFailures(of: [Self.file(77).path, Self.file(3).path, "none"]) == 2)
    let left = (0..<Self.count).filter { $0 != 77 && $0 != 3 }
    #expect(try ledger.failureCounts() == expected(left))
    #expect(try ledger.failedFiles(offset: 0, limit: .max).files == Self.all(left))
    #expect(
      try ledger.failedPaths(among: [Self.file(4).path, Self.file(3).path]) == [Self.file(4).path])
    #expect(try ledger.forgetFailures() == left.count)
    #expect(try ledger.failureCounts() == [])
  }

  @Test("going through all of them gives each once, also while others come")
  func goesThrough() throws {
    try fail(0..<Self.count)
    var seen: [FailedFile] = []
    try ledger.forEachFailedFile { file in
      seen.append(file)
      if seen.count == 1 { try fail([Self.count]) }
    }
    #expect(seen == Self.all(0..<Self.count))
  }

  @Test("the ledger of an older job is read as it is, and brought up to date by its next runner")
  func olderLedger() throws {
    try fail(0..<9)
    try ledger.database.write { db in
      try db.execute(
        sql: """
          DROP TABLE failure_class; DROP INDEX failed_file_by_time; DROP INDEX failed_file_by_class;
          ALTER TABLE failed_file DROP COLUMN stderr;
          ALTER TABLE failed_file DROP COLUMN rss_bytes;
          ALTER TABLE failed_file DROP COLUMN peak_bytes;
          DELETE FROM grdb_migrations WHERE identifier <> '1'
          """)
    }
    let path = workspace["ledger.sqlite"]
    for ledger in [try Ledger(reading: path), try Ledger(path: path), try Ledger(reading: path)] {
      let counts = ["OSError", "ValueError", "timeout"].map {
        FailureCount(errorClass: $0, count: 3)
      }
      #expect(try ledger.failureCounts() == counts)
      let expected = Self.all(4..<8).map { file in
        var file = file
        file.workerEnd = nil
        return file
      }
      #expect(try ledger.failedFiles(offset: 1, limit: 4).files == expected)
    }
  }

  // MARK: - Searching

  /// Looks until all is looked at, and returns how often that took.
  private func finish(_ search: inout FailureSearch, for budget: Duration = .seconds(9)) throws
    -> Int
  {
    var steps = 0
    repeat {
      try search.advance(in: ledger, for: budget)
      steps += 1
      #expect(steps <= Self.count, "it gets nowhere")
    } while search.fraction != nil && steps <= Self.count
    return steps
  }

  /// Texts, and what they are to find.
  static let texts: [(String, @Sendable (Int) -> Bool)] = [
    ("even_", { $0 % 2 == 0 }), ("EVEN", { $0 % 2 == 0 }), ("odd_77.", { $0 == 77 }),
    ("100% b", { _ in true }), ("100_ b", { _ in false }), ("g/%", { _ in false }),
    ("n\\_", { _ in false }), ("  d_7  .jpg ", { $0 % 2 == 1 && "\($0)".hasPrefix("7") }),
    ("!even", { $0 % 2 == 1 }), ("oserror odd", { $0 % 6 == 3 && $0 != 77 }),
    ("!timeout !VALUE !_1", { $0 % 3 == 0 && !"\($0)".hasPrefix("1") || $0 == 77 }),
    ("rare even", { _ in false }), ("! ", { _ in true }),
  ]

  @Test(
    "terms are found in path, message or class, whatever the case, and mean themselves",
    arguments: texts)
  func finds(text: String, matches: @Sendable (Int) -> Bool) throws {
    try fail(0..<Self.count)
    var search = FailureSearch(text, ofClass: nil)
    #expect(try finish(&search) == 1)
    let expected = Self.all((0..<Self.count).filter(matches))
    let page = try search.page(offset: 0, limit: .max / 2, in: ledger)
    #expect(page == FailedFiles(total: expected.count, files: expected))
    #expect(
      try search.page(offset: 3, limit: 4, in: ledger).files
        == Array(expected.dropFirst(3).prefix(4)))
  }

  @Test("within a class only that class is looked at")
  func findsInClass() throws {
    try fail(0..<Self.count)
    var search = FailureSearch("even", ofClass: "rare")
    _ = try finish(&search)
    #expect(search.count == 0)
    search = FailureSearch("odd", ofClass: "rare")
    _ = try finish(&search)
    #expect(try search.page(offset: 0, limit: 9, in: ledger).files == [Self.file(77)])
  }

  @Test("without time it still gets on, and finds the same")
  func findsInSteps() throws {
    try fail(0..<Self.count)
    var search = FailureSearch("even", ofClass: nil)
    var last = 0.0
    try search.advance(in: ledger, for: .zero)
    while let fraction = search.fraction {
      #expect(fraction > last)
      last = fraction
      try search.advance(in: ledger, for: .zero)
    }
    #expect(search.count == Self.count / 2)
  }

  @Test("what fails meanwhile comes first; what is forgotten is looked for anew")
  func followsChanges() throws {
    try fail(0..<1000)
    var search = FailureSearch("even", ofClass: nil)
    try search.advance(in: ledger, for: .zero)
    try fail(1000..<1010)
    _ = try finish(&search)
    let even = Self.all(stride(from: 0, to: 1010, by: 2))
    #expect(try search.page(offset: 0, limit: 2000, in: ledger).files == even)
    try fail(1010..<1020)
    _ = try finish(&search)
    #expect(search.count == 510)
    #expect(try search.page(offset: 0, limit: 1, in: ledger).files == [Self.file(1018)])
    _ = try ledger.forgetFailures(of: [Self.file(1018).path, Self.file(4).path])
    _ = try finish(&search)
    #expect(search.count == 508)
    _ = try ledger.forgetFailures()
    _ = try finish(&search)
    #expect(search.count == 0)
  }
}

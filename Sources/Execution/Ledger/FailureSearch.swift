import BatchEndpoints
import GRDB

/// The failed files that a text describes, found little by little: a million take about a second.
///
/// Keeps where they are, not what they are: eight bytes each.
package struct FailureSearch: Sendable {
  private let text: String
  private let errorClass: String?
  /// Positions of matches, in two parts that grow at their ends: what failed since the search began,
  /// earliest first, and what failed before, latest first.
  private var newer: [Int] = []
  private var older: [Int] = []
  /// The first and the last failed file that was looked at, in the order of time.
  private var earliest: Place?
  private var latest: Place?
  /// Failed files looked at.
  private var seen = 0

  private struct Place: Sendable {
    var at: Double
    var position: Int
  }

  /// - Parameters:
  ///   - text: Terms separated by blanks, which must all occur in path, message or class; those that
  ///     begin with `!` must not. Capitals of ASCII do not matter.
  ///   - errorClass: Nil for all classes.
  package init(_ text: String, ofClass errorClass: String?) {
    self.text = text
    self.errorClass = errorClass
  }

  /// 0…1; nil when all were looked at.
  package private(set) var fraction: Double? = 0
  package var count: Int { newer.count + older.count }

  /// Looks on for a while: first at what is new, then at what is still to be looked at.
  package mutating func advance(in ledger: Ledger, for budget: Duration) throws {
    let deadline = ContinuousClock.now + budget
    try ledger.database.read { db in
      let total = try Ledger.failureCounts(in: db)
        .filter { errorClass == nil || $0.errorClass == errorClass }.reduce(0) { $0 + $1.count }
      let isUpToDate = try latest.map { try look(after: $0, until: deadline, in: db) } ?? true
      let isThrough = try look(before: earliest, until: deadline, in: db) && isUpToDate
      if isThrough, seen != total {
        // Some were forgotten, or the clock was put back.
        self = FailureSearch(text, ofClass: errorClass)
        fraction = total == 0 ? nil : 0
      } else {
        fraction = isThrough ? nil : Double(seen) / Double(max(1, total))
      }
    }
  }

  /// Matches, latest first.
  package func page(offset: Int, limit: Int, in ledger: Ledger) throws -> FailedFiles {
    let start = min(max(0, offset), count)
    let range = start..<(start + min(max(0, limit), count - start))
    return FailedFiles(
      total: count,
      files: try ledger.failedFiles(
        at: range.map { $0 < newer.count ? newer[newer.count - 1 - $0] : older[$0 - newer.count] }))
  }

  private mutating func look(
    after place: Place, until deadline: ContinuousClock.Instant, in db: Database
  )
    throws -> Bool
  {
    try look("(failed_at, position) > (?, ?)", "ASC", from: place, until: deadline, in: db) {
      $0.latest = $1
      if $2 { $0.newer.append($1.position) }
    }
  }

  private mutating func look(
    before place: Place?, until deadline: ContinuousClock.Instant, in db: Database
  )
    throws -> Bool
  {
    let from = place ?? Place(at: .infinity, position: .max)
    return try look("(failed_at, position) < (?, ?)", "DESC", from: from, until: deadline, in: db) {
      $0.earliest = $1
      if $0.latest == nil { $0.latest = $1 }
      if $2 { $0.older.append($1.position) }
    }
  }

  /// - Returns: Whether there are no more.
  private mutating func look(
    _ condition: String, _ direction: String, from place: Place,
    until deadline: ContinuousClock.Instant, in db: Database,
    take: (inout Self, Place, _ isMatch: Bool) -> Void
  ) throws -> Bool {
    let terms = self.terms
    let isMatch = terms.map { "\($0.isWanted ? "" : "NOT ")\(Self.occurs)" }
    var arguments = StatementArguments(terms.flatMap { [$0.pattern, $0.pattern, $0.pattern] })
    arguments += [place.at, place.position]
    if let errorClass { arguments += [errorClass] }
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT failed_at, position, \(isMatch.isEmpty ? "TRUE" : isMatch.joined(separator: " AND "))
        FROM failed_file WHERE \(condition) \(errorClass == nil ? "" : "AND error_class = ?")
        ORDER BY failed_at \(direction), position \(direction)
        """,
      arguments: arguments)
    while let row = try rows.next() {
      take(&self, Place(at: row[0], position: row[1]), row[2])
      seen += 1
      // Reading the clock costs as much as looking at some.
      if seen % 64 == 0, ContinuousClock.now >= deadline { return false }
    }
    return true
  }

  private static let occurs =
    #"(path LIKE ? ESCAPE '\' OR message LIKE ? ESCAPE '\' OR error_class LIKE ? ESCAPE '\')"#

  private var terms: [(isWanted: Bool, pattern: String)] {
    text.split(whereSeparator: \.isWhitespace).compactMap { term in
      let isWanted = !term.hasPrefix("!")
      let word = isWanted ? term : term.dropFirst()
      return word.isEmpty ? nil : (isWanted, "%\(Self.escaped(String(word)))%")
    }
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { pattern, character in
      if "\\%_".contains(character) { pattern.append("\\") }
      pattern.append(character)
    }
  }
}

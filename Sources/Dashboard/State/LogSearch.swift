/// Where in a log something is to be looked for.
package struct LogSearch: Sendable, Hashable {
  package var job: String
  package var name: String
  package var wanted: Wanted
  /// The first byte looked at; backwards, the first that is not.
  package var from: Int
  package var isBackward: Bool
  /// Where the search began.
  package private(set) var origin: Int
  /// Whether it has come to the end of the log and goes on from the other; it is over at its origin.
  package private(set) var hasGoneRound = false

  package enum Wanted: Sendable, Hashable {
    /// A text that is not empty; capitals of ASCII do not matter.
    case text(String)
    /// A line that looks that serious at least.
    case level(LogLine.Level)
  }

  package init(job: String, name: String, wanted: Wanted, from: Int, isBackward: Bool) {
    self.job = job
    self.name = name
    self.wanted = wanted
    self.from = from
    self.isBackward = isBackward
    origin = from
  }

  /// The rest of the search, from the other end of a log of `size` bytes; nil when nothing is left, or
  /// for a level: whoever looks for serious lines wants to know that there is none after this.
  package func goneRound(size: Int) -> LogSearch? {
    guard case .text = wanted, !hasGoneRound, isBackward ? origin < size : origin > 0 else {
      return nil
    }
    var rest = self
    rest.from = isBackward ? size : 0
    rest.hasGoneRound = true
    return rest
  }

  /// Of a log of `size` bytes those that may be looked at.
  package func range(size: Int) -> Range<Int> {
    let origin = min(max(0, origin), size)
    guard hasGoneRound else { return 0..<size }
    return isBackward ? origin..<size : 0..<origin
  }
}

/// What came of looking for a while.
package enum LogMatch: Sendable, Equatable {
  /// The nearest line begins there.
  case found(Int)
  case nothing
  /// Nothing so far: to be gone on with from there.
  case searched(upTo: Int)
}

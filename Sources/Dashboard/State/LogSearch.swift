/// Where in a log something is to be looked for.
package struct LogSearch: Sendable, Hashable {
  package var job: String
  package var name: String
  package var wanted: Wanted
  /// The first byte looked at; backwards, the first that is not.
  package var from: Int
  package var isBackward: Bool

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

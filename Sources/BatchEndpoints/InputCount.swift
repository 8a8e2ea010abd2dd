/// How much there is to score, as far as it has been counted.
package struct InputCount: Sendable, Equatable {
  package var files = 0
  package var bytes = 0
  /// Whether these are all.
  package var isWhole = false
  /// Why they could not all be counted.
  package var problem: String?

  package init() {}
}

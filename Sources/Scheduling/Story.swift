/// The latest events of a job, so that an impossible one can be explained.
struct Story: Sendable {
  /// Enough to see what led to a fault, little enough to print.
  private static let limit = 32

  private var ring: [JobStateMachine.Event] = []
  private var next = 0

  mutating func add(_ event: JobStateMachine.Event) {
    if ring.count < Self.limit {
      ring.append(event)
    } else {
      ring[next] = event
      next = (next + 1) % Self.limit
    }
  }

  /// Oldest first.
  var events: [JobStateMachine.Event] { Array(ring[next...] + ring[..<next]) }
}

/// A worker process: the slot it fills and which of the slot's processes it is.
package struct WorkerID: Hashable, Sendable, CustomStringConvertible {
  /// From 0; an operator knows the worker by it, and it outlives the process.
  package var slot: Int
  /// From 1; an event that names an earlier one comes from a process that is gone.
  package var incarnation: Int

  package init(slot: Int, incarnation: Int) {
    self.slot = slot
    self.incarnation = incarnation
  }

  package var description: String { "worker \(slot).\(incarnation)" }
}

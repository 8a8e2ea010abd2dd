/// Something that must never be, as seen from outside the state machine.
package struct Violation: Error, CustomStringConvertible {
  package var description: String

  init(_ description: String) { self.description = description }
}

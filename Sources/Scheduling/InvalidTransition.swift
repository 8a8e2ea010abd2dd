/// An event that cannot happen in the state it met, with the story that led there.
///
/// A worker that speaks out of turn causes it: the engine then ends that worker, and the story tells
/// why.
package struct InvalidTransition: Error, Equatable, CustomStringConvertible {
  package var event: JobStateMachine.Event
  package var reason: String
  /// The latest events before it, oldest first.
  package var story: [JobStateMachine.Event]

  package var description: String {
    let told = story.map { "  \($0)" }.joined(separator: "\n")
    return "\(event): \(reason). Before it:\n\(told)"
  }
}

package import Foundation

/// Something that happened to a job and is worth a line on screen.
package struct JobEvent: Codable, Sendable, Equatable {
  package var at: Date
  package var kind: Kind
  /// One line for the operator, without time.
  package var message: String

  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// The job changed status, or its runner began.
    case job
    /// A worker started, became ready, died, was replaced.
    case worker
    /// The operator changed something.
    case operatorAction = "operator"
    /// Degraded, once per cause: a script that returns a numpy array, say.
    case warning
  }

  package init(at: Date, kind: Kind, message: String) {
    self.at = at
    self.kind = kind
    self.message = message
  }
}

/// A question whose answer is yes or no, and no unless the operator says otherwise.
package struct Confirmation: Sendable, Equatable {
  package var job: String
  /// What yes orders.
  package var order: JobOrder
  /// The process or mini-batch that it is about; the question falls when it is gone.
  package var subject: Int?
  package var title: String
  package var lines: [String]
  /// What the two answers are called.
  package var no: String
  package var yes: String
  /// Whether yes is marked.
  package var isYes = false
}

/// Something that can be copied, in the menu of `y`.
package struct CopyChoice: Sendable, Equatable {
  package var key: Character
  package var label: String
  package var text: String
}

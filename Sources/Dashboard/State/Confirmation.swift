package import TerminalUI

/// A question whose answer is yes or no, and no unless the operator says otherwise.
package struct Confirmation: Sendable, Equatable {
  /// What yes does.
  package enum Deed: Sendable, Equatable {
    case order(JobOrder, job: String)
    case model(ModelOrder)

    /// The command that does the same.
    package var commandLine: String? {
      switch self {
      case .order(let order, let job): order.commandLine(job: job)
      case .model(let order): order.commandLine
      }
    }
  }

  package var deed: Deed
  /// The process or mini-batch that it is about.
  package var subject: Int?
  package var title: String
  package var lines: [String]
  /// What the two answers are called.
  package var no: String
  package var yes: String
  /// Whether yes is marked.
  package var isYes = false
  /// What has to be written for yes; nil where a key is enough.
  package var name: String?
  /// What is written of it.
  package var field = TextField()
  /// Why there is nothing to decide any more, in one sentence. The dialog stays to say so: a key that
  /// is on its way to it must not reach the screen below.
  package var moot: String?

  /// Whether the answer is a text.
  var isWritten: Bool { name != nil && moot == nil }

  package init(
    _ deed: Deed, subject: Int? = nil, title: String, lines: [String], no: String, yes: String
  ) {
    self.deed = deed
    self.subject = subject
    self.title = title
    self.lines = lines
    self.no = no
    self.yes = yes
  }

  package init(
    job: String, order: JobOrder, subject: Int? = nil, title: String, lines: [String], no: String,
    yes: String
  ) {
    self.init(
      .order(order, job: job), subject: subject, title: title, lines: lines, no: no, yes: yes)
  }
}

/// Something that can be copied, in the menu of `y`.
package struct CopyChoice: Sendable, Equatable {
  package var key: Character
  package var label: String
  package var text: String
}

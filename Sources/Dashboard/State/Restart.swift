/// What the next runner of a job that has none is to score.
package struct Restart: Sendable, Hashable {
  package enum Scope: Sendable, Hashable {
    /// What has not been scored yet.
    case rest
    /// That, and the failed files again.
    case failedFiles
    /// That, and some of them, by path.
    case files([String])
  }

  package var scope: Scope
  /// Whether to go on although the script, the model or input files have changed meanwhile.
  package var acceptsChanges = false

  package init(_ scope: Scope, acceptsChanges: Bool = false) {
    self.scope = scope
    self.acceptsChanges = acceptsChanges
  }

  /// The same order to whoever refused it for what has changed.
  package var acceptingChanges: Restart { Restart(scope, acceptsChanges: true) }

  /// The command that does the same.
  func commandLine(job: String) -> String {
    let verb = scope == .rest ? "resume" : "retry-failed"
    var words = ["batchdeck job \(verb) -n \(job)"]
    if case .files(let paths) = scope { words += paths.map { "--file \(ShellWord.quoted($0))" } }
    if acceptsChanges { words.append("--accept-changes") }
    return words.joined(separator: " ")
  }

  /// After "Could not".
  var infinitive: String { scope == .rest ? "resume" : "retry failed files of" }

  /// Said when a runner has begun.
  func acceptance(job: String) -> String {
    switch scope {
    case .rest: "\(job) goes on"
    case .failedFiles: "\(job) scores its failed files again"
    // Its command takes the room.
    case .files(let paths):
      "\(Format.count(paths.count, "failed file")) \(paths.count == 1 ? "is" : "are") scored again"
    }
  }
}

extension JobOrder {
  /// Goes on with a job that was interrupted, was canceled or failed.
  package static let resume = JobOrder.restart(Restart(.rest))
  package static let retryFailed = JobOrder.restart(Restart(.failedFiles))

  package static func retryFiles(_ paths: [String]) -> JobOrder {
    .restart(Restart(.files(paths)))
  }
}

/// Thrown by an order: what a job works on is not what it began with, and that has to be accepted
/// first.
package struct ChangesFound: Error, Equatable, CustomStringConvertible {
  /// Sentences without a full stop, at least one.
  package var changes: [String]

  package init(_ changes: [String]) {
    self.changes = changes
  }

  package var description: String { changes.joined(separator: "; ") + "." }
}

package import BatchEndpoints
package import TerminalUI

/// The text after `/` on the jobs screen: terms separated by blanks that must all match, a leading
/// `!` turns a term round. Capitals do not matter.
package struct JobFilter: Sendable, Equatable {
  package var field = TextField()
  /// Whether keys go into the text.
  package var isEditing = false

  package init() {}

  package var text: String { field.text }

  package func matches(_ job: JobSummary) -> Bool {
    if text.isEmpty { return true }
    let haystack = [job.name, job.deploymentName, job.status.rawValue, job.inputPath]
      .joined(separator: "\n").lowercased()
    return text.lowercased().split(separator: " ").allSatisfy { term in
      guard term.hasPrefix("!") else { return haystack.contains(term) }
      let unwanted = term.dropFirst()
      return unwanted.isEmpty || !haystack.contains(unwanted)
    }
  }
}

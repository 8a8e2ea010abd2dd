import BatchEndpoints
package import TerminalUI

/// The launch form.
package struct LaunchControls: Sendable, Equatable {
  /// Nil when the mark is on Start.
  package var focus: LaunchField? = .manifest
  package var fields: [LaunchField: TextField]
  /// What is being started.
  package var starting: LaunchRequest?
  private var review: LaunchReview?
  private var reviewed: LaunchRequest?

  package init() {
    fields = Dictionary(
      uniqueKeysWithValues: LaunchField.allCases.map {
        ($0, TextField(placeholder: $0.placeholder))
      })
  }

  func text(_ field: LaunchField) -> String { fields[field]?.text.trimmed ?? "" }

  mutating func fill(_ field: LaunchField, _ text: String) {
    fields[field] = TextField(text, placeholder: field.placeholder)
  }

  /// What the fields ask for, as far as they can be read.
  package var request: LaunchRequest {
    func optional(_ field: LaunchField) -> String? {
      let text = text(field)
      return text.isEmpty ? nil : text
    }
    var request = LaunchRequest()
    request.manifest = text(.manifest)
    request.input = text(.input)
    request.model = optional(.model)
    request.workers = optional(.workers).flatMap { Int($0) }
    request.miniBatchSize = optional(.miniBatchSize).flatMap { Int($0) }
    request.memoryLimit = optional(.memoryLimit).flatMap { ByteSize($0)?.bytes }
    request.output = optional(.output)
    return request
  }

  /// What cannot be read in the fields themselves.
  private var slips: [LaunchProblem] {
    var slips: [LaunchProblem] = []
    for field in [LaunchField.workers, .miniBatchSize] where !text(field).isEmpty {
      guard let number = Int(text(field)), (1...Int(Int32.max)).contains(number) else {
        slips.append(
          LaunchProblem(field, "\"\(text(field))\" is no whole number; it must be at least 1."))
        continue
      }
    }
    let limit = text(.memoryLimit)
    if !limit.isEmpty, (ByteSize(limit)?.bytes ?? 0) < 1 {
      slips.append(
        LaunchProblem(.memoryLimit, "\"\(limit)\" is no size; write 2GiB or 512MiB."))
    }
    if text(.manifest).isEmpty {
      slips.append(LaunchProblem(.manifest, "Name the deployment's manifest."))
    }
    if text(.input).isEmpty { slips.append(LaunchProblem(.input, "Name what is to be scored.")) }
    return slips
  }

  /// Nil until the source has looked at the request as it is now.
  private var presentReview: LaunchReview? { reviewed == request ? review : nil }

  package var problems: [LaunchProblem] { slips + (presentReview?.problems ?? []) }
  package var facts: [String] { presentReview?.facts ?? [] }

  /// Whether the source has still to look at what is written.
  package var isUnderReview: Bool {
    presentReview == nil && !text(.manifest).isEmpty && !text(.input).isEmpty
  }

  package var canStart: Bool { problems.isEmpty && presentReview != nil && starting == nil }

  mutating func take(_ review: LaunchReview, of request: LaunchRequest) {
    (self.review, reviewed) = (review, request)
  }
}

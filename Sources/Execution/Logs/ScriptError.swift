import Foundation

/// Something that the scoring script did wrong: an attempt that failed, or `init()`.
struct ScriptError: Sendable {
  var at: Date
  /// Its worker process, such as `process007`.
  var process: String
  /// What was being done, such as `mini-batch 120 of 10 files`.
  var place: String
  /// The exception's type and message, or what took its place.
  var summary: String
  var traceback: String?

  /// As the error files show it, with an empty line behind.
  var text: String {
    let time = at.formatted(.iso8601)
    return "\(time) \(process) \(place): \(summary)\n\(traceback.map { $0 + "\n" } ?? "")\n"
  }
}

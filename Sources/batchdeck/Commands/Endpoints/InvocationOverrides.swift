import BatchEndpoints
import Foundation

/// What `--set` changes of one job: its input, its output, and the settings that Azure lets a job have
/// otherwise than its deployment.
struct InvocationOverrides {
  /// For the deployment's manifest: a key there, the value, and the option as typed.
  private(set) var settings: [(key: String, value: String, option: String)] = []
  /// Assignments for an inputs file.
  private(set) var inputs: [String] = []
  private(set) var outputPath: String?
  private(set) var jobName: String?

  /// - Throws: `CommandFailure` for a key that a job has from its deployment.
  init(_ assignments: [String]) throws {
    for assignment in assignments {
      let (key, value) = try pair(assignment, of: "--set")
      let option = "--set \(assignment)"
      if let place = Self.place(of: key) {
        settings.append((place, value, option))
      } else if key == "job_name" {
        jobName = value
      } else if key.hasPrefix("inputs.") {
        inputs.append(assignment)
      } else if key.wholeMatch(of: /outputs\.[^.]+\.path/) != nil {
        outputPath = try localFolder(value, of: "--set \(key)")
      } else if key.wholeMatch(of: /(outputs\.[^.]+|compute|properties)\..+/) != nil {
        printError("\(option) is not used on this machine.")
      } else {
        throw CommandFailure(status: .couldNotStart, message: "\(option): \(Self.refusal(key))")
      }
    }
  }

  private static let keys = [
    "mini_batch_size", "error_threshold", "output_file_name", "retry_settings.max_retries",
    "retry_settings.timeout", "instance_count", "job_name", "inputs.NAME.path",
    "outputs.NAME.path",
  ]

  /// Where a manifest keeps what Azure's jobs call by shorter names.
  private static func place(of key: String) -> String? {
    switch key.hasPrefix("settings.") ? String(key.dropFirst("settings.".count)) : key {
    case "mini_batch_size": "settings.mini_batch_size"
    case "error_threshold": "settings.error_threshold"
    case "output_file_name": "settings.output_file_name"
    case "retry_settings.max_retries", "max_retries": "settings.retry_settings.max_retries"
    case "retry_settings.timeout", "timeout": "settings.retry_settings.timeout"
    case "instance_count", "compute.instance_count", "resources.instance_count":
      "resources.instance_count"
    default: nil
    }
  }

  private static func refusal(_ key: String) -> String {
    if let nearest = nearestName(to: key, among: keys) {
      return "a job has no \(key); did you mean \"\(nearest)\"?"
    }
    let list = keys.dropLast().joined(separator: ", ") + " and " + (keys.last ?? "")
    return "a job takes its \(key) from the deployment; it may have its own \(list)."
  }
}

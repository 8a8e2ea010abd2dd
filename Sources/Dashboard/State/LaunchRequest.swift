/// The fields of the launch form, in their order.
package enum LaunchField: Sendable, Hashable, CaseIterable {
  case manifest, input, model, workers, miniBatchSize, memoryLimit, timeout, retries, failures
  case output, python

  var label: String {
    switch self {
    case .manifest: "deployment"
    case .input: "input"
    case .model: "model"
    case .workers: "workers"
    case .miniBatchSize: "mini-batch"
    case .memoryLimit: "memory limit"
    case .timeout: "timeout"
    case .retries: "retries"
    case .failures: "may fail"
    case .output: "output"
    case .python: "python"
    }
  }

  /// What an empty field means.
  var placeholder: String {
    switch self {
    case .manifest: "path of deployment.yml"
    case .input: "the file or folder to score"
    case .model: "as the deployment says"
    case .workers, .miniBatchSize, .memoryLimit, .timeout, .retries, .failures:
      "as the deployment says"
    case .output: "a folder of the job's own"
    case .python: "built from the conda file"
    }
  }

  /// The least number that it takes; nil where it takes none.
  var least: Int? {
    switch self {
    case .workers, .miniBatchSize, .timeout: 1
    case .retries: 0
    // For any number of files.
    case .failures: -1
    case .manifest, .input, .model, .memoryLimit, .output, .python: nil
    }
  }

  /// Whether a few characters are enough for it.
  var isShort: Bool { least != nil || self == .memoryLimit }
}

/// What the launch form asks for.
package struct LaunchRequest: Sendable, Hashable {
  /// The deployment's manifest.
  package var manifest = ""
  /// A path, a `file://` URI or `azureml:NAME:VERSION`.
  package var input = ""
  /// A path or `NAME[:VERSION]`; nil for the manifest's.
  package var model: String?
  package var workers: Int?
  package var miniBatchSize: Int?
  /// Bytes of each worker.
  package var memoryLimit: Int?
  /// Seconds that one call of `run()` may take.
  package var timeout: Int?
  /// Attempts of a failing file after the first.
  package var retries: Int?
  /// Failed files tolerated, -1 for any number.
  package var failures: Int?
  /// A folder; nil for one of the job's own.
  package var output: String?
  /// An interpreter's path, or its name in `PATH`; nil for one built from the conda file.
  package var python: String?

  package init() {}

  /// The command that does the same.
  package var commandLine: String {
    var words = ["batchdeck", "run", ShellWord.quoted(manifest.isEmpty ? "MANIFEST" : manifest)]
    words += ["--input", ShellWord.quoted(input.isEmpty ? "PATH" : input)]
    if let model { words += ["--model", ShellWord.quoted(model)] }
    if let workers { words += ["--workers", "\(workers)"] }
    if let miniBatchSize { words += ["--mini-batch-size", "\(miniBatchSize)"] }
    if let memoryLimit { words += ["--memory-limit", "\(memoryLimit)"] }
    if let timeout { words += ["--timeout", "\(timeout)"] }
    if let retries { words += ["--max-retries", "\(retries)"] }
    if let failures { words += ["--error-threshold", "\(failures)"] }
    if let output { words += ["--output-path", ShellWord.quoted(output)] }
    if let python { words += ["--python", ShellWord.quoted(python)] }
    return words.joined(separator: " ") + " --detach"
  }
}

/// What the source says to a request before it is started.
package struct LaunchReview: Sendable, Equatable {
  /// Each in one sentence; none means that it may start.
  package var problems: [LaunchProblem]
  /// What is worth knowing: one line each.
  package var facts: [String]
  /// What the job would read, where that is there.
  package var input: LaunchInput?
  /// How many the job would have; nil where that is not known.
  package var workers: Int?
  package var precedent: LaunchPrecedent?

  package init(problems: [LaunchProblem], facts: [String]) {
    self.problems = problems
    self.facts = facts
  }
}

package struct LaunchProblem: Sendable, Equatable {
  package var field: LaunchField
  package var message: String

  package init(_ field: LaunchField, _ message: String) {
    self.field = field
    self.message = message
  }
}

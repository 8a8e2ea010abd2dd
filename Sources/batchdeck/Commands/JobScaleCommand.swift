import ArgumentParser
import BatchEndpoints
import Execution

struct JobScaleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale",
    abstract: "Change a running job's workers, mini-batch size or memory limit.",
    discussion: """
      Mini-batches that are running finish first; all others follow the change. batchdeck job show \
      tells what is in force.
      """)

  @OptionGroup var job: JobNameOption
  @OptionGroup var tuning: TuningOptions
  @OptionGroup var noOutput: NoOutputOptions

  func validate() throws {
    if tuning.isEmpty {
      throw ValidationError(
        "Nothing to change: give --workers, --mini-batch-size or --memory-limit.")
    }
  }

  func run() throws {
    let connection = try Context().directory.connect(to: job.name)
    if let workers = tuning.workers {
      try connection.setWorkers(workers)
      printError("Job \(job.name): \(Wording.count(workers, "worker")).")
    }
    if let size = tuning.miniBatchSize {
      try connection.setMiniBatchSize(size)
      printError("Job \(job.name): \(Wording.count(size, "file")) in a mini-batch.")
    }
    if let limit = tuning.memoryLimit {
      try connection.setMemoryLimit(limit.bytes)
      printError(
        "Job \(job.name): "
          + (limit.bytes.map { "\(Wording.bytes($0)) of memory for each worker." }
            ?? "no memory limit."))
    }
  }
}

/// What of a job's settings may change after it began.
struct TuningOptions: ParsableArguments {
  // A bare -1 would be taken for an option.
  @Option(parsing: .unconditional, help: "Worker processes.")
  var workers: Int?

  @Option(parsing: .unconditional, help: "Files in a mini-batch.")
  var miniBatchSize: Int?

  @Option(help: "What each worker may use, such as 2GiB; none for any amount.")
  var memoryLimit: MemoryLimit?

  var isEmpty: Bool { workers == nil && miniBatchSize == nil && memoryLimit == nil }

  func validate() throws {
    try check(workers, "--workers", atLeast: 1)
    try check(miniBatchSize, "--mini-batch-size", atLeast: 1)
  }

  /// The same for a job that no runner has yet.
  func apply(to specification: inout JobSpecification) {
    specification.workers = workers ?? specification.workers
    specification.miniBatchSize = miniBatchSize ?? specification.miniBatchSize
    if let memoryLimit { specification.memoryLimitBytes = memoryLimit.bytes }
  }
}

/// A size, or `none`.
struct MemoryLimit: ExpressibleByArgument, Equatable {
  /// At least 1; nil for any amount.
  var bytes: Int?

  init?(argument: String) {
    if argument == "none" { return }
    guard let size = SizeArgument(argument: argument) else { return nil }
    bytes = size.bytes
  }
}

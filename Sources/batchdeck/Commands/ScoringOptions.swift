import ArgumentParser
import BatchEndpoints
import Execution

/// How a job is run, beyond what its deployment says: the options that `run` and `batch-endpoint
/// invoke` share.
struct ScoringOptions: ParsableArguments {
  @Option(
    help: "The folder where the output goes. Default: one of the job's own.",
    completion: .directory)
  var outputPath: String?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Score the files in folders below the input as well. Default: with a scoring script, and not with an \
      MLflow model alone.
      """)
  var recursive: Bool?

  @Option(
    help: """
      The Python interpreter for the workers: a path, or a name in PATH. Default: env, an environment \
      built from the deployment's conda file, or python3 where it has none.
      """)
  var python: String?

  // Here and below a bare -1 would be taken for an option.
  @Option(
    parsing: .unconditional,
    help: """
      Worker processes, or auto for one on each processor. Default: instance_count × \
      max_concurrency_per_instance.
      """)
  var workers: WorkersArgument?

  @Option(
    name: [.customShort("m"), .long], parsing: .unconditional,
    help: "Files in a mini-batch. Default: the deployment's.")
  var miniBatchSize: Int?

  @Option(
    parsing: .unconditional,
    help: "Failed items tolerated, -1 for any number. Default: the deployment's.")
  var errorThreshold: Int?

  @Option(
    parsing: .unconditional,
    help: "Attempts of a failing file after the first. Default: the deployment's.")
  var maxRetries: Int?

  @Option(
    parsing: .unconditional,
    help: "Seconds that one call of run() may take. Default: the deployment's.")
  var timeout: Int?

  @Option(help: "Bytes in a mini-batch at most, such as 64MiB; a larger file stands alone.")
  var miniBatchBytes: SizeArgument?

  @Option(help: "path or largest-first. Default: by the sizes of the first files.")
  var order: EngineOptions.FileOrder?

  @Flag(
    help: """
      Put the rows into the order of the input, by path, when all are there; takes as much room on the \
      disk once more.
      """)
  var ordered = false

  @Option(
    help: """
      What recorded rows survive: process, the end of any process; power, a loss of power too, which \
      waits for the disk. Default: process.
      """)
  var durability = JobSpecification.Durability.process

  @Option(help: "local, on this machine: the only one yet.")
  var engine = EngineArgument.local

  @Option(help: "What each worker may use, such as 2GiB. Default: any amount.")
  var memoryLimit: SizeArgument?

  @Option(help: "Whether init() runs once for all workers: auto, on or off.")
  var shareModel: EngineOptions.ShareModel?

  @Flag(help: "Let every file of a failing mini-batch fail, as Azure counts.")
  var noIsolation = false

  func validate() throws {
    try check(workers?.count, "--workers", atLeast: 1)
    try check(miniBatchSize, "--mini-batch-size", atLeast: 1)
    try check(errorThreshold, "--error-threshold", atLeast: -1)
    try check(maxRetries, "--max-retries", atLeast: 0)
    try check(timeout, "--timeout", atLeast: 1)
    if ordered, order == .largestFirst {
      throw ValidationError(
        "--ordered keeps the order of the paths; leave --order largest-first out.")
    }
  }

  /// Those that decide how a file alone is scored, as they would be typed.
  var words: [String] {
    let options: [(String, String?)] = [
      ("--python", python), ("--max-retries", maxRetries.map(String.init)),
      ("--timeout", timeout.map(String.init)),
      ("--memory-limit", memoryLimit.map { String($0.bytes) }),
    ]
    return options.flatMap { option, value in value.map { [option, $0] } ?? [] }
  }

  /// - Throws: `CommandFailure` for an output path that is not local.
  func request(
    input: String, for deployment: LoadedManifest<BatchDeployment>
  ) throws -> JobRequest {
    var request = JobRequest(
      input: input,
      python: python.flatMap { $0 == "env" ? nil : .named($0) }
        ?? .deployment(folder: deployment.source.folder) { printError($0) })
    request.outputPath = try outputPath.map { try localFolder($0, of: "--output-path") }
    request.isRecursive = recursive
    request.miniBatchSize = miniBatchSize
    request.miniBatchBytes = miniBatchBytes?.bytes
    request.order = order
    request.isOrdered = ordered ? true : nil
    request.durability = durability
    request.memoryLimitBytes = memoryLimit?.bytes
    request.shareModel = shareModel
    request.workers = workers?.count
    request.errorThreshold = errorThreshold
    request.maxRetries = maxRetries
    request.timeoutSeconds = timeout
    request.isolation = noIsolation ? false : nil
    return request
  }
}

/// - Throws: `ValidationError` when an option's value is too small.
func check(_ value: Int?, _ name: String, atLeast least: Int) throws {
  if let value, value < least {
    throw ValidationError("\(name) is \(value); it must be at least \(least).")
  }
}

extension EngineOptions.FileOrder: ExpressibleByArgument {}
extension EngineOptions.ShareModel: ExpressibleByArgument {}
extension JobSpecification.Durability: ExpressibleByArgument {}

/// What runs the workers.
enum EngineArgument: String, ExpressibleByArgument, CaseIterable {
  case local
}

/// A number of workers, or `auto`.
struct WorkersArgument: ExpressibleByArgument {
  var count: Int

  init?(argument: String) {
    guard let count = argument == "auto" ? JobRequest.workersForThisMachine : Int(argument)
    else { return nil }
    self.count = count
  }
}

/// A size in bytes, at least 1, such as `64MiB`.
struct SizeArgument: ExpressibleByArgument {
  var bytes: Int

  init?(argument: String) {
    guard let size = ByteSize(argument), size.bytes >= 1 else { return nil }
    bytes = size.bytes
  }
}

import BatchEndpoints
import Foundation
import Glibc
import Registry
import Testing

@testable import Execution

/// A home, a model, an input and a scoring script, in a folder of their own.
final class JobBench: Sendable {
  let workspace: Workspace
  let home: BatchDeckHome
  let database: RegistryDatabase
  var registry: JobRegistry { database.jobs }

  /// What runners and preparation inherit: nothing of this process but where programs are.
  static let environment = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent",
  ]

  /// The interpreter behind any shim, asked for once: a shim takes longer than an interpreter.
  static let python: Result<String, any Error> = Result {
    let workspace = try Workspace()
    let script = try workspace.file(
      "score.py", "def init(): pass\ndef run(mini_batch): return []\n")
    return try PythonInterpreter.resolve(
      "python3", checking: script, displayName: "score.py",
      workerFiles: try WorkerFiles.install(in: workspace["cache"]), environment: environment
    ).path
  }

  /// Makes all but the script; the home at `homeFolder` in the folder.
  init(homeFolder: String = "home") throws {
    workspace = try Workspace()
    home = BatchDeckHome(path: try workspace.folder(homeFolder))
    database = try RegistryDatabase(path: home.registryPath)
    try workspace.file("models/weights/model.txt", "seven")
    try workspace.folder("in")
  }

  var directory: JobDirectory { JobDirectory(home: home, registry: registry) }
  var preparation: JobPreparation {
    JobPreparation(home: home, registry: database, environment: Self.environment)
  }

  /// Writes input files; each holds its own name.
  func inputs(_ names: [String]) throws {
    for name in names { try workspace.file("in/\(name)", name) }
  }

  /// A deployment of a script, with one worker and no second attempts.
  func deployment(_ script: String) throws -> BatchDeployment {
    try workspace.file("code/score.py", "import os, sys, time\n" + script)
    var deployment = BatchDeployment(name: "digits-v1")
    deployment.endpointName = "digits"
    deployment.codeConfiguration = .init(code: workspace["code"], scoringScript: "score.py")
    deployment.model = .inline(InlineModel(path: workspace["models/weights"]))
    deployment.settings.retrySettings.maxRetries = 0
    return deployment
  }

  func request() throws -> JobRequest {
    JobRequest(input: workspace["in"], python: .named(try Self.python.get()))
  }

  /// Makes the job of a script.
  func prepare(
    _ script: String, change: (inout BatchDeployment) -> Void = { _ in }
  ) throws -> JobSpecification {
    var deployment = try deployment(script)
    change(&deployment)
    return try preparation.prepare(deployment, try request(), scriptDisplayName: "score.py")
  }

  /// Runs a job to its end, on a thread of its own; a test that is given up gives the job up.
  func run(
    _ job: JobSpecification, environment: [String: String] = environment,
    initLimit: Duration? = nil
  ) async throws -> JobStatus {
    let (home, registry, name) = (home, registry, job.name)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        Thread {
          let runner = Runner(
            home: home, openRegistry: { registry }, jobName: name, environment: environment,
            initLimit: initLimit)
          continuation.resume(with: Result { try runner.run() })
        }.start()
      }
    } onCancel: {
      try? JobConnection(folder: home.job(name), jobName: name).cancel(now: true)
    }
  }

  /// Makes and runs the job of a script, and returns how it stands at its end.
  func result(
    of script: String, change: (inout BatchDeployment) -> Void = { _ in }
  ) async throws -> (job: JobSpecification, last: JobSnapshot) {
    let job = try prepare(script, change: change)
    let status = try await run(job)
    let last = try directory.snapshot(of: job.name)
    #expect(last.status == status)
    return (job, last)
  }

  /// The rows of a job's output, sorted: mini-batches end in any order.
  func rows(of job: JobSpecification) throws -> [String] {
    let path = try #require(job.predictionsPath)
    return try text(of: path).split(separator: "\n").map(String.init).sorted()
  }

  /// What the workers of a job printed, by process.
  func printed(_ stream: JobFolder.LogStream, by job: JobSpecification) throws -> [String] {
    let folder = home.job(job.name).workerLogFolder(stream)
    return try names(in: folder).map { try text(of: "\(folder)/\($0)") }
  }

  /// Waits until a job's runner says that a worker is in `run()` with this file.
  func waitUntil(_ job: JobSpecification, scores file: String) async throws {
    let isThere = try await eventually {
      let workers = try self.directory.snapshot(of: job.name).workers
      return workers.contains { $0.file == file }
    }
    try #require(isThere, "no worker came to \(file)")
  }
}

/// The script that most tests begin with: one row for each file, its name and what is in it.
let namingScript = """
  def init(): pass

  def run(mini_batch):
      return [os.path.basename(path) + " " + open(path).read() for path in mini_batch]

  """

/// As `namingScript`, but each file whose name a condition holds for meets a statement first.
func script(where condition: String, do statement: String) -> String {
  """
  def init(): pass

  def run(mini_batch):
      rows = []
      for path in mini_batch:
          name = os.path.basename(path)
          if \(condition):
              \(statement)
          rows.append(name)
      return rows

  """
}

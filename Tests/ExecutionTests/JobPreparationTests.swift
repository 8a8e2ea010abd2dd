import BatchEndpoints
import Foundation
import Glibc
import Registry
import Synchronization
import Testing

@testable import Execution

@Suite("Preparing a job", .timeLimit(.minutes(15)))
struct JobPreparationTests {
  private let bench: JobBench

  init() throws {
    bench = try JobBench()
    try bench.inputs(["a", "b"])
  }

  @Test("everything that the deployment and the operator say ends up in the job")
  func everything() throws {
    var deployment = try bench.deployment(namingScript)
    deployment.resources.instanceCount = 2
    deployment.settings.maxConcurrencyPerInstance = 3
    deployment.settings.miniBatchSize = 7
    deployment.settings.errorThreshold = 9
    deployment.settings.retrySettings.timeoutSeconds = 40
    deployment.settings.environmentVariables = ["A": "1"]
    deployment.settings.loggingLevel = "warning"
    deployment.engineOptions.isolation = false
    let job = try prepare(deployment, bench.request())
    let folder = bench.home.job(job.name)
    #expect(
      job
        == JobSpecification(
          name: job.name, createdAt: job.createdAt, endpointName: "digits",
          deploymentName: "digits-v1", python: try JobBench.python.get(),
          pythonEnvironment: nil,
          script: JobSpecification.Script(
            folder: bench.workspace["code"], path: bench.workspace["code/score.py"]),
          model: JobSpecification.Model(
            path: bench.workspace["models/weights"], folder: folder.modelPath,
            state: try ModelListing(path: bench.workspace["models/weights"]).state),
          environmentVariables: ["A": "1"],
          inputPath: bench.workspace["in"], outputPath: folder.scorePath,
          outputFileName: "predictions.csv", outputAction: .appendRow, miniBatchSize: 7,
          workers: 6, errorThreshold: 9, maxRetries: 0, timeoutSeconds: 40, isolation: false,
          shareModel: .auto, loggingLevel: "warning"))
    #expect(abs(job.createdAt.timeIntervalSinceNow) < 60)
    #expect(
      names(in: folder.path).filter { !$0.hasPrefix("ledger.sqlite-") } == [
        "ledger.sqlite", "logs", "model", "outputs", "work",
      ])
    let line = JobSummary(
      name: job.name, endpointName: "digits", deploymentName: "digits-v1", status: .notStarted,
      createdAt: asKept(job.createdAt), inputPath: job.inputPath)
    #expect(try bench.registry.job(job.name) == line)
    #expect(try Ledger(reading: folder.ledgerPath).specification() == job)

    var request = try bench.request()
    request.outputPath = bench.workspace["results/today"]
    request.miniBatchSize = 1
    request.workers = 2
    request.errorThreshold = -1
    request.maxRetries = 5
    request.timeoutSeconds = 8
    request.isolation = true
    request.isOrdered = true
    request.durability = .power
    let asked = try prepare(deployment, request)
    var expected = job
    expected.name = asked.name
    expected.createdAt = asked.createdAt
    expected.model?.folder = bench.home.job(asked.name).modelPath
    expected.outputPath = bench.workspace["results/today"]
    expected.miniBatchSize = 1
    expected.workers = 2
    expected.errorThreshold = -1
    expected.maxRetries = 5
    expected.timeoutSeconds = 8
    expected.isolation = true
    expected.isOrdered = true
    expected.durability = .power
    #expect(asked == expected)
    #expect(bench.workspace.exists("results/today"))
  }

  @Test("of jobs made at once for one output folder, one is made")
  func outputTakenOnce() async throws {
    let deployment = try bench.deployment(namingScript)
    let (preparation, output) = (bench.preparation, bench.workspace["results"])
    let request = try bench.request()
    let made = await withTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          var request = request
          request.outputPath = output
          return Result {
            try preparation.prepare(deployment, request, scriptDisplayName: "score.py").name
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let names = made.compactMap { try? $0.get() }
    #expect(names.count == 1)
    for case .failure(let error) in made {
      #expect(
        error as? ExecutionError == .outputExists(path: output + "/predictions.csv"), "\(error)")
    }
    #expect(try bench.registry.jobs().map(\.name) == names)
    #expect(ExecutionTests.names(in: bench.home.jobsPath) == names)
  }

  @Test("rows in the order of the input mean files in the order of their paths")
  func ordered() throws {
    var deployment = try bench.deployment(namingScript)
    deployment.engineOptions.isOrdered = true
    deployment.engineOptions.order = .largestFirst
    let job = try prepare(deployment, bench.request())
    #expect(job.isOrdered && job.order == .path)
    // An option wins over a property.
    var request = try bench.request()
    request.order = .largestFirst
    let asked = try prepare(deployment, request)
    #expect(!asked.isOrdered && asked.order == .largestFirst)
  }

  @Test("a job has the name it is given, which must be free and fit for a folder")
  func named() throws {
    let deployment = try bench.deployment(namingScript)
    var request = try bench.request()
    request.name = "Night-run_7"
    #expect(try prepare(deployment, request).name == "Night-run_7")
    #expect(throws: ExecutionError.jobNameTaken(name: "Night-run_7")) {
      try prepare(deployment, request)
    }
    for name in ["", "-a", "a/b", "..", "é", "a b", "a.b", String(repeating: "a", count: 256)] {
      request.name = name
      #expect(throws: ExecutionError.jobNameUnfit(name: name)) { try prepare(deployment, request) }
    }
    #expect(names(in: bench.home.jobsPath) == ["Night-run_7"])
  }

  @Test("a model that is not registered is refused, and nothing is left behind")
  func unknownModel() throws {
    var deployment = try bench.deployment(namingScript)
    deployment.model = .reference(AssetReference(name: "weights", selector: .version("3")))
    #expect(
      throws: RegistryError.notFound(
        .asset(.model, name: "weights", version: "3"), nearest: nil)
    ) {
      try prepare(deployment, bench.request())
    }
    #expect(try bench.registry.jobs() == [])
  }

  @Test("a registered model is used where it lies, one in place is staged")
  func registeredModels() throws {
    var deployment = try bench.deployment(namingScript)
    let store = ModelStore(home: bench.home, registry: bench.database.models)
    var registration = ModelRegistration(name: "weights", path: bench.workspace["models/weights"])
    let copied = try store.register(registration)
    registration.isInPlace = true
    _ = try store.register(registration)

    deployment.model = .reference(AssetReference(name: "weights", selector: .version("1")))
    let first = try prepare(deployment, bench.request())
    #expect(
      first.model
        == JobSpecification.Model(
          path: bench.home.path + "/models/weights/1/weights",
          folder: bench.home.path + "/models/weights/1", identity: "weights:1",
          digest: copied.digest,
          state: try ModelListing(path: bench.home.path + "/models/weights/1/weights").state))
    #expect(names(in: bench.home.job(first.name).modelPath) == [])

    deployment.model = .reference(AssetReference(name: "weights", selector: .label("latest")))
    let second = try prepare(deployment, bench.request())
    let folder = bench.home.job(second.name).modelPath
    #expect(
      second.model
        == JobSpecification.Model(
          path: bench.workspace["models/weights"], folder: folder, identity: "weights:2",
          digest: copied.digest,
          state: try ModelListing(path: bench.workspace["models/weights"]).state))
    #expect(try text(of: folder + "/weights/model.txt") == "seven")

    try FileManager.default.removeItem(atPath: bench.workspace["models/weights"])
    #expect(
      throws: ModelError.gone(
        model: AssetVersion(name: "weights", version: "2"),
        path: bench.workspace["models/weights"])
    ) { try prepare(deployment, bench.request()) }
  }

  @Test("an environment that cannot be had here is told of, and python3 takes its place")
  func otherEnvironments() throws {
    var deployment = try bench.deployment(namingScript)
    var request = try bench.request()
    let log = Mutex<[String]>([])
    request.python = .deployment(folder: bench.workspace.path) { line in
      log.withLock { $0.append(line) }
    }
    _ = try bench.database.environments.add("slim", version: nil) {
      RegisteredEnvironment($0, image: "slim:1", folder: "/", createdAt: Date())
    }
    deployment.environment = .reference(AssetReference(name: "big", selector: .version("7")))
    #expect(try prepare(deployment, request).pythonEnvironment == nil)
    deployment.environment = .reference(AssetReference(name: "slim", selector: .label("latest")))
    #expect(try prepare(deployment, request).pythonEnvironment == nil)
    deployment.environment = .remote("azureml://registries/azureml/environments/sklearn")
    #expect(try prepare(deployment, request).pythonEnvironment == nil)
    let instead = "python3 is used, and --python names another."
    #expect(
      log.withLock { $0 } == [
        "The environment big:7 is not registered here; \(instead)",
        "The environment slim@latest has no conda_file, and no image is pulled here; "
          + instead,
        "The environment azureml://registries/azureml/environments/sklearn lives in Azure; "
          + instead,
      ])
  }

  @Test("a registered environment is built and used")
  func registeredEnvironment() throws {
    var deployment = try bench.deployment(namingScript)
    _ = try bench.database.environments.add("plain", version: "4") {
      RegisteredEnvironment(
        $0, conda: CondaFile(), folder: bench.workspace.path, createdAt: Date())
    }
    deployment.environment = .reference(AssetReference(name: "plain", selector: .version("4")))
    var request = try bench.request()
    request.python = .deployment(folder: "/") { _ in }
    let job = try prepare(deployment, request)
    #expect(job.pythonEnvironment?.name == "plain:4")
    let digest = try #require(job.pythonEnvironment?.digest)
    let folder = try #require(
      names(in: bench.home.path + "/environments").first(where: digest.hasPrefix))
    #expect(job.python.hasPrefix("\(bench.home.path)/environments/\(folder)/"))
  }

  @Test("an MLflow model needs no scoring script, and scores the top of the input folder")
  func withoutScript() throws {
    var deployment = try bench.deployment(namingScript)
    deployment.codeConfiguration = nil
    deployment.model = .inline(
      InlineModel(path: bench.workspace["models/weights"], type: .mlflowModel))
    let job = try prepare(deployment, bench.request())
    #expect(job.script == nil)
    #expect(job.isTopLevelOnly)
  }

  @Test("an input may be a file:// URI, percent-encoded or not")
  func fileURIs() throws {
    try bench.workspace.file("in put/é%/x")
    let deployment = try bench.deployment(namingScript)
    for (typed, path) in [
      ("file://\(bench.workspace["in"])", "in"),
      ("file://\(bench.workspace.path)/in%20put/%C3%A9%25", "in put/é%"),
      ("file://localhost\(bench.workspace["in"])", "in"),
      ("\(bench.workspace.path)/./in put/../in put/é%", "in put/é%"),
      ("\(bench.workspace["in"])/a", "in/a"),
    ] {
      var request = try bench.request()
      request.input = typed
      #expect(try prepare(deployment, request).inputPath == bench.workspace[path], "\(typed)")
    }
  }

  @Test("behind a shim stands the interpreter itself")
  func shim() throws {
    let shim = try bench.workspace.program(
      "shims/python3", "exec \(try JobBench.python.get()) \"$@\"")
    var request = try bench.request()
    request.python = .named(shim)
    let job = try prepare(bench.deployment(namingScript), request)
    #expect(job.python == (try JobBench.python.get()))

    request.python = .named("python3")
    let onPath = JobPreparation(
      home: bench.home, registry: bench.database,
      environment: ["PATH": "/nowhere:\(bench.workspace["shims"]):/usr/bin"])
    let found = try onPath.prepare(
      bench.deployment(namingScript), request, scriptDisplayName: "score.py")
    #expect(found.python == (try JobBench.python.get()))
  }

  @Test("what is wrong is said in one sentence, and nothing is left behind", arguments: Refusal.all)
  func refusals(_ refusal: Refusal) throws {
    var deployment = try bench.deployment(namingScript)
    var request = try bench.request()
    try refusal.arrange(bench, &deployment, &request)
    let expected = refusal.message.replacing("$", with: bench.workspace.path)
    #expect {
      try prepare(deployment, request)
    } throws: { error in
      #expect("\(error)" == expected)
      return error is ExecutionError
    }
    #expect(names(in: bench.home.jobsPath) == [])
    #expect(try bench.registry.jobs() == [])
  }

  private func prepare(
    _ deployment: BatchDeployment, _ request: JobRequest
  ) throws -> JobSpecification {
    try bench.preparation.prepare(deployment, request, scriptDisplayName: "code/score.py")
  }
}

/// One thing that can be wrong, and the words for it; `$` stands for the bench's folder.
struct Refusal: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var message: String
  var arrange: @Sendable (JobBench, inout BatchDeployment, inout JobRequest) throws -> Void

  init(
    _ testDescription: String, _ message: String,
    _ arrange:
      @escaping @Sendable (JobBench, inout BatchDeployment, inout JobRequest) throws -> Void
  ) {
    self.testDescription = testDescription
    self.message = message
    self.arrange = arrange
  }

  static let all = [
    Refusal(
      "no scoring script",
      "Deployment digits-v1 has no code_configuration; "
        + "only an MLflow model scores without a scoring script."
    ) { _, deployment, _ in deployment.codeConfiguration = nil },
    Refusal("a missing input", "--input $/gone: there is no such file or folder.") {
      bench, _, request in request.input = bench.workspace["gone"]
    },
    Refusal("a missing input as a URI", "--input $/go ne: there is no such file or folder.") {
      bench, _, request in request.input = "file://\(bench.workspace.path)/go%20ne"
    },
    Refusal("an empty input", "--input $/empty: the folder holds no files; name one that does.") {
      bench, _, request in request.input = try bench.workspace.folder("empty")
    },
    remote("https://example.com/data"), remote("azureml://datastores/d/paths/p"),
    remote("wasbs://c@a.blob.core.windows.net/"), remote("file://"),
    Refusal(
      "an output that is there",
      "$/results/predictions.csv already exists; name another folder with --output-path, "
        + "or move the file away."
    ) { bench, _, request in
      try bench.workspace.file("results/predictions.csv")
      request.outputPath = bench.workspace["results"]
    },
    Refusal(
      "an output in the input",
      "--output-path $/in/link/new lies in the input $/in, where its files would be scored as well; "
        + "name a folder outside."
    ) { bench, _, request in
      try bench.workspace.folder("in/scored")
      try bench.workspace.link("in/link", to: "scored")
      request.outputPath = bench.workspace["in/link/new"]
    },
    Refusal(
      "the input as output",
      "--output-path $/in lies in the input $/in, where its files would be scored as well; "
        + "name a folder outside."
    ) { bench, _, request in request.outputPath = bench.workspace["in"] },
    Refusal(
      "an output folder that cannot be", "$/file/results: cannot make the folder: Not a directory."
    ) { bench, _, request in
      try bench.workspace.file("file")
      request.outputPath = bench.workspace["file/results"]
    },
    Refusal(
      "an output folder that is a file",
      "--output-path $/file: it is a file; name another folder."
    ) { bench, deployment, request in
      deployment.settings.outputAction = .summaryOnly
      request.outputPath = try bench.workspace.file("file")
    },
    // Not even root makes files there.
    Refusal(
      "an output folder that takes no file",
      "--output-path /proc: No such file or directory; name another folder."
    ) { _, _, request in request.outputPath = "/proc" },
    Refusal(
      "no such interpreter in PATH",
      "python9: no such Python interpreter; name one with --python PATH."
    ) { _, _, request in request.python = .named("python9") },
    Refusal(
      "no such interpreter", "$/python: no such Python interpreter; name one with --python PATH."
    ) { bench, _, request in request.python = .named(bench.workspace["python"]) },
    Refusal(
      "an interpreter that is a folder",
      "$/in: no such Python interpreter; name one with --python PATH."
    ) { bench, _, request in request.python = .named(bench.workspace["in"]) },
    Refusal(
      "an interpreter that fails",
      "/bin/false does not run as a Python interpreter: it ended with exit code 1."
    ) { _, _, request in request.python = .named("/bin/false") },
    Refusal(
      "an interpreter that says why it fails",
      "$/python does not run as a Python interpreter: no libpython"
    ) { bench, _, request in
      request.python = .named(
        try bench.workspace.program("python", "echo no libpython >&2; exit 3"))
    },
    Refusal(
      "an interpreter that is none",
      "$/python does not run as a Python interpreter: it ended with exit code 0."
    ) { bench, _, request in
      request.python = .named(try bench.workspace.program("python", "echo hello"))
    },
    Refusal(
      "a script that is not there",
      "code/score.py: the script cannot be read: No such file or directory."
    ) { bench, _, _ in unlink(bench.workspace["code/score.py"]) },
    Refusal("a script that is no Python", "code/score.py:2:5: invalid syntax.") { bench, _, _ in
      try bench.workspace.file("code/score.py", "import os\nx = = 1\n")
    },
    Refusal(
      "settings of rows that are no JSON",
      "$/code/parallel_run_step.settings.json:1:2: "
        + "Expecting property name enclosed in double quotes."
    ) { bench, _, _ in
      try bench.workspace.file("code/parallel_run_step.settings.json", "{append_row: 1}")
    },
    Refusal(
      "a script without run()",
      "code/score.py: the script defines no run(); a batch scoring script needs "
        + "run(mini_batch), which is called with a list of file paths."
    ) { bench, _, _ in try bench.workspace.file("code/score.py", "def init(): pass\n") },
    Refusal(
      "a script whose run() is async",
      "code/score.py:2:1: run is an async function; a batch scoring script needs a plain one."
    ) { bench, _, _ in
      try bench.workspace.file(
        "code/score.py", "def init(): pass\nasync def run(mini_batch): return []\n")
    },
  ]

  private static func remote(_ uri: String) -> Refusal {
    Refusal(
      uri,
      "--input \(uri): only local files and folders, file:/// URIs and registered data "
        + "(azureml:NAME:VERSION) can be scored here."
    ) { _, _, request in request.input = uri }
  }
}

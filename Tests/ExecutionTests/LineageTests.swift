import BatchEndpoints
import Foundation
import Registry
import Testing

@testable import Execution

@Suite("Where a job's results come from", .timeLimit(.minutes(15)))
struct LineageTests {
  private let bench: JobBench

  init() throws { bench = try JobBench() }

  private func lineage(
    _ change: (inout JobSpecification) -> Void = { _ in }
  ) throws -> JobLineage {
    try bench.inputs(["a"])
    var job = try bench.prepare(namingScript)
    change(&job)
    var last = JobLineage()
    let reader = LineageReader(
      specification: job, folder: bench.home.job(job.name), environment: JobBench.environment)
    reader.read(codeDigest: reader.codeDigest()) { last = $0 }
    return last
  }

  @Test("the code's digest is that of names and contents, caches and hidden folders aside")
  func code() throws {
    let first = try lineage()
    #expect(first.codeDigest?.count == 64)
    try bench.workspace.file("code/__pycache__/score.pyc", "x")
    try bench.workspace.file("code/.git/config", "x")
    #expect(try lineage() == first)
    try bench.workspace.file("code/build/reader.py", "x")
    let second = try lineage()
    #expect(second.codeDigest != first.codeDigest)
    try FileManager.default.moveItem(
      atPath: bench.workspace["code/build/reader.py"],
      toPath: bench.workspace["code/build/writer.py"])
    #expect(try lineage().codeDigest != second.codeDigest)
  }

  @Test("a model has the digest that it would be registered with")
  func model() throws {
    let store = ModelStore(home: bench.home, registry: bench.database.models)
    let registered = try store.register(
      ModelRegistration(name: "weights", path: bench.workspace["models/weights"]))
    let lineage = try lineage()
    #expect(lineage.model == bench.workspace["models/weights"])
    #expect(lineage.modelDigest == registered.digest)

    let stored = try self.lineage {
      $0.model?.identity = "weights:1"
      $0.model?.digest = "known"
      $0.model?.folder = bench.home.path + "/models/weights/1"
    }
    #expect(stored.model == "weights:1")
    #expect(stored.modelDigest == "known")

    // Where it lies it may have changed since.
    let inPlace = try self.lineage {
      $0.model?.identity = "weights:2"
      $0.model?.digest = "as it was"
    }
    #expect(inPlace.model == "weights:2")
    #expect(inPlace.modelDigest == registered.digest)
  }

  @Test("a named interpreter counts by its packages, a built environment by its digest")
  func environment() throws {
    let named = try lineage()
    #expect(named.environment == (try JobBench.python.get()))
    #expect(named.environmentDigest?.count == 64)
    let built = try lineage {
      $0.pythonEnvironment = JobSpecification.PythonEnvironment(name: "conda.yaml", digest: "d1")
    }
    #expect(built.environment == "conda.yaml")
    #expect(built.environmentDigest == "d1")
  }

  @Test("the commit is that of the code folder, dirty by changes within it alone")
  func commit() throws {
    #expect(try lineage().gitCommit == nil)
    try git("init", "--quiet")
    #expect(try lineage().gitCommit == nil)
    try git("add", "code")
    try git(
      "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "first")
    let clean = try lineage()
    #expect(clean.gitCommit?.count == 40)
    #expect(clean.gitIsDirty == false)
    try bench.workspace.file("code/new.py", "")
    let dirty = try lineage()
    #expect(dirty.gitCommit == clean.gitCommit)
    #expect(dirty.gitIsDirty == true)
  }

  private func git(_ arguments: String...) throws {
    let git = try #require(Programs(environment: JobBench.environment).find("git"))
    let finished = try CapturedCommand(
      path: git, arguments: ["-C", bench.workspace.path] + arguments,
      environment: JobBench.environment, deadline: .seconds(240)
    ).run()
    #expect(finished.exitCode == 0, "\(finished.errors)")
  }

  @Test(
    "what git prints is read by its marks",
    arguments: [
      ("# branch.oid 12ab\n# branch.head main\n", GitCheckout(commit: "12ab", isDirty: false)),
      (
        "# branch.oid 12ab\n# branch.head main\n? new.py\n",
        GitCheckout(commit: "12ab", isDirty: true)
      ),
      ("# branch.oid (initial)\n# branch.head main\n? new.py\n", nil), ("", nil),
    ])
  func porcelain(output: String, checkout: GitCheckout?) {
    #expect(GitCheckout(porcelain: output) == checkout)
  }
}

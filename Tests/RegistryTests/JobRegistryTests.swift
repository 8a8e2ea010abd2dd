import BatchEndpoints
import Foundation
import GRDB
import Registry
import Testing

@Suite("The registry of jobs", .timeLimit(.minutes(15)))
struct JobRegistryTests {
  private let workspace: Workspace
  private let path: String

  init() throws {
    workspace = try Workspace()
    path = workspace["registry.sqlite"]
  }

  @Test("what was added is found again, whole, after reopening too")
  func reopening() throws {
    let job = JobSummary(
      name: "calm_otter_1234", endpointName: "e", deploymentName: "digits", status: .failed,
      createdAt: instant(0.25),
      endedAt: instant(60), inputPath: "/data/é", filesTotal: 10, filesSucceeded: 7,
      filesFailed: 3)
    let registry = try RegistryDatabase(path: path).jobs
    try registry.add(job)
    #expect(try registry.job("calm_otter_1234") == job)
    #expect(try registry.job("calm_otter") == nil)
    #expect(try RegistryDatabase(path: path).jobs.jobs() == [job])
  }

  @Test("every status is kept", arguments: JobStatus.allCases)
  func statuses(status: JobStatus) throws {
    let registry = try RegistryDatabase(path: path).jobs
    try registry.add(Self.job("a", status: status))
    #expect(try registry.job("a")?.status == status)
  }

  @Test("jobs come newest first, those of one instant by name")
  func order() throws {
    let registry = try RegistryDatabase(path: path).jobs
    #expect(try registry.jobs() == [])
    for (name, at) in [("d", 2.0), ("a", 1), ("c", 3), ("b", 2)] {
      try registry.add(Self.job(name, at: at))
    }
    #expect(try registry.jobs().map(\.name) == ["c", "b", "d", "a"])
  }

  @Test("an update replaces what is known, of that job alone")
  func updating() throws {
    let registry = try RegistryDatabase(path: path).jobs
    try registry.add(Self.job("a", at: 1))
    try registry.add(Self.job("b", at: 2))
    var job = Self.job("a", at: 1)
    job.status = .completed
    job.endedAt = instant(9)
    job.filesTotal = 5
    job.filesSucceeded = 5
    try registry.update(job)
    #expect(try registry.jobs() == [Self.job("b", at: 2), job])
    job.endedAt = nil
    try registry.update(job)
    #expect(try registry.job("a") == job)
  }

  @Test("an update of a job that was removed does not bring it back")
  func updatingRemoved() throws {
    let registry = try RegistryDatabase(path: path).jobs
    try registry.add(Self.job("a"))
    try registry.remove(job: "a")
    try registry.update(Self.job("a"))
    #expect(try registry.jobs() == [])
    try registry.remove(job: "a")
  }

  @Test("a name is taken once")
  func addedTwice() throws {
    let registry = try RegistryDatabase(path: path).jobs
    try registry.add(Self.job("a", status: .completed))
    #expect(throws: (any Error).self) { try registry.add(Self.job("a")) }
    #expect(try registry.jobs() == [Self.job("a", status: .completed)])
  }

  @Test("several that have it open see and write each other's jobs")
  func shared() async throws {
    let path = path
    _ = try RegistryDatabase(path: path).jobs
    try await withThrowingTaskGroup { group in
      for writer in 0..<4 {
        group.addTask {
          let registry = try RegistryDatabase(path: path).jobs
          for number in 0..<25 { try registry.add(Self.job("\(writer)-\(number)")) }
        }
      }
      try await group.waitForAll()
    }
    #expect(try RegistryDatabase(path: path).jobs.jobs().count == 100)
  }

  @Test("a file that is no registry is refused with its path, and left as it is")
  func noRegistry() throws {
    let text = String(repeating: "not a database\n", count: 100)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    #expect {
      try RegistryDatabase(path: path).jobs
    } throws: { error in
      guard case .unusable(path, _) = error as? RegistryError else { return false }
      return "\(error)" == "\(path): the registry cannot be used: file is not a database"
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(text.utf8))
  }

  @Test("a registry of the first schema opens, with its jobs")
  func schemaOne() throws {
    try open(fixture: "registry-1.sql")
    let registry = try RegistryDatabase(path: path).jobs
    #expect(
      try registry.jobs() == [
        JobSummary(
          name: "brave_newt_1001", deploymentName: "digits-v2", status: .running,
          createdAt: instant(100), inputPath: "/data/more digits"),
        JobSummary(
          name: "calm_otter_1234", deploymentName: "digits-v1", status: .completed,
          createdAt: instant(0.25), endedAt: instant(60.5), inputPath: "/data/digits",
          filesTotal: 1000, filesSucceeded: 998, filesFailed: 2),
      ])
    try registry.add(Self.job("new", at: 200, endpoint: "digits"))
    #expect(try registry.jobs().first?.name == "new")
    #expect(try registry.jobs(endpoint: "digits").map(\.name) == ["new"])

    let models = try RegistryDatabase(path: path).models
    #expect(try models.list(.all) == [])
  }

  @Test("a registry of the second schema opens, and learns how long jobs took")
  func schemaTwo() throws {
    try open(fixture: "registry-2.sql")
    let registry = try RegistryDatabase(path: path).jobs
    var job = JobSummary(
      name: "calm_otter_1234", deploymentName: "digits-v1", status: .completed,
      createdAt: instant(0.25), endedAt: instant(60.5), inputPath: "/data/digits",
      filesTotal: 1000, filesSucceeded: 998, filesFailed: 2)
    #expect(try registry.jobs() == [job])
    job.elapsedSeconds = 58.75
    try registry.update(job)
    #expect(try RegistryDatabase(path: path).jobs.job("calm_otter_1234") == job)
  }

  @Test("jobs are found by endpoint and deployment")
  func byEndpoint() throws {
    let registry = try RegistryDatabase(path: path).jobs
    try registry.add(Self.job("a", at: 1))
    try registry.add(Self.job("b", at: 2, deployment: "blue", endpoint: "e"))
    try registry.add(Self.job("c", at: 3, deployment: "green", endpoint: "e"))
    try registry.add(Self.job("d", at: 4, deployment: "blue", endpoint: "f"))
    #expect(try registry.jobs(endpoint: "e").map(\.name) == ["c", "b"])
    #expect(try registry.jobs(endpoint: "e", deployment: "blue").map(\.name) == ["b"])
    #expect(try registry.jobs(deployment: "blue").map(\.name) == ["d", "b"])
    #expect(try registry.jobs(endpoint: "g") == [])
  }

  /// Makes a registry of an earlier program at `path`.
  private func open(fixture: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/\(fixture)")
    let sql = try String(contentsOf: file, encoding: .utf8)
    let database = try DatabaseQueue(path: path)
    try database.writeWithoutTransaction { try $0.execute(sql: sql) }
    try database.close()
  }

  private static func job(
    _ name: String, status: JobStatus = .notStarted, at seconds: Double = 0,
    deployment: String = "digits", endpoint: String? = nil
  ) -> JobSummary {
    JobSummary(
      name: name, endpointName: endpoint, deploymentName: deployment, status: status,
      createdAt: instant(seconds), inputPath: "/in")
  }
}

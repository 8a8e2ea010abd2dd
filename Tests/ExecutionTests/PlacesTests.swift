import BatchEndpoints
import Foundation
import Glibc
import Testing

@testable import Execution

@Suite("Where BatchDeck keeps what it knows")
struct BatchDeckHomeTests {
  @Test(
    "the first absolute path of the environment decides",
    arguments: [
      Row(["BATCHDECK_HOME": "/b", "XDG_DATA_HOME": "/x", "HOME": "/h"], "/b"),
      Row(["BATCHDECK_HOME": "/b/c/", "HOME": "/h"], "/b/c"),
      Row(["BATCHDECK_HOME": "", "XDG_DATA_HOME": "/x", "HOME": "/h"], "/x/batchdeck"),
      Row(["XDG_DATA_HOME": "relative", "HOME": "/h"], "/h/.local/share/batchdeck"),
      Row(["HOME": "/root"], "/root/.local/share/batchdeck"),
      Row(["HOME": "."], nil), Row([:], nil),
    ])
  func table(_ row: Row) throws {
    if let path = row.path {
      #expect(try BatchDeckHome(environment: row.environment) == BatchDeckHome(path: path))
    } else {
      #expect(throws: ExecutionError.noHome) { try BatchDeckHome(environment: row.environment) }
    }
  }

  @Test("a relative BATCHDECK_HOME is refused, because the runner starts elsewhere")
  func relative() {
    let error = ExecutionError.homeNotAbsolute(path: "b/c")
    #expect(throws: error) {
      try BatchDeckHome(environment: ["BATCHDECK_HOME": "b/c", "HOME": "/h"])
    }
    #expect("\(error)" == "BATCHDECK_HOME is \"b/c\"; it must be an absolute path.")
  }

  @Test("no slash is left at the end, however many there were")
  func slashes() throws {
    let home = try BatchDeckHome(environment: ["BATCHDECK_HOME": "/b//"])
    #expect(home.path == "/b")
  }

  @Test("the files of a job lie in its folder")
  func files() {
    let folder = BatchDeckHome(path: "/b").job("calm_otter_1234")
    #expect(folder.path == "/b/jobs/calm_otter_1234")
    #expect(folder.scorePath == "/b/jobs/calm_otter_1234/outputs/score")
    #expect(
      folder.workerLogFolder(.stderr) == "/b/jobs/calm_otter_1234/logs/user/stderr/localhost")
  }

  @Test(
    "processes are numbered with three digits, or as many as it takes",
    arguments: zip([0, 7, 42, 999, 1000], ["000", "007", "042", "999", "1000"]))
  func processNames(number: Int, digits: String) {
    #expect(JobFolder.processName(number) == "process\(digits)")
  }

  struct Row: CustomTestStringConvertible, Sendable {
    var environment: [String: String]
    var path: String?
    var testDescription: String { "\(environment.sorted { $0.key < $1.key }) → \(path ?? "none")" }

    init(_ environment: [String: String], _ path: String?) {
      self.environment = environment
      self.path = path
    }
  }
}

@Suite("Names of jobs")
struct JobNameTests {
  @Test("a name is two words and a number of four digits, as Azure's are", arguments: 0..<4)
  func shape(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let names = (0..<500).map { _ in JobName.random(using: &random) }
    #expect(names.allSatisfy { $0.wholeMatch(of: /[a-z]+_[a-z]+_[1-9][0-9]{3}/) != nil })
    // 22.5 million names: two alike among 500 come once in 180 runs, three never.
    #expect(Set(names).count >= 498)
  }

  @Test("the generator alone decides")
  func reproducible() {
    var (one, other) = (SeededGenerator(seed: 5), SeededGenerator(seed: 5))
    #expect(JobName.random(using: &one) == JobName.random(using: &other))
  }
}

@Suite("Socket names")
struct ShortSocketPathTests {
  @Test("a short path stays as it is")
  func short() throws {
    let path = "/" + String(repeating: "a", count: 102)
    #expect(try ShortSocketPath(path).path == path)
  }

  @Test(
    "a long path is reached through its folder, as long as the value lives", arguments: [104, 300])
  func long(length: Int) throws {
    let workspace = try Workspace()
    // Two folders, because one name may not be as long.
    let left = length - workspace.path.utf8.count - "///file".utf8.count
    let folder = try workspace.folder(
      String(repeating: "d", count: left / 2) + "/"
        + String(repeating: "e", count: left - left / 2))
    try Data("here".utf8).write(to: URL(fileURLWithPath: folder + "/file"))
    let path = folder + "/file"
    try #require(path.utf8.count == length)
    let short = try ShortSocketPath(path)
    #expect(short.path.utf8.count < 104)
    #expect(try withExtendedLifetime(short) { try text(of: short.path) } == "here")
  }

  @Test("a folder that is not there is an error with its reason")
  func missing() {
    let folder = "/nonexistent/" + String(repeating: "d", count: 120)
    #expect(throws: ExecutionError.io(path: folder, activity: "open", errno: ENOENT)) {
      try ShortSocketPath(folder + "/socket")
    }
  }
}

@Suite("The Python half on disk", .timeLimit(.minutes(15)))
struct WorkerFilesTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  @Test("it is written once, whole, under a name of its own")
  func twice() throws {
    let folder = try WorkerFiles.install(in: workspace["cache"])
    #expect(folder.wholeMatch(of: /.*\/cache\/worker-[0-9a-f]{16}/) != nil)
    let first = try tree(folder)
    #expect(first.contains { $0.path == "batch_worker.py" && $0.size > 0 })
    #expect(first.contains { $0.path == "batchdeck_worker/worker.py" && $0.size > 0 })
    #expect(first.contains { $0.path == "azureml_user/__init__.py" })

    try workspace.file("cache/\(ManifestPath.name(of: folder))/mark")
    #expect(try WorkerFiles.install(in: workspace["cache"]) == folder)
    #expect(workspace.exists("cache/\(ManifestPath.name(of: folder))/mark"))
    #expect(names(in: workspace["cache"]) == [ManifestPath.name(of: folder)])
  }

  @Test("whoever comes at the same time gets the same whole folder")
  func concurrently() async throws {
    let expected = try tree(WorkerFiles.install(in: workspace["one"]))
    for round in 0..<20 {
      let cache = workspace["cache\(round)"]
      try await withThrowingTaskGroup { group in
        for _ in 0..<4 {
          group.addTask { try await onThread { try WorkerFiles.install(in: cache) } }
        }
        let folders = try await group.reduce(into: Set()) { $0.insert($1) }
        #expect(folders.count == 1)
        #expect(try folders.map(tree) == [expected])
      }
      #expect(names(in: cache).count == 1)
    }
  }

  private struct File: Equatable, Sendable {
    var path: String
    var size: Int
  }

  private func tree(_ folder: String) throws -> [File] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().map { path in
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + path)
      return File(path: path, size: attributes[.size] as? Int ?? -1)
    }
  }
}

/// Runs something that blocks off the cooperative pool.
private func onThread<Value: Sendable>(
  _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Result { try body() }) }.start()
  }
}

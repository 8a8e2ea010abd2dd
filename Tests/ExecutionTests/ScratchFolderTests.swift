import Foundation
import Testing

@testable import Execution

@Suite("Scratch folders")
struct ScratchFolderTests {
  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test("a folder goes with its value, and what a killed process left is swept")
  func sweeps() throws {
    let workspace = try Workspace()
    let cache = workspace["cache"]
    var folder: ScratchFolder? = try ScratchFolder(prefix: "dry-run-", in: cache)
    let path = try #require(folder?.path)
    try workspace.file("cache/dry-run-left/home/jobs/a-job-0001/runner.lock", "4711\n")
    try workspace.folder("cache/worker-1f")

    ScratchFolder.sweep(prefix: "dry-run-", in: cache, home: "home")
    let used = path.split(separator: "/").last.map(String.init) ?? ""
    #expect(try names(in: cache) == [used, "worker-1f"])

    folder = nil
    #expect(try names(in: cache) == ["worker-1f"])
  }

  @Test("a folder in which a runner still works is not swept, though its process is gone")
  func livingRunner() throws {
    let workspace = try Workspace()
    let cache = workspace["cache"]
    let home = BatchDeckHome(path: "\(cache)/dry-run-left/home")
    try workspace.folder("cache/dry-run-left/home/jobs/a-job-0001")
    var lock: RunnerLock? = try RunnerLock(folder: home.job("a-job-0001"), jobName: "a-job-0001")

    ScratchFolder.sweep(prefix: "dry-run-", in: cache, home: "home")
    #expect(lock != nil)
    #expect(try names(in: cache) == ["dry-run-left"])

    lock = nil
    ScratchFolder.sweep(prefix: "dry-run-", in: cache, home: "home")
    #expect(try names(in: cache) == [])
  }
}

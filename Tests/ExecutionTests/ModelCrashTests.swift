import BatchEndpoints
@testable import Execution
import Foundation
import GRDB
import Glibc
import Registry
import Testing

@Suite("A model registration that dies", .timeLimit(.minutes(15)))
struct ModelCrashTests {
  private let bench: ModelBench
  private var models: String { bench.home.modelsPath }

  init() throws { bench = try ModelBench() }

  @Test("what a dead process left is swept away by the next, read-only folders as well")
  func leftovers() throws {
    for folder in ["a/.new-1", "other/.new-2"] {
      try bench.workspace.file("home/models/\(folder)/m/half.bin", "ab")
      chmod("\(models)/\(folder)/m", 0o555)
      chmod("\(models)/\(folder)", 0o555)
    }
    _ = try bench.store.register(
      ModelRegistration(name: "a", path: try bench.sampleModel()))
    #expect(names(in: models + "/a") == ["1"])
    #expect(names(in: models) == ["a"])
  }

  @Test("what another process is still copying stays")
  func others() throws {
    let path = try bench.sampleModel()
    let folder = try ModelFolder(in: models + "/a")
    try Data("half".utf8).write(to: URL(fileURLWithPath: folder.path + "/half"))
    _ = try bench.store.register(ModelRegistration(name: "a", path: path))
    #expect(try text(of: folder.path + "/half") == "half")
    try folder.settle(at: models + "/a/2")
    ModelFolder.sweep(models)
    #expect(names(in: models + "/a") == ["1", "2"])
  }

  @Test("a folder that got its place but no record is replaced by the next that wants the place")
  func placeTaken() throws {
    try bench.workspace.file("home/models/a/1/old/half.bin", "ab")
    chmod(models + "/a/1/old", 0o555)
    chmod(models + "/a/1", 0o555)
    let model = try bench.store.register(
      ModelRegistration(name: "a", path: try bench.sampleModel()))
    #expect(model.version == "1")
    #expect(names(in: models + "/a/1") == ["m"])
    #expect(try bench.store.verify(model.identity) == [])
    ModelFolder.sweep(models)
    #expect(names(in: models + "/a") == ["1"])
  }

  @Test("a model that the registry cannot record gives its place back")
  func registryFails() throws {
    let path = try bench.sampleModel()
    let database = try DatabaseQueue(path: bench.home.registryPath)
    try database.write { db in
      try db.execute(
        sql: """
          CREATE TRIGGER full BEFORE INSERT ON model_artifact
          BEGIN SELECT RAISE(ABORT, 'no room'); END
          """)
    }
    #expect(throws: (any Error).self) {
      try bench.store.register(ModelRegistration(name: "a", path: path))
    }
    #expect(names(in: models + "/a") == [])
    #expect(try bench.registry.models.list(.all) == [])
  }
}

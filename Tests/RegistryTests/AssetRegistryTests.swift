import BatchEndpoints
import Foundation
import Registry
import Testing

/// What all three registries of versions do, by the same calls.
struct Assets: CustomTestStringConvertible, Sendable {
  var kind: AssetKind
  var add: @Sendable (RegistryDatabase, String, String?, Double) throws -> String
  var resolve: @Sendable (RegistryDatabase, AssetReference) throws -> String
  var list: @Sendable (RegistryDatabase, String?, ArchiveFilter) throws -> [String]
  var setArchived: @Sendable (RegistryDatabase, Bool, String, String?) throws -> Void
  var delete: @Sendable (RegistryDatabase, AssetVersion) throws -> Void

  var testDescription: String { kind.word }

  static let all = [
    Assets(
      kind: .model,
      add: { database, name, version, seconds in
        try database.models.add(name, version: version) { (sampleModel($0, at: seconds), []) }
          .version
      },
      resolve: { try $0.models.find($1).version },
      list: { try $0.models.list(named: $1, $2).map { "\($0.identity)" } },
      setArchived: { try $0.models.setArchived($1, name: $2, version: $3) },
      delete: { try $0.models.delete($1) }),
    Assets(
      kind: .environment,
      add: { database, name, version, seconds in
        try database.environments.add(name, version: version) {
          RegisteredEnvironment($0, folder: "/e", createdAt: instant(seconds))
        }.version
      },
      resolve: { try $0.environments.find($1).version },
      list: { try $0.environments.list(named: $1, $2).map { "\($0.identity)" } },
      setArchived: { try $0.environments.setArchived($1, name: $2, version: $3) },
      delete: { try $0.environments.delete($1) }),
    Assets(
      kind: .data,
      add: { database, name, version, seconds in
        try database.data.add(name, version: version) {
          RegisteredData($0, type: "uri_folder", path: "/d", createdAt: instant(seconds))
        }.version
      },
      resolve: { try $0.data.find($1).version },
      list: { try $0.data.list(named: $1, $2).map { "\($0.identity)" } },
      setArchived: { try $0.data.setArchived($1, name: $2, version: $3) },
      delete: { try $0.data.delete($1) }),
  ]
}

func sampleModel(_ identity: AssetVersion, at seconds: Double = 0) -> RegisteredModel {
  RegisteredModel(
    identity, type: .customModel, fileName: "m", digest: "d", bytes: 1, fileCount: 1,
    createdAt: instant(seconds))
}

@Suite("The registries of versions", .timeLimit(.minutes(15)))
struct AssetRegistryTests {
  private let workspace: Workspace
  private let database: RegistryDatabase

  init() throws {
    workspace = try Workspace()
    database = try RegistryDatabase(path: workspace["registry.sqlite"])
  }

  private func latest(_ name: String) -> AssetReference {
    AssetReference(name: name, selector: .label("latest"))
  }

  @Test("without a version it is the next whole number", arguments: Assets.all)
  func nextVersion(assets: Assets) throws {
    func add(_ version: String?, _ name: String = "a") throws -> String {
      try assets.add(database, name, version, 0)
    }
    #expect(try add(nil) == "1")
    #expect(try add(nil) == "2")
    #expect(try add("10") == "10")
    #expect(try add("9") == "9")
    for odd in ["v99", "11.5", "12-rc", "9999999999999999999999"] {
      #expect(try add(odd) == odd)
    }
    #expect(try add(nil) == "11")
    try assets.setArchived(database, true, "a", "11")
    #expect(try add(nil) == "12")
    #expect(try add(nil, "b") == "1")
  }

  @Test("the same name and version twice is refused, archived or not", arguments: Assets.all)
  func exists(assets: Assets) throws {
    _ = try assets.add(database, "a", "v1", 0)
    let error = RegistryError.exists(.asset(assets.kind, name: "a", version: "v1"))
    #expect(throws: error) { try assets.add(database, "a", "v1", 1) }
    try assets.setArchived(database, true, "a", nil)
    #expect(throws: error) { try assets.add(database, "a", "v1", 1) }
    #expect(
      "\(error)" == "The \(assets.kind.word) a:v1 is already registered; "
        + "give another version, or none to take the next.")
    #expect(try assets.list(database, nil, .all) == ["a:v1"])
  }

  @Test("latest is the newest, not the highest, and never an archived one", arguments: Assets.all)
  func latestVersion(assets: Assets) throws {
    _ = try assets.add(database, "a", "7", 1)
    _ = try assets.add(database, "a", "3", 2)
    _ = try assets.add(database, "a", "5", 2)
    _ = try assets.add(database, "a", "4", 0)
    #expect(try assets.resolve(database, latest("a")) == "5")
    try assets.setArchived(database, true, "a", "5")
    #expect(try assets.resolve(database, latest("a")) == "3")
    let archived = AssetReference(name: "a", selector: .version("5"))
    #expect(try assets.resolve(database, archived) == "5")
    try assets.setArchived(database, false, "a", "5")
    #expect(try assets.resolve(database, latest("a")) == "5")
    try assets.setArchived(database, true, "a", nil)
    let error = RegistryError.allArchived(assets.kind, name: "a")
    #expect(throws: error) { try assets.resolve(database, latest("a")) }
    #expect(
      "\(error)" == "Every version of the \(assets.kind.word) a is archived, so none is the "
        + "latest; name a version, or restore one.")
  }

  @Test("lists go by name, of one name the latest first", arguments: Assets.all)
  func lists(assets: Assets) throws {
    for (name, version, at) in [("b", "1", 1.0), ("a", "1", 2), ("a", "2", 3), ("a", "x", 1)] {
      _ = try assets.add(database, name, version, at)
    }
    try assets.setArchived(database, true, "a", "1")
    #expect(try assets.list(database, nil, .active) == ["a:2", "a:x", "b:1"])
    #expect(try assets.list(database, nil, .archived) == ["a:1"])
    #expect(try assets.list(database, nil, .all) == ["a:2", "a:1", "a:x", "b:1"])
    #expect(try assets.list(database, "a", .active) == ["a:2", "a:x"])
    #expect(try assets.list(database, "c", .all) == [])
  }

  @Test("what is not there is named, with what was perhaps meant", arguments: Assets.all)
  func notFound(assets: Assets) throws {
    _ = try assets.add(database, "digits", "3", 1)
    let word = assets.kind.word
    func message(_ reference: AssetReference) -> String? {
      do {
        _ = try assets.resolve(database, reference)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message(AssetReference(name: "digist", selector: .version("3")))
        == "There is no \(word) digist:3; did you mean \"digits\"?")
    #expect(
      message(AssetReference(name: "digits", selector: .version("4")))
        == "There is no \(word) digits:4; did you mean \"digits:3\"?")
    #expect(message(latest("words")) == "There is no \(word) words.")
    #expect(
      message(AssetReference(name: "digits", selector: .label("prod")))
        == "The \(word) digits has no label \"prod\"; the only one is \"latest\".")
    let missing = RegistryError.notFound(
      .asset(assets.kind, name: "words", version: nil), nearest: nil)
    #expect(throws: missing) { try assets.setArchived(database, true, "words", nil) }
  }

  @Test("what is deleted is gone, and only that", arguments: Assets.all)
  func deleting(assets: Assets) throws {
    for version in ["1", "2"] { _ = try assets.add(database, "a", version, 0) }
    let one = AssetVersion(name: "a", version: "1")
    try assets.delete(database, one)
    #expect(try assets.list(database, nil, .all) == ["a:2"])
    #expect(
      throws: RegistryError.notFound(
        .asset(assets.kind, name: "a", version: "1"), nearest: "a:2")
    ) { try assets.delete(database, one) }
  }

  // MARK: - Whole values

  @Test("a model comes back whole, with its files")
  func model() throws {
    let artifacts = ["m-b", "m", "m/x", "m/é", "m0", "m/sub/y"].map {
      ModelArtifact(path: $0, bytes: 1, sha256: String(repeating: "0", count: 64))
    }
    let model = try database.models.add("a", version: "1") { identity in
      let model = RegisteredModel(
        identity, type: .tritonModel, description: "d\n", tags: ["k": "v\"", "": "é"],
        properties: ["p": "1"], stage: "Production", fileName: "m", inPlacePath: "/x/m",
        digest: "d", bytes: 1 << 40, fileCount: 6, createdAt: instant(0.25))
      return (model, artifacts)
    }
    #expect(model.tags == ["k": "v\"", "": "é"])
    #expect(model.bytes == 1 << 40)
    let again = try RegistryDatabase(path: workspace["registry.sqlite"])
    #expect(try again.models.list() == [model])
    #expect(
      try again.models.artifacts(of: model.identity).map(\.path)
        == ["m", "m-b", "m/sub/y", "m/x", "m/é", "m0"])
    #expect(
      try again.models.artifacts(of: model.identity, under: "m").map(\.path)
        == ["m", "m/sub/y", "m/x", "m/é"])
    try again.models.delete(model.identity)
    #expect(try again.models.artifacts(of: model.identity) == [])
  }

  @Test("an environment comes back whole")
  func environment() throws {
    var conda = CondaFile()
    conda.channels = ["conda-forge"]
    conda.packages = ["python=3.10"]
    conda.pip = ["-r requirements.txt"]
    let environment = try database.environments.add("a", version: nil) {
      RegisteredEnvironment(
        $0, description: "d", tags: ["k": "v"], image: "i", conda: conda, folder: "/f",
        manifest: "{\"os_type\":\"linux\"}", createdAt: instant(1))
    }
    #expect(environment.conda == conda)
    #expect(environment.manifest == "{\"os_type\":\"linux\"}")
    #expect(try database.environments.list() == [environment])
  }

  @Test("a data asset comes back whole, and is a file or a folder")
  func data() throws {
    let data = try database.data.add("a", version: nil) {
      RegisteredData(
        $0, type: "uri_file", description: "d", tags: ["k": "v"], path: "/f",
        createdAt: instant(1))
    }
    #expect(data.path == "/f")
    #expect(try database.data.list() == [data])
    #expect(throws: (any Error).self) {
      try database.data.add("a", version: nil) {
        RegisteredData($0, type: "mltable", path: "/f", createdAt: instant(1))
      }
    }
  }

  // MARK: - Whose files come and go

  @Test("a model that its maker refuses is not added")
  func makerThrows() throws {
    #expect(throws: CancellationError.self) {
      try database.models.add("a", version: nil) { _ in throw CancellationError() }
    }
    #expect(try database.models.list(named: nil, .all) == [])
  }

  @Test("a model whose files stay is not deleted")
  func removalThrows() throws {
    let model = try database.models.add("a", version: nil) { (sampleModel($0), []) }
    #expect(throws: CancellationError.self) {
      try database.models.delete(model.identity) { throw CancellationError() }
    }
    #expect(try database.models.list() == [model])
  }

  @Test("several processes' worth of writers never get the same number")
  func concurrently() async throws {
    let path = workspace["registry.sqlite"]
    let versions = try await withThrowingTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          let database = try RegistryDatabase(path: path)
          return try (0..<25).map { _ in
            try database.models.add("a", version: nil) { (sampleModel($0), []) }.version
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(versions) == Set((1...100).map(String.init)))
  }
}

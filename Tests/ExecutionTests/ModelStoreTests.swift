import BatchEndpoints
@testable import Execution
import Foundation
import Glibc
import Registry
import Testing

/// A home with a registry and a store, in a workspace of its own.
final class ModelBench {
  let workspace: Workspace
  let home: BatchDeckHome
  let registry: RegistryDatabase
  let store: ModelStore

  init() throws {
    workspace = try Workspace()
    home = BatchDeckHome(path: try workspace.folder("home"))
    registry = try RegistryDatabase(path: home.registryPath)
    store = ModelStore(home: home, registry: registry.models)
  }

  // Read-only folders are not removed with the workspace unless root does it.
  deinit { try? ClaimedFolder.remove(home.modelsPath) }

  /// Everything below the store, folders with a slash at the end, sorted.
  var stored: [String] {
    let paths =
      FileManager.default.enumerator(atPath: home.modelsPath)?
      .compactMap { $0 as? String } ?? []
    return paths.map { path in
      var status = stat()
      let isFolder =
        stat(home.modelsPath + "/" + path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      return isFolder ? path + "/" : path
    }.sorted()
  }

  func mode(_ path: String) -> mode_t? {
    var status = stat()
    return stat(home.modelsPath + "/" + path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  /// A folder `m` with two files at two levels.
  @discardableResult
  func sampleModel() throws -> String {
    try workspace.file("m/weights.bin", "abc")
    try workspace.file("m/sub/config.json", "{}")
    return workspace["m"]
  }
}

let abcDigest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
let emptyObjectDigest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"

@Suite("The model store", .timeLimit(.minutes(15)))
struct ModelStoreTests {
  private let bench: ModelBench
  private var store: ModelStore { bench.store }
  private var workspace: Workspace { bench.workspace }

  init() throws { bench = try ModelBench() }

  @Test("a folder is copied under its own name, with a digest for each file")
  func folder() throws {
    var registration = ModelRegistration(
      name: "digits", path: try bench.sampleModel(), type: .mlflowModel)
    registration.description = "a"
    registration.tags = ["k": "v"]
    registration.properties = ["p": "1"]
    registration.stage = "Production"
    let model = try store.register(registration)
    #expect(model.identity == AssetVersion(name: "digits", version: "1"))
    #expect(model.type == .mlflowModel)
    #expect(model.description == "a")
    #expect(model.tags == ["k": "v"])
    #expect(model.properties == ["p": "1"])
    #expect(model.stage == "Production")
    #expect(model.fileName == "m")
    #expect(model.inPlacePath == nil)
    #expect(model.bytes == 5)
    #expect(model.fileCount == 2)
    #expect(
      bench.stored == [
        "digits/", "digits/1/", "digits/1/m/", "digits/1/m/sub/", "digits/1/m/sub/config.json",
        "digits/1/m/weights.bin",
      ])
    #expect(try text(of: store.path(of: model) + "/weights.bin") == "abc")
    #expect(
      try bench.registry.models.artifacts(of: model.identity) == [
        ModelArtifact(path: "m/sub/config.json", bytes: 2, sha256: emptyObjectDigest),
        ModelArtifact(path: "m/weights.bin", bytes: 3, sha256: abcDigest),
      ])
    #expect(try bench.registry.models.find(model.identity.reference) == model)
  }

  @Test("a file stands in the version's folder under its own name")
  func file() throws {
    try workspace.file("in/model.pkl", "abc")
    let model = try store.register(
      ModelRegistration(name: "a", version: "v1.0", path: workspace["in/model.pkl"]))
    #expect(model.fileName == "model.pkl")
    #expect(bench.stored == ["a/", "a/v1.0/", "a/v1.0/model.pkl"])
    #expect(
      try bench.registry.models.artifacts(of: model.identity) == [
        ModelArtifact(path: "model.pkl", bytes: 3, sha256: abcDigest)
      ])
  }

  @Test("what is stored is read-only, and executable where it was")
  func readOnly() throws {
    try bench.sampleModel()
    chmod(workspace["m/weights.bin"], 0o755)
    chmod(workspace["m/sub/config.json"], 0o640)
    _ = try store.register(ModelRegistration(name: "a", path: workspace["m"]))
    #expect(bench.mode("a/1") == 0o555)
    #expect(bench.mode("a/1/m") == 0o555)
    #expect(bench.mode("a/1/m/sub") == 0o555)
    #expect(bench.mode("a/1/m/weights.bin") == 0o555)
    #expect(bench.mode("a/1/m/sub/config.json") == 0o444)
  }

  @Test("the model's digest is what the shell makes of the stored folder")
  func digestFormula() throws {
    try bench.sampleModel()
    try workspace.file("m/é \"x\"\n.txt", "q")
    try workspace.file("m-b", "not in it")
    try workspace.file("m/sub-b/x", "")
    let model = try store.register(ModelRegistration(name: "a", path: workspace["m"]))
    let shell = Process()
    let output = Pipe()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c",
      """
      find -L . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum -z | sha256sum
      """,
    ]
    shell.currentDirectoryURL = URL(fileURLWithPath: bench.home.path + "/models/a/1")
    shell.standardOutput = output
    try shell.run()
    let line = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    shell.waitUntilExit()
    #expect(line == "\(model.digest)  -\n")
  }

  @Test("the digest tells apart content, names and the model's own name")
  func digests() throws {
    func digest(_ folder: String, _ file: String, _ content: String) throws -> String {
      let own = try Workspace()
      try own.file("\(folder)/\(file)", content)
      return try store.register(ModelRegistration(name: "a", path: own[folder])).digest
    }
    let first = try digest("m", "x", "1")
    #expect(try digest("m", "x", "1") == first)
    let others = [
      try digest("m", "x", "2"), try digest("m", "y", "1"), try digest("n", "x", "1"),
    ]
    #expect(Set(others + [first]).count == 4)
  }

  @Test("a file of several blocks is copied whole")
  func severalBlocks() throws {
    let bytes = Data((0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try bytes.write(to: URL(fileURLWithPath: workspace["big"]))
    let model = try store.register(ModelRegistration(name: "a", path: workspace["big"]))
    #expect(model.bytes == 1_000_003)
    #expect(try Data(contentsOf: URL(fileURLWithPath: store.path(of: model))) == bytes)
    #expect(try store.verify(model.identity) == [])
  }

  @Test("links become copies of what they lead to, and empty folders are left out")
  func links() throws {
    try bench.sampleModel()
    try workspace.file("elsewhere/deep/x", "abc")
    try workspace.link("m/link.bin", to: "weights.bin")
    try workspace.link("m/linked", to: workspace["elsewhere"])
    try workspace.folder("m/empty")
    try workspace.link("model-link", to: "m")
    let model = try store.register(ModelRegistration(name: "a", path: workspace["model-link"]))
    #expect(model.fileName == "model-link")
    #expect(
      try bench.registry.models.artifacts(of: model.identity).map(\.path) == [
        "model-link/link.bin", "model-link/linked/deep/x", "model-link/sub/config.json",
        "model-link/weights.bin",
      ])
    try FileManager.default.removeItem(atPath: workspace["elsewhere"])
    #expect(try store.verify(model.identity) == [])
  }

  @Test("a version follows the one before, and the same one twice is refused before any copying")
  func versions() throws {
    let path = try bench.sampleModel()
    #expect(try store.register(ModelRegistration(name: "a", path: path)).version == "1")
    #expect(try store.register(ModelRegistration(name: "a", path: path)).version == "2")
    _ = try store.register(ModelRegistration(name: "a", version: "7", path: path))
    #expect(try store.register(ModelRegistration(name: "a", path: path)).version == "8")
    #expect(throws: RegistryError.exists(.asset(.model, name: "a", version: "7"))) {
      try store.register(ModelRegistration(name: "a", version: "7", path: path)) { _ in
        Issue.record("something was read")
      }
    }
    #expect(names(in: bench.home.modelsPath + "/a") == ["1", "2", "7", "8"])
  }

  @Test("what cannot be a model is refused with its path, and leaves nothing")
  func refusals() throws {
    try bench.sampleModel()
    try workspace.folder("empty/below")
    try workspace.file("odd/ok")
    try workspace.file(named: [0x66, 0xFF], in: "odd")
    try workspace.file("cycle/x")
    try workspace.link("cycle/again", to: ".")
    try workspace.file("broken/x")
    try workspace.link("broken/nowhere", to: "missing")
    try workspace.file("pipe/x")
    mkfifo(workspace["pipe/fifo"], 0o600)
    let table: [(String, String)] = [
      ("missing", "\(workspace["missing"]): there is no such file or folder."),
      ("m/weights.bin/x", "\(workspace["m/weights.bin/x"]): there is no such file or folder."),
      (
        "empty", "\(workspace["empty"]): the folder holds no files, so there is no model in it."
      ),
      ("odd", "odd/f\\xFF cannot be part of a model: its name is not UTF-8."),
      (
        "cycle",
        "cycle/again/ cannot be part of a model: "
          + "the symbolic link leads to a folder that contains it."
      ),
      (
        "broken",
        "broken/nowhere cannot be part of a model: "
          + "the symbolic link leads nowhere: No such file or directory."
      ),
      (
        "pipe",
        "pipe/fifo cannot be part of a model: a named pipe is not a file that can be scored."
      ),
    ]
    for (name, message) in table {
      let error = #expect(throws: ModelError.self) {
        try store.register(ModelRegistration(name: "a", path: workspace[name]))
      }
      #expect(error?.description == message)
    }
    #expect(bench.stored == [])
    #expect(try bench.registry.models.list(.all) == [])
  }

  @Test(
    "a name that cannot be a folder's is refused",
    arguments: ["", ".", "..", "a/b", ".hidden", "-a", "a b", "é", "a\n", "a:1"]
      + [String(repeating: "a", count: 256)])
  func unfitNames(name: String) throws {
    let path = try bench.sampleModel()
    #expect(throws: ModelError.nameUnfit(name: name)) {
      try store.register(ModelRegistration(name: name, path: path))
    }
    #expect(throws: ModelError.versionUnfit(version: name)) {
      try store.register(ModelRegistration(name: "a", version: name, path: path))
    }
    #expect(bench.stored == [])
  }

  @Test("progress that throws abandons the registration and leaves nothing")
  func abandoned() throws {
    let path = try bench.sampleModel()
    #expect(throws: CancellationError.self) {
      try store.register(ModelRegistration(name: "a", path: path)) { _ in
        throw CancellationError()
      }
    }
    #expect(bench.stored == [])
    #expect(try bench.registry.models.list(.all) == [])
  }

  @Test("in place, the files stay and are only read")
  func inPlace() throws {
    var registration = ModelRegistration(name: "a", path: try bench.sampleModel())
    let stored = try store.register(registration)
    registration.isInPlace = true
    let model = try store.register(registration)
    #expect(model.inPlacePath == workspace["m"])
    #expect(store.path(of: model) == workspace["m"])
    #expect(model.digest == stored.digest)
    #expect(names(in: bench.home.modelsPath + "/a") == ["1"])
    #expect(try store.verify(model.identity) == [])
    try store.delete(model.identity)
    #expect(names(in: workspace["m"]) == ["sub", "weights.bin"])
  }

  @Test("deleting takes the files and the record; what a deployment uses stays")
  func deleting() throws {
    let model = try store.register(ModelRegistration(name: "a", path: try bench.sampleModel()))
    let other = try store.register(ModelRegistration(name: "a", path: workspace["m"]))
    try bench.registry.endpoints.put(RegisteredEndpoint(name: "e", createdAt: Date()))
    try bench.registry.deployments.put(
      RegisteredDeployment(
        endpointName: "e", name: "blue", manifest: BatchDeployment(name: "blue"),
        model: model.identity, createdAt: Date()))
    #expect(
      throws: RegistryError.inUse(
        .asset(.model, name: "a", version: "1"), by: [.deployment("blue", endpoint: "e")])
    ) { try store.delete(model.identity) }
    #expect(try store.verify(model.identity) == [])
    try store.delete(other.identity)
    #expect(names(in: bench.home.modelsPath + "/a") == ["1"])
    try bench.registry.endpoints.delete("e")
    try store.delete(model.identity)
    #expect(bench.stored == [])
    #expect(try bench.registry.models.list(.all) == [])
    #expect(
      throws: RegistryError.notFound(.asset(.model, name: "a", version: "1"), nearest: nil)
    ) { try store.delete(model.identity) }
  }

  @Test("several that register at once each get a version of their own")
  func concurrently() async throws {
    let (home, path) = (bench.home, try bench.sampleModel())
    let versions = try await withThrowingTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          let registry = try RegistryDatabase(path: home.registryPath)
          let store = ModelStore(home: home, registry: registry.models)
          return try (0..<5).map { _ in
            try store.register(ModelRegistration(name: "a", path: path)).version
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(versions) == Set((1...20).map(String.init)))
    #expect(Set(names(in: home.modelsPath + "/a")) == Set(versions))
    for version in versions {
      #expect(try store.verify(AssetVersion(name: "a", version: version)) == [])
    }
  }
}

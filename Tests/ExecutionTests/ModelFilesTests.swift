import BatchEndpoints
@testable import Execution
import Foundation
import Glibc
import Registry
import Testing

@Suite("The files of a registered model", .timeLimit(.minutes(1)))
struct ModelFilesTests {
  private let bench: ModelBench
  private var store: ModelStore { bench.store }

  init() throws { bench = try ModelBench() }

  // MARK: - Verify

  @Test("verify names every file that is not as it was", arguments: [false, true])
  func verify(inPlace: Bool) throws {
    try bench.sampleModel()
    try bench.workspace.file("m/same-size", "123")
    try bench.workspace.file("m/gone", "x")
    var registration = ModelRegistration(name: "a", path: bench.workspace["m"])
    registration.isInPlace = inPlace
    let model = try store.register(registration)
    #expect(try store.verify(model.identity) == [])

    let path = store.path(of: model)
    for folder in ["", "/sub"] { chmod(path + folder, 0o755) }
    for file in ["/weights.bin", "/same-size"] { chmod(path + file, 0o644) }
    try Data("abcd".utf8).write(to: URL(fileURLWithPath: path + "/weights.bin"))
    try Data("124".utf8).write(to: URL(fileURLWithPath: path + "/same-size"))
    unlink(path + "/gone")
    symlink("nowhere", path + "/broken")
    try Data("new".utf8).write(to: URL(fileURLWithPath: path + "/sub/extra"))
    #expect(
      try store.verify(model.identity) == [
        ModelDefect(
          path: "m/broken",
          kind: .unreadable(
            reason: "the symbolic link leads nowhere: No such file or directory")),
        ModelDefect(path: "m/gone", kind: .missing),
        ModelDefect(path: "m/same-size", kind: .changed),
        ModelDefect(path: "m/sub/extra", kind: .added),
        ModelDefect(path: "m/weights.bin", kind: .changed),
      ])
  }

  @Test("a model that is gone misses every file")
  func gone() throws {
    var registration = ModelRegistration(name: "a", path: try bench.sampleModel())
    registration.isInPlace = true
    let model = try store.register(registration)
    try FileManager.default.removeItem(atPath: bench.workspace["m"])
    #expect(
      try store.verify(model.identity) == [
        ModelDefect(path: "m/sub/config.json", kind: .missing),
        ModelDefect(path: "m/weights.bin", kind: .missing),
      ])
    #expect(throws: ExecutionError.self) {
      try store.preview(of: model.identity, path: "m/weights.bin")
    }
  }

  // MARK: - Staging

  @Test("a model is staged as a real folder of the same files, links in it followed")
  func staged() throws {
    let model = try bench.sampleModel()
    try bench.workspace.link("m/sub/again", to: model + "/weights.bin")
    let folder = bench.workspace["job/model"]
    try ModelStaging.stage(model, in: folder)
    #expect(names(in: folder) == ["m"])
    var status = stat()
    #expect(lstat(folder + "/m", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR)
    let original = inode(of: model + "/weights.bin")
    #expect(original != nil && inode(of: folder + "/m/weights.bin") == original)
    #expect(inode(of: folder + "/m/sub/again") == original)
    #expect(names(in: folder + "/m/sub") == ["again", "config.json"])
  }

  @Test("a model that is a file is staged as that file")
  func stagedFile() throws {
    let path = try bench.workspace.file("model.pkl", "abc")
    try ModelStaging.stage(path, in: bench.workspace["job/model"])
    #expect(names(in: bench.workspace["job/model"]) == ["model.pkl"])
    #expect(inode(of: bench.workspace["job/model/model.pkl"]) == inode(of: path))
  }

  /// Of the path itself, not of what a link leads to.
  private func inode(of path: String) -> ino_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_ino : nil
  }

  // MARK: - Listing

  @Test("a listing has one level, folders with what is below them")
  func listing() throws {
    try bench.sampleModel()
    try bench.workspace.file("m/sub/deep/x", "1234")
    try bench.workspace.file("m/sub-b", "")
    let model = try store.register(ModelRegistration(name: "a", path: bench.workspace["m"]))
      .identity
    let folder = ModelEntry(path: "m", bytes: 9, kind: .folder(fileCount: 4))
    let below = [
      ModelEntry(
        path: "m/sub-b", bytes: 0,
        kind: .file(sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
      ModelEntry(path: "m/sub", bytes: 6, kind: .folder(fileCount: 2)),
      ModelEntry(path: "m/weights.bin", bytes: 3, kind: .file(sha256: abcDigest)),
    ]
    #expect(try store.artifacts(of: model) == [folder])
    for path in ["m", "/m/", "./m", "m/sub/.."] {
      #expect(try store.artifacts(of: model, path: path) == below)
    }
    #expect(try store.artifacts(of: model, path: "m/weights.bin") == [below[2]])
    #expect(
      try store.artifacts(of: model, path: "m/sub").map(\.path) == [
        "m/sub/config.json", "m/sub/deep",
      ])
    #expect(
      throws: ModelError.noSuchFile(model: model, path: "m/weigths.bin", nearest: "m/weights.bin")
    ) { try store.artifacts(of: model, path: "m/weigths.bin") }
    #expect(throws: ModelError.noSuchFile(model: model, path: "sub", nearest: nil)) {
      try store.artifacts(of: model, path: "sub")
    }
    let missing = AssetVersion(name: "b", version: "1")
    #expect(throws: RegistryError.self) { try store.artifacts(of: missing) }
  }

  // MARK: - Preview

  @Test("a preview has the first 4 KiB and the whole file's size")
  func preview() throws {
    let content = String(repeating: "0123456789abcdef", count: 300)
    try bench.workspace.file("m/long.txt", content)
    let model = try store.register(ModelRegistration(name: "a", path: bench.workspace["m"]))
    let preview = try store.preview(of: model.identity, path: "m/long.txt")
    #expect(preview.head == Array(content.utf8.prefix(4096)))
    #expect(preview.bytes == 4800)
    #expect(preview.kind == .text)
    #expect(throws: ModelError.noSuchFile(model: model.identity, path: "m", nearest: nil)) {
      try store.preview(of: model.identity, path: "m")
    }
  }

  @Test("a file on its own is previewed as well")
  func previewOfFile() throws {
    try bench.workspace.file("model.json", "{\"a\": 1}")
    let model = try store.register(
      ModelRegistration(name: "a", path: bench.workspace["model.json"]))
    let preview = try store.preview(of: model.identity, path: "model.json")
    #expect(preview.head == Array("{\"a\": 1}".utf8))
    #expect(preview.kind == .json)
  }

  struct Head: CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var isWhole = true
    var name = "x"
    var kind: ModelFilePreview.Kind
  }

  @Test(
    "the kind is guessed from the beginning",
    arguments: [
      Head(testDescription: "empty", bytes: [], kind: .text),
      Head(testDescription: "text", bytes: Array("a\tb\r\nc é".utf8), kind: .text),
      Head(testDescription: "an INI file", bytes: Array("[a]\nb=1".utf8), kind: .text),
      Head(testDescription: "an object", bytes: Array(" {\"a\":[1]}\n".utf8), kind: .json),
      Head(testDescription: "an array", bytes: Array("[1, 2]".utf8), kind: .json),
      Head(
        testDescription: "the beginning of an object", bytes: Array("{\"a\":".utf8),
        isWhole: false, name: "m/Config.JSON", kind: .json),
      Head(
        testDescription: "the beginning of something else", bytes: Array("{\"a\":".utf8),
        isWhole: false, name: "m/config", kind: .text),
      Head(
        testDescription: "half a JSON file", bytes: Array("{\"a\":".utf8), name: "x.json",
        kind: .text),
      Head(testDescription: "a NUL", bytes: [0x61, 0, 0x62], kind: .binary),
      Head(testDescription: "an escape", bytes: [0x1B, 0x5B], kind: .binary),
      Head(testDescription: "not UTF-8", bytes: [0x61, 0xFF, 0x62], kind: .binary),
      Head(
        testDescription: "a character cut off", bytes: [0x61, 0xF0, 0x9F, 0x98],
        isWhole: false, kind: .text),
      Head(
        testDescription: "a character that ends too soon", bytes: [0x61, 0xF0, 0x9F, 0x98],
        kind: .binary),
      Head(testDescription: "a pickle", bytes: [0x80, 0x04, 0x95], kind: .binary),
    ])
  func kinds(head: Head) {
    #expect(
      ModelFilePreview.Kind(head: head.bytes, isWhole: head.isWhole, name: head.name)
        == head.kind)
  }

  // MARK: - Progress

  @Test("progress is told at once, ten times a second at most, and at the end")
  func meter() {
    var meter = ModelProgressMeter(bytesTotal: 100)
    let start = ContinuousClock.now
    var reports: [Int] = []
    for step in 0..<25 {
      let now = start + .milliseconds(10 * step)
      if let report = meter.advance(by: 3, at: now) { reports.append(report.bytesDone) }
    }
    #expect(reports == [3, 33, 63])
    #expect(meter.finished() == ModelProgress(bytesDone: 100, bytesTotal: 100))
  }

  @Test("progress never passes the total, though a file grows while it is read")
  func growing() {
    var meter = ModelProgressMeter(bytesTotal: 10)
    #expect(meter.advance(by: 30, at: .now) == ModelProgress(bytesDone: 10, bytesTotal: 10))
  }

  @Test("a registration's progress ends with everything")
  func lastReport() throws {
    var reports: [ModelProgress] = []
    _ = try store.register(ModelRegistration(name: "a", path: try bench.sampleModel())) {
      reports.append($0)
    }
    #expect(reports.first == ModelProgress(bytesDone: 2, bytesTotal: 5))
    #expect(reports.last == ModelProgress(bytesDone: 5, bytesTotal: 5))
  }
}

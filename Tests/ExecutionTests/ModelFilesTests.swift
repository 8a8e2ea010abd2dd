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
      ModelEntry(path: "m/sub", bytes: 6, kind: .folder(fileCount: 2)),
      ModelEntry(
        path: "m/sub-b", bytes: 0,
        kind: .file(sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")),
      ModelEntry(path: "m/weights.bin", bytes: 3, kind: .file(sha256: abcDigest)),
    ]
    #expect(try store.artifacts(of: model) == [folder])
    for path in ["m", "/m/", "./m", "m/sub/.."] {
      #expect(try store.artifacts(of: model, path: path) == below)
    }
    #expect(try store.artifacts(of: model, path: "m/weights.bin") == [below[2]])
    #expect(
      try store.artifacts(of: model, path: "m/sub").map(\.path) == [
        "m/sub/deep", "m/sub/config.json",
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

  @Test("pages of a folder and of what is found are the whole, piece by piece")
  func pages() throws {
    for number in 0..<40 {
      try bench.workspace.file("m/f\(number % 7)/g\(number)/x", "1")
      try bench.workspace.file("m/f\(number % 10)-\(number)", "12")
    }
    let model = try store.register(ModelRegistration(name: "a", path: bench.workspace["m"]))
      .identity
    let whole = try store.artifacts(of: model, path: "m")
    #expect(whole.prefix(7).map(\.path) == (0..<7).map { "m/f\($0)" })
    #expect(
      whole.dropFirst(7).map(\.path) == (0..<40).map { "m/f\($0 % 10)-\($0)" }.sorted())
    let folder = try store.folder("m", of: model)
    #expect(folder.count == whole.count)
    for limit in [1, 3, 7, 8, 100] {
      let pieces = try stride(from: 0, to: folder.count, by: limit).flatMap {
        try store.artifacts(of: model, in: folder, offset: $0, limit: limit)
      }
      #expect(pieces == whole)
    }
    let (found, total) = try store.artifacts(of: model, containing: "G1", offset: 1, limit: 2)
    #expect(found.map(\.path) == ["m/f1/g1/x", "m/f1/g15/x"])
    #expect(total == 11)
    // Signs with a meaning in SQL's patterns mean themselves.
    for text in ["_", "%", "\\", "f1\\-1"] {
      #expect(try store.artifacts(of: model, containing: text, offset: 0, limit: 9).total == 0)
    }
  }

  @Test("many files and folders in a row are found as few are, and counted as far as is asked")
  func long() throws {
    let paths =
      (0..<40).map { "m/a/x\($0)" } + ["m/a-1", "m/b/x"] + (0..<70).map { "m/c\($0)" }
      + (0..<40).map { "m/d\($0)/x" } + ["m/e"] + (0..<40).map { "m/f/g\($0)/x" }
      + (0..<33).map { "m/h\($0)" }
    for path in paths { try bench.workspace.file(path, "12") }
    let model = try store.register(ModelRegistration(name: "a", path: bench.workspace["m"]))
      .identity
    let folder = try store.folder("m", of: model)
    #expect(folder.folders.count == 43)
    #expect(folder.fileCount == 105)
    let whole = try store.artifacts(of: model, path: "m")
    let files = whole.dropFirst(43).map(\.path)
    #expect(files == paths.filter { $0.split(separator: "/").count == 2 }.sorted())
    #expect(
      whole[0] == ModelEntry(path: "m/a", bytes: 80, kind: .folder(fileCount: 40)))
    #expect(whole[1] == ModelEntry(path: "m/b", bytes: 2, kind: .folder(fileCount: 1)))

    for path in (0..<80).map({ "m/a/y\($0)" }) { try bench.workspace.file(path, "12") }
    let larger = try store.register(ModelRegistration(name: "a", path: bench.workspace["m"]))
      .identity
    let some = try store.artifacts(
      of: larger, in: try store.folder("m", of: larger), offset: 0, limit: 2, mostCounted: 1)
    #expect(some.map(\.kind) == [.folder(fileCount: 100, isWhole: false), .folder(fileCount: 1)])
  }

  @Test("names with signs of patterns are names", arguments: ["a*b", "a?b", "a[1]", "100%", "a_b"])
  func patterns(name: String) throws {
    try bench.workspace.file("m/\(name)/x/y", "1")
    try bench.workspace.file("m/\(name)/z", "1")
    let model = try store.register(ModelRegistration(name: "a", path: bench.workspace["m"]))
      .identity
    let entries = try store.artifacts(of: model, path: "m/\(name)")
    #expect(entries.map(\.path) == ["m/\(name)/x", "m/\(name)/z"])
    let (found, _) = try store.artifacts(of: model, containing: name, offset: 0, limit: 9)
    #expect(found.map(\.path) == ["m/\(name)/x/y", "m/\(name)/z"])
  }

  // MARK: - Preview

  @Test("a preview has what was registered and what is there")
  func preview() throws {
    try bench.workspace.file("m/long.txt", String(repeating: "0123456789abcde\n", count: 300))
    let model = try store.register(ModelRegistration(name: "a", path: bench.workspace["m"]))
    let preview = try store.preview(of: model.identity, path: "m/long.txt")
    #expect(preview.path == "m/long.txt")
    #expect(preview.content.bytes == 4800)
    #expect(preview.content.kind == "text")
    #expect(preview.content.lines.count == 300)
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
    #expect(preview.content.kind == "JSON")
    #expect(preview.sha256.count == 64)
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

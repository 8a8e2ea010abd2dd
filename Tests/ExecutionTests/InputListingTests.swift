import BatchEndpoints
import Foundation
import Glibc
import Testing

@testable import Execution

@Suite("Listing the input", .timeLimit(.minutes(15)))
struct InputListingTests {
  private let workspace: Workspace
  private let job: String

  init() throws {
    workspace = try Workspace()
    job = try workspace.folder("job")
    try workspace.folder("in")
  }

  @Test("files stand in the bytewise order of their whole paths, nested and hidden ones among them")
  func order() throws {
    for name in ["b/z", "a/c", "a-b", "B", ".hidden/.y", "a.txt", "é", "~", "a/b/1"] {
      try workspace.file("in/\(name)", name)
    }
    try workspace.folder("in/nothing")
    let manifest = try list()
    #expect(
      try manifest.entries(first: 0, count: manifest.count)
        == [".hidden/.y", "B", "a-b", "a.txt", "a/b/1", "a/c", "b/z", "~", "é"].map { name in
          InputManifest.Entry(path: Array(name.utf8), size: name.utf8.count)
        })
    #expect(manifest.bytesTotal == 33)
    #expect(manifest.problemCount == 0)
  }

  @Test("where only the top counts, folders are as good as empty")
  func topLevelOnly() throws {
    try workspace.file("in/a/b", "x")
    #expect(try InputListing.survey(workspace["in"], isTopLevelOnly: true).count == 0)
    #expect(try InputListing.survey(workspace["in"]).count == 1)
    try workspace.file("in/c", "x")
    #expect(try InputListing.survey(workspace["in"], isTopLevelOnly: true).count == 1)
    let manifest = try listed(workspace["in"], into: job, isTopLevelOnly: true)
    #expect(try manifest.entries(first: 0, count: manifest.count).map(\.displayPath) == ["c"])
  }

  @Test("a name that is not UTF-8 keeps its bytes, and people see its escape")
  func otherBytes() throws {
    let name: [UInt8] = [0x66, 0xFF, 0xC3, 0xA9, 0x0A, 0xC3]
    try workspace.file(named: name, in: "in")
    let entry = try #require(try list().entries(first: 0, count: 1).first)
    #expect(entry == InputManifest.Entry(path: name, size: 0))
    #expect(entry.displayPath == "f\\xFFé\n\\xC3")
  }

  @Test("what cannot be scored is listed with its reason")
  func problems() throws {
    try workspace.file("in/good", "12")
    try workspace.link("in/broken", to: "nowhere")
    try workspace.link("in/loop", to: "loop")
    try workspace.link("in/up", to: "../in")
    #expect(mkfifo(workspace["in/pipe"], 0o600) == 0)
    let manifest = try list()
    #expect(
      try manifest.entries(first: 0, count: manifest.count).map {
        Line(name: $0.displayPath, problem: $0.problem?.message)
      } == [
        Line(
          name: "broken",
          problem: "the symbolic link leads nowhere: No such file or directory"),
        Line(name: "good", problem: nil),
        Line(
          name: "loop",
          problem: "the symbolic link leads nowhere: Too many levels of symbolic links"),
        Line(name: "pipe", problem: "a named pipe is not a file that can be scored"),
        Line(name: "up/", problem: "the symbolic link leads to a folder that contains it"),
      ])
    #expect(manifest.problemCount == 4)
    #expect(manifest.bytesTotal == 2)
    #expect(try manifest.problems().map(\.position) == [0, 2, 3, 4])
  }

  @Test("a device is listed as one, when it is the input itself")
  func device() throws {
    let entry = try listed("/dev/null", into: job).entries(first: 0, count: 1).first
    #expect(entry?.displayPath == "null")
    #expect(entry?.problem?.message == "a device is not a file that can be scored")
  }

  @Test(
    "a file and a folder that may not be read are listed with the reason",
    .enabled(if: geteuid() != 0, "the superuser may read everything"))
  func forbidden() throws {
    try workspace.file("in/secret")
    try workspace.folder("in/shut")
    #expect(chmod(workspace["in/secret"], 0) == 0)
    #expect(chmod(workspace["in/shut"], 0) == 0)
    defer { chmod(workspace["in/shut"], 0o700) }
    let manifest = try list()
    #expect(
      try manifest.entries(first: 0, count: manifest.count).map {
        Line(name: $0.displayPath, problem: $0.problem?.message)
      } == [
        Line(name: "secret", problem: "the file cannot be read: Permission denied"),
        Line(name: "shut/", problem: "the folder cannot be read: Permission denied"),
      ])
  }

  @Test(
    "every reason has its sentence",
    arguments: zip(
      [1, 2, 3, 4, 5, 6, 7] as [Int32],
      [
        "the file cannot be read: Input/output error",
        "the folder cannot be read: Input/output error",
        "the symbolic link leads nowhere: Input/output error",
        "the symbolic link leads to a folder that contains it",
        "a socket is not a file that can be scored",
        "a named pipe is not a file that can be scored",
        "a device is not a file that can be scored",
      ]))
  func sentences(kind: Int32, sentence: String) throws {
    let kind = try #require(InputProblem.Kind(rawValue: kind))
    #expect(InputProblem(kind: kind, errno: EIO).message == sentence)
  }

  @Test("a single file is the whole input, under its own name")
  func singleFile() throws {
    let file = try workspace.file("in/one.txt", "123")
    let manifest = try listed(file, into: job)
    #expect(
      try manifest.entries(first: 0, count: manifest.count) == [
        InputManifest.Entry(path: Array("one.txt".utf8), size: 3)
      ])
    #expect(manifest.isSingleFile(at: file))
    #expect(!manifest.isSingleFile(at: workspace["in"]))
  }

  @Test("an empty folder is an error")
  func empty() throws {
    try workspace.folder("in/nested/deeper")
    #expect(throws: ExecutionError.inputEmpty(path: workspace["in"])) { try list() }
    #expect(try InputListing.survey(workspace["in"]).count == 0)
    try workspace.file("in/nested/deeper/file")
    #expect(try InputListing.survey(workspace["in"]).count == 1)
  }

  @Test("an input that is not there is an error with its reason")
  func missing() {
    let missing = ExecutionError.io(path: workspace["gone"], activity: "list", errno: ENOENT)
    #expect(throws: missing) { try listed(workspace["gone"], into: job) }
    #expect(throws: missing) { try InputListing.survey(workspace["gone"]) }
    #expect(!InputManifest.exists(in: job))
  }

  private struct Line: Equatable {
    var name: String
    var problem: String?
  }

  private func list() throws -> InputManifest { try listed(workspace["in"], into: job) }

  // MARK: - Blocks and order

  @Test("blocks are reported as they are written, and what is listed can be read at once")
  func blocks() throws {
    try manyFiles(folders: 6)
    let listing = try InputListing(into: job)
    var manifest = listing.manifest.emptied
    var firsts: [Int] = []
    var names: [String] = []
    try listing.run(input: workspace["in"]) { block in
      #expect(block.first == manifest.count)
      manifest.extent = block.extent
      firsts.append(block.first)
      let count = manifest.count - block.first
      names += (try? manifest.entries(first: block.first, count: count))?.map(\.displayPath) ?? []
      return true
    }
    #expect(firsts == [0, 1024, 5120])
    #expect(manifest.count == 6000)
    #expect(names == allNames(folders: 6))
    let whole = try InputManifest(folder: job)
    #expect(whole.extent == manifest.extent)
  }

  @Test("largest first holds within a block, files of one size by path")
  func largestFirst() throws {
    for (name, size) in [("a", 1), ("b", 300), ("c", 20), ("d", 300), ("e", 0)] {
      try workspace.file("in/\(name)", String(repeating: "x", count: size))
    }
    let manifest = try listed(workspace["in"], into: job, order: .largestFirst)
    #expect(
      try manifest.entries(first: 0, count: 5).map(\.displayPath) == ["b", "d", "c", "a", "e"])
    #expect(try manifest.lastWalkedPath() == Array("e".utf8))
  }

  @Test("sizes that differ much are taken largest first, unless somebody says otherwise")
  func survey() throws {
    for number in 0..<20 { try workspace.file("in/\(number)", "1234567890") }
    #expect(try InputListing.survey(workspace["in"]).order == .path)
    try workspace.file("in/giant", String(repeating: "x", count: 300))
    #expect(try InputListing.survey(workspace["in"]).order == .largestFirst)
    try FileManager.default.removeItem(atPath: workspace["in"])
    try workspace.file("in/alone", "x")
    #expect(try InputListing.survey(workspace["in"]).order == .path)
  }

  @Test(
    "a listing that was interrupted goes on behind its last block, whatever has come in between",
    arguments: [EngineOptions.FileOrder.path, .largestFirst])
  func interrupted(order: EngineOptions.FileOrder) throws {
    try manyFiles(folders: 6)
    try workspace.file("thousand/500", "large")
    let first = try InputListing(into: job)
    #expect(throws: CancellationError.self) {
      try first.run(input: workspace["in"], order: order) { $0.extent.count < 1024 }
    }
    #expect(!InputManifest.exists(in: job))
    // Half a block that never got its records.
    let paths = try FileHandle(forWritingTo: URL(fileURLWithPath: job + "/manifest.paths"))
    try paths.seekToEnd()
    try paths.write(contentsOf: Data("0/half a na".utf8))
    try paths.close()
    // And a part of a block that has no place in the header's count.
    let index = try FileHandle(forUpdating: URL(fileURLWithPath: job + "/manifest.index.new"))
    try index.seek(toOffset: 32)
    let records = try #require(try index.read(upToCount: 32 * 10))
    try index.seekToEnd()
    try index.write(contentsOf: records)
    try index.close()
    try workspace.file("in/0 new, among those listed")
    try workspace.file("in/9 new, behind them")

    let second = try InputListing(into: job)
    #expect(second.manifest.count == 1024)
    let before = try second.manifest.entries(first: 0, count: 1024)
    var reported = 0
    try second.run(input: workspace["in"], order: order) { block in
      if reported == 0 { #expect(block.first == 1024) }
      reported += 1
      return true
    }
    let manifest = try InputManifest(folder: job)
    #expect(try manifest.entries(first: 0, count: 1024) == before)
    let names = try manifest.entries(first: 0, count: manifest.count).map(\.displayPath).sorted()
    #expect(names == (allNames(folders: 6) + ["9 new, behind them"]).sorted())
    #expect(manifest.extent.bytesTotal == 30)
  }

  @Test("a listing that is whole is not walked again")
  func whole() throws {
    try workspace.file("in/a")
    _ = try list()
    let again = try InputListing(into: job)
    #expect(again.isWhole)
    try again.run(input: workspace["gone"]) { _ in
      Issue.record("nothing is new")
      return true
    }
    #expect(again.manifest.count == 1)
  }

  /// A thousand files under several names of their folder: links are followed.
  private func manyFiles(folders: Int) throws {
    for number in 0..<1000 { try workspace.file("thousand/\(number)") }
    for folder in 0..<folders { try workspace.link("in/\(folder)", to: "../thousand") }
  }

  private func allNames(folders: Int) -> [String] {
    (0..<folders).flatMap { folder in (0..<1000).map { "\(folder)/\($0)" } }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

/// Lists an input to the end.
@discardableResult
func listed(
  _ input: String, into folder: String, isTopLevelOnly: Bool = false,
  order: EngineOptions.FileOrder = .path
) throws -> InputManifest {
  try InputListing(into: folder)
    .run(input: input, isTopLevelOnly: isTopLevelOnly, order: order) { _ in true }
  return try InputManifest(folder: folder)
}

@Suite("Names as people see them")
struct DisplayTextTests {
  @Test(
    "only what is not UTF-8 is escaped",
    arguments: zip(
      [
        [], [0x61], [0xFF], [0x61, 0x05, 0x80, 0x62], [0xE2, 0x82, 0xAC, 0xE2, 0x82],
        [0xF0, 0x9F, 0x98, 0x80, 0xC0, 0xAF], [0xED, 0xA0, 0x80],
      ] as [[UInt8]],
      ["", "a", "\\xFF", "a\u{5}\\x80b", "€\\xE2\\x82", "😀\\xC0\\xAF", "\\xED\\xA0\\x80"]))
  func escapes(bytes: [UInt8], text: String) {
    #expect(displayText(ofBytes: bytes) == text)
  }
}

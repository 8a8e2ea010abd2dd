import Foundation
import Glibc
import Testing

@testable import Execution

@Suite("Listing the input", .timeLimit(.minutes(1)))
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
    #expect(try InputListing.isEmpty(workspace["in"], isTopLevelOnly: true))
    #expect(try !InputListing.isEmpty(workspace["in"]))
    try workspace.file("in/c", "x")
    #expect(try !InputListing.isEmpty(workspace["in"], isTopLevelOnly: true))
    try InputListing.list(input: workspace["in"], into: job, isTopLevelOnly: true)
    let manifest = try InputManifest(folder: job)
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
    try InputListing.list(input: "/dev/null", into: job)
    let entry = try InputManifest(folder: job).entries(first: 0, count: 1).first
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
    try InputListing.list(input: file, into: job)
    let manifest = try InputManifest(folder: job)
    #expect(
      try manifest.entries(first: 0, count: manifest.count) == [
        InputManifest.Entry(path: Array("one.txt".utf8), size: 3)
      ])
    #expect(manifest.isSingleFile(at: file))
    #expect(!manifest.isSingleFile(at: workspace["in"]))
  }

  @Test("an empty folder is an error, and leaves no manifest")
  func empty() throws {
    try workspace.folder("in/nested/deeper")
    #expect(throws: ExecutionError.inputEmpty(path: workspace["in"])) { try list() }
    #expect(!InputManifest.exists(in: job))
    #expect(try InputListing.isEmpty(workspace["in"]))
    try workspace.file("in/nested/deeper/file")
    #expect(try !InputListing.isEmpty(workspace["in"]))
  }

  @Test("an input that is not there is an error with its reason")
  func missing() {
    let missing = ExecutionError.io(path: workspace["gone"], activity: "list", errno: ENOENT)
    #expect(throws: missing) { try InputListing.list(input: workspace["gone"], into: job) }
    #expect(throws: missing) { try InputListing.isEmpty(workspace["gone"]) }
    #expect(!InputManifest.exists(in: job))
  }

  private struct Line: Equatable {
    var name: String
    var problem: String?
  }

  private func list() throws -> InputManifest {
    try InputListing.list(input: workspace["in"], into: job)
    return try InputManifest(folder: job)
  }
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

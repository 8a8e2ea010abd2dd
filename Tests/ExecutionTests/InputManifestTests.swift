import Foundation
import Glibc
import NIOCore
import Testing

@testable import Execution

@Suite("The frozen input list", .timeLimit(.minutes(15)))
struct InputManifestTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.folder("job")
  }

  @Test(
    "a range is read back right wherever it lies",
    arguments: [(0, 0), (0, 1), (0, 3), (1, 3), (4, 1), (3, 2), (0, 5), (5, 0)])
  func ranges(first: Int, count: Int) throws {
    let manifest = try fiveFiles()
    let all = (0..<5).map { position in
      InputManifest.Entry(path: Array("d/file\(position)".utf8), size: position * 10)
    }
    #expect(try manifest.entries(first: first, count: count) == Array(all[first..<first + count]))
  }

  @Test("a mini-batch's paths are absolute and ended by NUL, its size that of its files")
  func run() throws {
    let manifest = try fiveFiles()
    let root = ByteBuffer(string: "/in put/")
    var window: InputManifest.Window?
    var frame = ByteBuffer()
    let bytes = try manifest.writePaths(
      first: 3, count: 2, root: root, window: &window, to: &frame)
    #expect(String(buffer: frame) == "/in put/d/file3\0/in put/d/file4\0")
    #expect(bytes == 70)
    // Another range, which what was read ahead does not hold, goes behind it.
    let first = try manifest.writePaths(
      first: 0, count: 1, root: root, window: &window, to: &frame)
    #expect(String(buffer: frame).hasSuffix("file4\0/in put/d/file0\0"))
    #expect(first == 0)
  }

  @Test("bytes that are no UTF-8 go to the worker as they are")
  func otherBytes() throws {
    try workspace.folder("in")
    try workspace.file(named: [0xFF, 0x0A], in: "in")
    var window: InputManifest.Window?
    var frame = ByteBuffer()
    _ = try list().writePaths(
      first: 0, count: 1, root: ByteBuffer(string: "/"), window: &window, to: &frame)
    #expect(Array(frame.readableBytesView) == [0x2F, 0xFF, 0x0A, 0])
  }

  @Test("the longest name there may be, last in the list, is read whole")
  func longNames() throws {
    let folders = (0..<14).map { String(repeating: "\($0 % 10)", count: 250) }
    // With the root just below PATH_MAX, which no call takes in one piece.
    let deep = try workspace.folder("in/" + folders.joined(separator: "/"))
    let name = String(repeating: "n", count: 255)
    try workspace.file("in/a")
    try Data().write(to: URL(fileURLWithPath: "\(deep)/\(name)"))
    let manifest = try list()
    let expected = folders.joined(separator: "/") + "/" + name
    #expect(try manifest.entries(first: 0, count: 2).map(\.displayPath) == [expected, "a"])
    #expect(try manifest.entries(first: 0, count: 1).map(\.displayPath) == [expected])
  }

  @Test("a listing that is abandoned leaves no manifest, a whole one of 100 000 files reads back")
  func manyFiles() throws {
    // A thousand files under a hundred names of their folder: links are followed.
    for number in 0..<1000 { try workspace.file("thousand/\(number)") }
    try workspace.file("thousand/999", "12345")
    try workspace.folder("in")
    for folder in 0..<100 { try workspace.link("in/\(folder)", to: "../thousand") }
    var names = (0..<100).flatMap { folder in (0..<1000).map { "\(folder)/\($0)" } }
    #expect(throws: CancellationError.self) {
      try InputListing(into: workspace["job"]).run(input: workspace["in"]) { _ in false }
    }
    #expect(!InputManifest.exists(in: workspace["job"]))

    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let manifest = try list()
    #expect(manifest.count == 100_000)
    #expect(manifest.bytesTotal == 500)
    var read: [String] = []
    // A step that does not divide the count, so that ranges end anywhere.
    for first in stride(from: 0, to: manifest.count, by: 7_001) {
      let count = min(7_001, manifest.count - first)
      read += try manifest.entries(first: first, count: count).map(\.displayPath)
    }
    // Not `==` in the macro: a difference would print a hundred thousand names.
    let isEqual = read == names
    #expect(isEqual)
  }

  @Test("a manifest that is not there, or is something else, is refused")
  func refusals() throws {
    let index = workspace["job/manifest.index"]
    #expect(throws: ExecutionError.io(path: index, activity: "open", errno: ENOENT)) {
      try InputManifest(folder: workspace["job"])
    }
    try workspace.file("job/manifest.index", String(repeating: "x", count: 32))
    let paths = workspace["job/manifest.paths"]
    #expect(throws: ExecutionError.io(path: paths, activity: "open", errno: ENOENT)) {
      try InputManifest(folder: workspace["job"])
    }
    try workspace.file("job/manifest.paths")
    #expect(throws: ExecutionError.io(path: index, activity: "read", errno: EBADMSG)) {
      try InputManifest(folder: workspace["job"])
    }
    try workspace.file("job/manifest.index", "short")
    #expect(throws: ExecutionError.io(path: index, activity: "read", errno: EBADMSG)) {
      try InputManifest(folder: workspace["job"])
    }
  }

  private func fiveFiles() throws -> InputManifest {
    for position in 0..<5 {
      try workspace.file("in/d/file\(position)", String(repeating: "x", count: position * 10))
    }
    return try list()
  }

  private func list() throws -> InputManifest {
    try listed(workspace["in"], into: workspace["job"])
  }
}

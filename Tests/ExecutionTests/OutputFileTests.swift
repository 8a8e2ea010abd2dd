import Foundation
import Glibc
import NIOCore
import Synchronization
import Testing

@testable import Execution

@Suite("The output file", .timeLimit(.minutes(15)))
struct OutputFileTests {
  private let workspace: Workspace
  private let path: String

  init() throws {
    workspace = try Workspace()
    path = workspace["predictions.csv"]
  }

  @Test("a new one is made, and told where each group's rows begin")
  func appending() throws {
    let output = try OutputFile(path: path, truncatedTo: 0)
    #expect(try output.append(ByteBuffer(string: "one\n")) == 0)
    #expect(try output.append(ByteBuffer()) == 4)
    #expect(try output.append(ByteBuffer(string: "two\n")) == 4)
    #expect(try text(of: path) == "one\ntwo\n")
  }

  @Test("what lies behind the recorded rows is cut off", arguments: [0, 4, 8])
  func truncating(end: Int) throws {
    try workspace.file("predictions.csv", "one\ntwo\n")
    let output = try OutputFile(path: path, truncatedTo: end)
    #expect(try output.append(ByteBuffer(string: "new\n")) == end)
    #expect(try text(of: path) == "one\ntwo\n".prefix(end) + "new\n")
  }

  @Test("one shorter than its records is refused, and left as it is")
  func tooShort() throws {
    try workspace.file("predictions.csv", "one\n")
    let error = ExecutionError.outputLost(path: path)
    #expect(throws: error) { try OutputFile(path: path, truncatedTo: 5) }
    #expect(
      "\(error)"
        == "\(path) is not as the job has written it: somebody removed, replaced or changed it; put it "
        + "back and resume the job, or begin a new one.")
    #expect(try text(of: path) == "one\n")
    unlink(path)
    #expect(throws: error) { try OutputFile(path: path, truncatedTo: 4) }
    #expect(!workspace.exists("predictions.csv"))
  }

  @Test("one that another runner writes is refused, and left as it is")
  func busy() throws {
    let output = try OutputFile(path: path, truncatedTo: 0)
    _ = try output.append(ByteBuffer(string: "one\n"))
    #expect(throws: ExecutionError.outputBusy(path: path)) {
      try OutputFile(path: path, truncatedTo: 0)
    }
    #expect(try text(of: path) == "one\n")
  }

  @Test(
    "one that somebody meddles with takes no more rows, and is not complete",
    arguments: ["remove", "move", "replace", "cut", "lengthen"])
  func meddledWith(how: String) throws {
    let output = try OutputFile(path: path, truncatedTo: 0)
    _ = try output.append(ByteBuffer(string: "one\n"))
    try output.check()
    switch how {
    case "remove": unlink(path)
    case "move": try FileManager.default.moveItem(atPath: path, toPath: workspace["away.csv"])
    case "replace":
      unlink(path)
      try workspace.file("predictions.csv", "one\n")
    case "cut": try #require(truncate(path, 2) == 0)
    default: try #require(truncate(path, 9) == 0)
    }
    #expect(throws: ExecutionError.outputLost(path: path)) { try output.check() }
    #expect(throws: ExecutionError.outputLost(path: path)) {
      try output.append(ByteBuffer(string: "two\n"))
    }
  }

  @Test("a folder that is not there is an error with its reason")
  func missingFolder() {
    let path = workspace["gone/predictions.csv"]
    #expect(throws: ExecutionError.io(path: path, activity: "open", errno: ENOENT)) {
      try OutputFile(path: path, truncatedTo: 0)
    }
  }

  @Test("a write that runs out of room leaves no half of a group, and the next one is right")
  func fullDisk() async {
    // A limit on file sizes holds for a whole process, so in one of its own.
    await #expect(processExitsWith: .success) {
      let workspace = try Workspace()
      let path = workspace["predictions.csv"]
      let output = try OutputFile(path: path, truncatedTo: 0)
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 10, rlim_max: rlim_t.max)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      #expect(try output.append(ByteBuffer(string: "one\n")) == 0)
      #expect(throws: ExecutionError.io(path: path, activity: "write", errno: EFBIG)) {
        try output.append(ByteBuffer(string: "this does not fit\n"))
      }
      #expect(try text(of: path) == "one\n")
      #expect(try output.append(ByteBuffer(string: "two\n")) == 4)
      #expect(try text(of: path) == "one\ntwo\n")
    }
  }
}

/// A descriptor closed twice may be another's by then: a database's, a socket's.
@Suite("Descriptors of what could not be made", .timeLimit(.minutes(15)))
struct DescriptorTests {
  @Test("an output that is refused closes its descriptor once")
  func refusedOutput() async {
    await #expect(processExitsWith: .success) {
      let workspace = try Workspace()
      let path = try workspace.file("predictions.csv")
      #expect(nobodyLosesDescriptors { _ = try? OutputFile(path: path, truncatedTo: 1) })
    }
  }

  @Test("a connection that is refused closes its descriptor once")
  func refusedConnection() async {
    await #expect(processExitsWith: .success) {
      let folder = JobFolder(path: try Workspace().path)
      #expect(nobodyLosesDescriptors { _ = try? JobConnection(folder: folder, jobName: "job") })
    }
  }

  @Test("a manifest that is cut short keeps no descriptor open")
  func refusedManifest() throws {
    let workspace = try Workspace()
    try workspace.file("manifest.index", "short")
    try workspace.file("manifest.paths")
    _ = try? InputManifest(folder: workspace.path)
    let open = names(in: "/proc/self/fd").compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
    #expect(open.filter { $0.hasPrefix(workspace.path) } == [])
  }
}

/// Whether a thread that opens and closes files meanwhile finds each of its own open until it closes
/// it.
private func nobodyLosesDescriptors(while body: () -> Void) -> Bool {
  let losses = Losses()
  let opener = Thread {
    while !losses.isOver {
      let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
      for _ in 0..<20 where fcntl(descriptor, F_GETFD) < 0 { losses.lost() }
      close(descriptor)
    }
  }
  opener.start()
  let deadline = ContinuousClock.now + .seconds(10)
  for _ in 0..<20_000 where losses.count == 0 && ContinuousClock.now < deadline { body() }
  losses.end()
  return losses.count == 0
}

private final class Losses: Sendable {
  private let box = Mutex((count: 0, isOver: false))
  var count: Int { box.withLock { $0.count } }
  var isOver: Bool { box.withLock { $0.isOver } }
  func lost() { box.withLock { $0.count += 1 } }
  func end() { box.withLock { $0.isOver = true } }
}

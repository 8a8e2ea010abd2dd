import CProcess
import Glibc
import Testing

@Suite("Walking", .timeLimit(.minutes(15)))
struct WalkTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  @Test("paths come in bytewise order, a folder ordered as if its name ended in a slash")
  func order() throws {
    for folder in ["a", "a/b", "B", ".hidden", "empty"] { try workspace.folder(folder) }
    for file in ["a-b", "a.txt", "a/c", "a/b/z", "a/b-", "a0", "B/x", ".hidden/.y", "é", "~"] {
      try workspace.file(file)
    }
    try workspace.link("linked", to: "a/b")
    #expect(
      Walk(workspace.path).paths == [
        ".hidden/.y", "B/x", "a-b", "a.txt", "a/b-", "a/b/z", "a/c", "a0", "linked/z", "~", "é",
      ])
  }

  @Test("the order is that of sorted paths, whatever the tree", arguments: 0..<4)
  func randomOrder(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    var folders = [""]
    var files: Set<String> = []
    let letters = Array("-./0a~ é")
    for _ in 0..<300 {
      let name = (0..<Int.random(in: 1...14, using: &random)).map { _ in
        String(letters.randomElement(using: &random) ?? "a")
      }.joined().replacing("/", with: "_")
      if name == "." || name == ".." { continue }
      let path = (folders.randomElement(using: &random) ?? "") + name
      if access("\(workspace.path)/\(path)", F_OK) == 0 { continue }
      if Bool.random(using: &random) {
        try workspace.folder(path)
        folders.append(path + "/")
      } else {
        try workspace.file(path)
        files.insert(path)
      }
    }
    let sorted = files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    #expect(Walk(workspace.path).paths == sorted)
  }

  @Test("size and time of a file are its own, a link's those of its target")
  func sizes() throws {
    try workspace.file("file", "12345")
    var times = [timespec(tv_sec: 0, tv_nsec: 0), timespec(tv_sec: 1_700_000_000, tv_nsec: 7)]
    #expect(utimensat(AT_FDCWD, "\(workspace.path)/file", &times, 0) == 0)
    try workspace.link("link", to: "file")
    let entries = Walk(workspace.path).entries
    #expect(entries.map(\.size) == [5, 5])
    #expect(entries.map(\.modified) == [1_700_000_000_000_000_007, 1_700_000_000_000_000_007])
  }

  @Test("whatever is not a file is reported with its reason, and the walk goes on")
  func problems() throws {
    try workspace.folder("d")
    try workspace.file("d/file")
    try workspace.link("d/up", to: "..")
    try workspace.link("broken", to: "nowhere")
    try workspace.link("itself", to: "itself")
    try workspace.link("null", to: "/dev/null")
    #expect(mkfifo("\(workspace.path)/fifo", 0o644) == 0)
    #expect(mknod("\(workspace.path)/socket", S_IFSOCK | 0o644, 0) == 0)
    #expect(
      Walk(workspace.path).entries.map(\.story) == [
        "broken: link \(ENOENT)", "d/file", "d/up/: cycle", "fifo: fifo", "itself: link \(ELOOP)",
        "null: device", "socket: socket",
      ])
  }

  @Test("what may not be read is reported, and the walk goes on")
  func unreadable() async throws {
    try workspace.folder("closed")
    try workspace.file("closed/file")
    try workspace.file("private", mode: 0o600)
    try workspace.file("secret", mode: 0)
    try workspace.file("shared")
    #expect(chmod("\(workspace.path)/closed", 0) == 0)

    await #expect(processExitsWith: .success) { [path = workspace.path as String] in
      // Root may read everything, so root becomes nobody, to whom the 0600 file is closed as well.
      let isRoot = geteuid() == 0
      if isRoot { #expect(setuid(65534) == 0) }
      let walk = Walk(path)
      #expect(walk.result == 0)
      #expect(
        walk.entries.map(\.story) == [
          "closed/: folder \(EACCES)", isRoot ? "private: file \(EACCES)" : "private",
          "secret: file \(EACCES)", "shared",
        ])
    }
    #expect(chmod("\(workspace.path)/closed", 0o755) == 0)
  }

  @Test("names are bytes: what is not UTF-8 comes back as it is")
  func bytes() throws {
    let name: [UInt8] = [0x66, 0xFF, 0xFE, 0x0A, 0x80]
    let path = Array(workspace.path.utf8) + [0x2F] + name
    let descriptor = open((path + [0]).map(CChar.init(bitPattern:)), O_CREAT | O_CLOEXEC, 0o644)
    #expect(descriptor >= 0)
    close(descriptor)
    #expect(Walk(workspace.path).entries.map(\.path) == [name])
  }

  @Test("a path longer than PATH_MAX is reported and ends the descent")
  func longPaths() throws {
    let name = String(repeating: "d", count: 250)
    var folder = open(workspace.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    for _ in 0..<20 {
      #expect(mkdirat(folder, name, 0o755) == 0)
      let next = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      close(folder)
      folder = next
    }
    close(folder)
    let entries = Walk(workspace.path).entries
    let entry = try #require(entries.first)
    #expect(entries.count == 1)
    #expect(entry.kind == batchdeck_entry_unreadable_directory && entry.error == ENAMETOOLONG)
    #expect(entry.path.count == 17 * 251)
  }

  @Test("a root that is a file is the only entry")
  func fileRoot() throws {
    try workspace.file("one.txt", "1")
    let walk = Walk("\(workspace.path)/one.txt")
    #expect(walk.result == 0)
    #expect(walk.entries.map(\.story) == ["one.txt"])
    #expect(walk.entries.map(\.size) == [1])
  }

  @Test("a root may be a link, and end in slashes", arguments: ["link", "link/", "d//"])
  func linkRoot(root: String) throws {
    try workspace.folder("d")
    try workspace.file("d/file")
    try workspace.link("link", to: "d")
    #expect(Walk("\(workspace.path)/\(root)").paths == ["file"])
  }

  @Test("a root that is not there is an error")
  func noRoot() {
    #expect(Walk("\(workspace.path)/none").result == -ENOENT)
    #expect(Walk("").result == -ENOENT)
    #expect(Walk("/" + String(repeating: "a/", count: 4096)).result == -ENAMETOOLONG)
  }

  @Test("an empty folder gives nothing")
  func empty() {
    let walk = Walk(workspace.path)
    #expect(walk.result == 0 && walk.entries.isEmpty)
  }

  @Test("the callback can stop the walk")
  func stopped() throws {
    try workspace.folder("d")
    for file in ["d/1", "d/2", "e"] { try workspace.file(file) }
    let walk = Walk(workspace.path, limit: 1)
    #expect(walk.result == 1)
    #expect(walk.paths == ["d/1"])
  }
}

/// One whole walk.
private struct Walk {
  struct Entry {
    var kind: batchdeck_entry_kind
    var error: Int32
    var path: [UInt8]
    var size: Int64
    var modified: Int64

    var story: String {
      let path = String(decoding: path, as: UTF8.self)
      return switch kind {
      case batchdeck_entry_file: path
      case batchdeck_entry_unreadable_file: "\(path): file \(error)"
      case batchdeck_entry_unreadable_directory: "\(path): folder \(error)"
      case batchdeck_entry_broken_link: "\(path): link \(error)"
      case batchdeck_entry_directory_cycle: "\(path): cycle"
      case batchdeck_entry_socket: "\(path): socket"
      case batchdeck_entry_fifo: "\(path): fifo"
      case batchdeck_entry_device: "\(path): device"
      default: "\(path): kind \(kind.rawValue)"
      }
    }
  }

  private struct Collection {
    var entries: [Entry] = []
    var limit: Int
  }

  var result: Int32
  var entries: [Entry]
  var paths: [String] { entries.map { String(decoding: $0.path, as: UTF8.self) } }

  init(_ root: String, limit: Int = .max) {
    var collection = Collection(limit: limit)
    result = withUnsafeMutablePointer(to: &collection) { pointer in
      batchdeck_walk(
        root,
        { context, entry in
          guard let context, let entry = entry?.pointee, let path = entry.path else { return false }
          let collection = context.assumingMemoryBound(to: Collection.self)
          collection.pointee.entries.append(
            Entry(
              kind: entry.kind, error: entry.error,
              path: Array(UnsafeRawBufferPointer(start: path, count: entry.path_length)),
              size: entry.size, modified: entry.mtime_ns))
          return collection.pointee.entries.count < collection.pointee.limit
        }, pointer)
    }
    entries = collection.entries
  }
}

/// A small generator with a seed, so that a failure can be repeated.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

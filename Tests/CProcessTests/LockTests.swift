import CProcess
import Glibc
import Testing

@Suite("Locks", .timeLimit(.minutes(15)))
struct LockTests {
  private let workspace: Workspace
  private var path: String { "\(workspace.path)/runner.lock" }

  init() throws {
    workspace = try Workspace()
  }

  /// Not at once: a child that another test forks meanwhile has the descriptor until its exec.
  private func isFree() async throws -> Bool {
    try await eventually { batchdeck_lock_is_held(path) == 0 }
  }

  @Test("a lock is held by one descriptor until it is closed")
  func held() async throws {
    let first = batchdeck_lock_file(path)
    #expect(first >= 0)
    #expect(batchdeck_lock_file(path) == -EWOULDBLOCK)
    #expect(batchdeck_lock_is_held(path) == 1)
    #expect(batchdeck_lock_owner(path) == getpid())
    #expect(workspace.text(of: "runner.lock") == "\(getpid())\n")

    close(first)
    #expect(try await isFree())
    #expect(batchdeck_lock_owner(path) == 0, "the pid in the file is history")
    let second = batchdeck_lock_file(path)
    #expect(second >= 0)
    close(second)
  }

  @Test("a lock ends with its process, however that ends")
  func killed() async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      guard batchdeck_lock_file(path) >= 0, batchdeck_lock_owner(path) == getpid() else { exit(1) }
      kill(getpid(), SIGKILL)
    }
    #expect(access(path, F_OK) == 0)
    #expect(try await isFree())
    #expect(batchdeck_lock_owner(path) == 0)
  }

  @Test("a lock that is given back is free at once, though a fork still has its descriptor")
  func released() {
    let lock = batchdeck_lock_file(path)
    // What a child has between its fork and its exec: the same open file description.
    let copy = dup(lock)
    defer { close(copy) }
    batchdeck_unlock_file(lock)
    #expect(batchdeck_lock_is_held(path) == 0)
    let second = batchdeck_lock_file(path)
    #expect(second >= 0)
    batchdeck_unlock_file(second)
  }

  @Test("a child does not keep the lock of a runner that is gone")
  func notInherited() async throws {
    let lock = batchdeck_lock_file(path)
    #expect(lock >= 0)
    var launch = Launch(path: "/bin/sleep", arguments: ["300"])
    launch.newSession = true
    let child = try launch.spawn()
    defer {
      kill(child.pid, SIGKILL)
      finish(child)
    }
    close(lock)
    #expect(try await isFree())
    #expect(isAlive(child.pid))
  }

  @Test("a shorter pid overwrites a longer one whole")
  func rewritten() throws {
    try workspace.file("runner.lock", "4194303000\nmore\n")
    let lock = batchdeck_lock_file(path)
    defer { close(lock) }
    #expect(workspace.text(of: "runner.lock") == "\(getpid())\n")
  }

  @Test("a file that was never there is not held; a folder that is not there cannot be locked")
  func absent() {
    #expect(batchdeck_lock_is_held(path) == 0)
    #expect(batchdeck_lock_owner(path) == 0)
    #expect(batchdeck_lock_file("\(workspace.path)/none/runner.lock") == -ENOENT)
  }

  @Test("a symbolic link in the lock's place is not followed")
  func link() throws {
    try workspace.file("victim", "text")
    try workspace.link("runner.lock", to: "victim")
    #expect(batchdeck_lock_file(path) == -ELOOP)
    #expect(workspace.text(of: "victim") == "text")
  }
}

import CProcess
import Glibc
import Testing

@Suite("Ending", .timeLimit(.minutes(15)))
struct EndingTests {
  /// A child that lives until `release` is called.
  private struct Waiting {
    let child: batchdeck_spawn_result
    let stdin: Int32

    init(newSession: Bool = false) throws {
      let pipe = try Pipe()
      var launch = Launch(shell: "read line; exit 7")
      launch.descriptors = [.init(source: pipe.reading, target: 0)]
      launch.newSession = newSession
      child = try launch.spawn()
      stdin = pipe.writing
      close(pipe.reading)
    }

    func release() {
      close(stdin)
    }
  }

  @Test("a child that runs is not reaped, one that ended is reaped once with its code")
  func exitCode() throws {
    let waiting = try Waiting()
    var end = batchdeck_exit()
    #expect(batchdeck_wait(waiting.child.pid, false, &end) == 0)
    waiting.release()
    #expect(batchdeck_wait(waiting.child.pid, true, &end) == 1)
    #expect(end.exited && end.code == 7 && end.signal == 0 && end.max_rss_kib > 0)
    #expect(batchdeck_wait(waiting.child.pid, true, &end) == -ECHILD)
    close(waiting.child.pidfd)
  }

  @Test("a killed child has its signal and no code")
  func signalled() throws {
    let waiting = try Waiting()
    defer { waiting.release() }
    kill(waiting.child.pid, SIGTERM)
    let end = try #require(finish(waiting.child))
    #expect(!end.exited && end.signal == SIGTERM && end.code == 0)
  }

  @Test("a process that another reaps is watched until its end")
  func openProcess() throws {
    let pipe = try Pipe()
    var launch = Launch(shell: "sleep 600 >/dev/null & echo $!; exec >/dev/null; wait $!; exit 0")
    launch.descriptors = [.init(source: pipe.writing, target: 1)]
    let child = try launch.spawn()
    close(pipe.writing)
    let line = readAll(pipe.reading)
    close(pipe.reading)
    let grandchild = try #require(pid_t(line.dropLast()))
    let watched = batchdeck_open_process(grandchild)
    try #require(watched >= 0)
    defer { close(watched) }
    var polled = pollfd(fd: watched, events: Int16(POLLIN), revents: 0)
    #expect(poll(&polled, 1, 0) == 0)
    kill(grandchild, SIGKILL)
    #expect(poll(&polled, 1, 10_000) == 1)
    finish(child)
    #expect(batchdeck_open_process(grandchild) == -ESRCH)
  }

  @Test("the soft limit of a living child moves up and down, within its hard limit")
  func limitData() throws {
    let waiting = try Waiting()
    defer { waiting.release() }
    let pid = waiting.child.pid
    /// Soft and hard, as proc_pid_limits(5) has them.
    func limits() throws -> [Substring] {
      let file = open("/proc/\(pid)/limits", O_RDONLY | O_CLOEXEC)
      defer { close(file) }
      let lines = readAll(file).split(separator: "\n")
      let line = try #require(lines.first { $0.hasPrefix("Max data size") })
      return line.split(separator: " ").dropFirst(3).prefix(2).map { $0 }
    }
    let hard = try limits()[1]
    #expect(batchdeck_limit_data(pid, 1 << 30) == 0)
    #expect(try limits() == ["\(1 << 30)", hard])
    #expect(batchdeck_limit_data(pid, 1 << 31) == 0)
    #expect(try limits() == ["\(1 << 31)", hard])
    #expect(batchdeck_limit_data(pid, 0) == 0)
    #expect(try limits() == [hard, hard])
    #expect(batchdeck_limit_data(0, 1 << 30) == -EINVAL)
    kill(pid, SIGKILL)
    finish(waiting.child)
    #expect(batchdeck_limit_data(pid, 1 << 30) == -ESRCH)
  }

  @Test("the time a child has computed is told")
  func times() throws {
    let busy = Launch(shell: "n=0; while [ $n -lt 200000 ]; do n=$((n+1)); done")
    let end = try #require(finish(try busy.spawn()))
    #expect(end.user_us + end.system_us > 1000)
  }

  @Test("the pidfd becomes readable when the child ends")
  func pidfd() throws {
    let waiting = try Waiting()
    var polled = pollfd(fd: waiting.child.pidfd, events: Int16(POLLIN), revents: 0)
    #expect(poll(&polled, 1, 0) == 0)
    waiting.release()
    #expect(poll(&polled, 1, 10_000) == 1)
    #expect(finish(waiting.child)?.code == 7)
  }

  @Test(
    "numbers that kill(2) and wait4(2) read as many are refused", arguments: [-1, 0, 1] as [pid_t])
  func refused(number: pid_t) {
    #expect(batchdeck_kill_group(number, 0) == -EINVAL)
    #expect(batchdeck_kill_session(number, 0) == -EINVAL)
    var end = batchdeck_exit()
    #expect(batchdeck_wait(number < 1 ? number : 0, false, &end) == -EINVAL)
  }

  @Test("ending a session reaches a grandchild in a process group of its own")
  func session() async throws {
    let workspace = try Workspace()
    // timeout(1) moves to its own process group.
    var launch = Launch(shell: "timeout 300 sleep 300 & echo $! > \"$1/pid\"; wait; sleep 300")
    launch.arguments += ["sh", workspace.path]
    launch.newSession = true
    let leader = try launch.spawn()
    defer {
      batchdeck_kill_session(leader.pid, SIGKILL)
      finish(leader)
    }
    var grandchild: pid_t = 0
    let hasOwnGroup = try await eventually {
      grandchild = workspace.text(of: "pid").flatMap { pid_t($0.dropLast()) } ?? 0
      return grandchild > 1 && getpgid(grandchild) == grandchild
    }
    #expect(hasOwnGroup)
    #expect(batchdeck_kill_group(leader.pid, 0) == 0)
    #expect(batchdeck_kill_session(leader.pid, 0) == 3, "the shell, timeout and sleep")
    #expect(batchdeck_kill_session(leader.pid, SIGKILL) == 3)
    #expect(try await eventually { !isAlive(grandchild) && !isAlive(leader.pid) })
    #expect(try await eventually { batchdeck_kill_session(leader.pid, 0) == -ESRCH })
  }

  @Test("a child that dies with its parent is killed when the parent is")
  func diesWithParent() async throws {
    let workspace = try Workspace()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = workspace.path as String] in
      var launch = Launch(shell: "echo $$ > \"$1/pid\"; exec sleep 300")
      launch.arguments += ["sh", path]
      launch.newSession = true
      launch.dieWithParent = true
      guard (try? launch.spawn()) != nil else { exit(1) }
      guard waitForText(of: "\(path)/pid", endingWith: "\n") else { exit(2) }
      kill(getpid(), SIGKILL)
    }
    let pid = try #require(workspace.text(of: "pid").flatMap { pid_t($0.dropLast()) })
    #expect(try await eventually { !isAlive(pid) })
  }

  @Test("a detached process leads its session, is nobody's child here and outlives its starter")
  func detached() async throws {
    let workspace = try Workspace()
    try workspace.file("log")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = workspace.path as String] in
      let log = open("\(path)/log", O_WRONLY | O_APPEND | O_CLOEXEC)
      var launch = Launch(shell: "echo $$; readlink /proc/$$/fd/0 >&2; exec sleep 300")
      launch.descriptors = [.init(source: log, target: 1), .init(source: log, target: 2)]
      guard let started = try? launch.detach(), getsid(started.pid) == started.pid,
        waitpid(-1, nil, WNOHANG) == -1, errno == ECHILD
      else { exit(1) }
      guard waitForText(of: "\(path)/log", endingWith: "/dev/null\n") else { exit(2) }
      kill(getpid(), SIGKILL)
    }
    let lines = try #require(workspace.text(of: "log")).split(separator: "\n")
    let pid = try #require(lines.first.flatMap { pid_t($0) })
    defer { kill(pid, SIGKILL) }
    #expect(isAlive(pid))
    #expect(getsid(pid) == pid)
    #expect(lines.dropFirst() == ["/dev/null"])
  }

  @Test("a detached process cannot die with its parent")
  func detachedDiesWithNobody() {
    var launch = Launch(shell: "exit 0")
    launch.dieWithParent = true
    #expect(throws: Launch.Failure(stage: batchdeck_stage_prepare, code: EINVAL)) {
      try launch.detach()
    }
  }
}

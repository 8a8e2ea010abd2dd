import CProcess
import Glibc
import Testing

/// The testing library opens descriptors of its own meanwhile, so a few more than before are no leak.
private let strangers: Int32 = 50

@Suite("Spawning", .timeLimit(.minutes(15)))
struct SpawnTests {
  @Test("a child has the descriptors of its map and no others")
  func descriptorsOfTheMapOnly() throws {
    let leaked = dup(0)  // Not close-on-exec: the child would inherit it.
    let source = open("/dev/zero", O_RDONLY | O_CLOEXEC)
    defer {
      close(leaked)
      close(source)
    }
    var launch = Launch(
      shell: "n=0; while [ $n -lt 256 ]; do [ -e /proc/$$/fd/$n ] && echo $n; n=$((n+1)); done")
    launch.descriptors = [.init(source: source, target: 7), .init(source: source, target: 200)]
    #expect(try launch.output() == "0\n1\n2\n7\n200\n")
  }

  enum Overlap: String, CaseIterable, CustomTestStringConvertible {
    case same, swapped, both, shifted
    var testDescription: String { rawValue }

    /// (source, target) by position in two open files; 2 is a number that is neither.
    var pairs: [(Int, Int)] {
      switch self {
      case .same: [(0, 0), (1, 1)]
      case .swapped: [(0, 1), (1, 0)]
      case .both: [(0, 0), (0, 1), (0, 2)]
      case .shifted: [(0, 1), (1, 2)]
      }
    }
  }

  @Test("overlapping maps give every target its own source", arguments: Overlap.allCases)
  func overlaps(_ overlap: Overlap) throws {
    let workspace = try Workspace()
    try workspace.file("0", "first")
    try workspace.file("1", "second")
    let sources = ["0", "1"].map { open("\(workspace.path)/\($0)", O_RDONLY | O_CLOEXEC) }
    defer { sources.forEach { close($0) } }
    let numbers = sources + [(sources.max() ?? 0) + 1]

    var launch = Launch(shell: "for n; do cat /proc/self/fd/$n; echo; done")
    launch.arguments.append("sh")
    for (source, target) in overlap.pairs {
      launch.descriptors.append(.init(source: numbers[source], target: numbers[target]))
      launch.arguments.append("\(numbers[target])")
    }
    let expected = overlap.pairs.map { $0.0 == 0 ? "first\n" : "second\n" }.joined()
    #expect(try launch.output() == expected)
  }

  @Test("a standard descriptor outside the map is /dev/null")
  func standardDescriptors() throws {
    let launch = Launch(shell: "readlink /proc/$$/fd/0 /proc/$$/fd/2")
    #expect(try launch.output() == "/dev/null\n/dev/null\n")
  }

  @Test("directory, environment, nice value and limits are the request's")
  func settings() throws {
    var launch = Launch(shell: "pwd; echo \"$COLOUR-$HOME\"; nice; ulimit -d; ulimit -c")
    launch.directory = "/usr"
    launch.environment = ["COLOUR=green", "PATH=/usr/bin:/bin"]
    launch.niceIncrement = 3
    launch.dataLimitBytes = 512 << 20
    launch.noCoreDump = true
    let nice = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
    #expect(try launch.output() == "/usr\ngreen-\n\(min(19, nice + 3))\n\(512 << 10)\n0\n")
  }

  @Test("a child starts with no signal blocked or ignored")
  func signals() throws {
    signal(SIGUSR2, SIG_IGN)
    defer { signal(SIGUSR2, SIG_DFL) }
    var blocked = sigset_t()
    var before = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

    let grep = Launch(path: "/bin/grep", arguments: ["-E", "Sig(Blk|Ign)", "/proc/self/status"])
    let output = try grep.output()
    #expect(output == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n")
    var after = sigset_t()
    pthread_sigmask(SIG_BLOCK, nil, &after)
    #expect(sigismember(&after, SIGTERM) == 1, "the caller's own mask is as it was")
  }

  @Test("a new session is led by the child", arguments: [true, false])
  func session(isNew: Bool) throws {
    let pipe = try Pipe()
    var launch = Launch(path: "/bin/cat")
    launch.descriptors = [.init(source: pipe.reading, target: 0)]
    launch.newSession = isNew
    let child = try launch.spawn()
    #expect(getsid(child.pid) == (isNew ? child.pid : getsid(0)))
    close(pipe.writing)
    close(pipe.reading)
    #expect(finish(child)?.code == 0)
  }

  /// Whether the kernel keeps a process's memory to its ancestors and those it names (ptrace(2)).
  private static let isTracingRestricted =
    textOfFile("/proc/sys/kernel/yama/ptrace_scope") == "1\n" && geteuid() != 0

  @Test(
    "a child's memory is open to its siblings when its parent may trace it",
    .enabled(if: isTracingRestricted), arguments: [true, false])
  func tracing(isAllowed: Bool) throws {
    var launch = Launch(path: "/bin/sleep", arguments: ["300"])
    launch.parentMayTrace = isAllowed
    let child = try launch.spawn()
    defer {
      kill(child.pid, SIGKILL)
      finish(child)
    }
    let opening = Launch(shell: "exec 3</proc/\(child.pid)/mem && echo open")
    #expect(try opening.output() == (isAllowed ? "open\n" : ""))
  }

  // MARK: Failures

  struct Failing: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var stage: batchdeck_spawn_stage
    var code: Int32
    var change: @Sendable (inout Launch) -> Void

    static let all = [
      Failing(testDescription: "no program", stage: batchdeck_stage_exec, code: ENOENT) {
        $0.path = "/nowhere/program"
      },
      Failing(testDescription: "not executable", stage: batchdeck_stage_exec, code: EACCES) {
        $0.path = "/etc/passwd"
      },
      Failing(testDescription: "no directory", stage: batchdeck_stage_directory, code: ENOENT) {
        $0.directory = "/nowhere"
      },
      Failing(testDescription: "closed source", stage: batchdeck_stage_descriptors, code: EBADF) {
        $0.descriptors = [.init(source: 1_000_000, target: 5)]
      },
      Failing(testDescription: "target twice", stage: batchdeck_stage_prepare, code: EINVAL) {
        $0.descriptors = [.init(source: 0, target: 5), .init(source: 1, target: 5)]
      },
      Failing(testDescription: "negative target", stage: batchdeck_stage_prepare, code: EINVAL) {
        $0.descriptors = [.init(source: 0, target: -1)]
      },
      Failing(testDescription: "map too long", stage: batchdeck_stage_prepare, code: EINVAL) {
        $0.descriptors = (0...Int32(batchdeck_max_descriptors)).map { .init(source: 0, target: $0) }
      },
      Failing(testDescription: "no arguments", stage: batchdeck_stage_prepare, code: EINVAL) {
        $0.arguments = []
      },
    ]
  }

  @Test("a start that fails names its step and its errno", arguments: Failing.all)
  func failure(_ failing: Failing) {
    var launch = Launch(shell: "exit 0")
    failing.change(&launch)
    let expected = Launch.Failure(stage: failing.stage, code: failing.code)
    #expect(throws: expected) { try launch.spawn() }
    #expect(throws: expected) { try launch.detach() }
  }

  @Test("starts that fail leave no child and no descriptor")
  func failureLeavesNothing() async {
    await #expect(processExitsWith: .exitCode(0)) {
      let before = dup(0)
      for _ in 0..<100 {
        for failing in Failing.all {
          var launch = Launch(shell: "exit 0")
          failing.change(&launch)
          _ = try? launch.spawn()
          _ = try? launch.detach()
        }
      }
      let hasChild = waitpid(-1, nil, WNOHANG) != -1 || errno != ECHILD
      exit(hasChild ? 1 : dup(0) < before + strangers ? 0 : 2)
    }
  }

  @Test("a thousand starts leave no descriptor behind")
  func noLeak() async {
    await #expect(processExitsWith: .exitCode(0)) {
      let before = dup(0)
      for _ in 0..<1000 {
        guard let child = try? Launch(path: "/bin/true").spawn(), finish(child)?.code == 0 else {
          exit(1)
        }
      }
      exit(dup(0) < before + strangers ? 0 : 2)
    }
  }
}

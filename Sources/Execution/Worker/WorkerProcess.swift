import CProcess
import Dispatch
import Glibc
import NIOCore
import Scheduling
import SystemMetrics

/// One worker process and the engine's ends of it. Owned by the engine, used on its event loop only.
final class WorkerProcess {
  let id: WorkerID
  /// Counts all worker processes of the job, from 0.
  let number: Int
  /// 0 as long as a fork server has not told it.
  private(set) var pid: Int32
  let page: StatusPage
  private var pidfd: Int32
  private var exitWatch: (any DispatchSourceRead)?

  /// Nil until the socket is on the event loop, and after it closed.
  var channel: (any Channel)?
  var isSocketClosed = false
  /// Frames that have not left yet.
  var toSend = ByteBuffer()
  /// Our end of its socket, which the channel owns; -1 before there is one.
  var socket: Int32 = -1
  var isReady = false
  /// When it was started, or asked for, on the clock of its page.
  let began = StatusPage.now
  /// It has been in `init()` for too long, and is asked where it is.
  var isInitOverdue = false
  /// How often in a row it was found between mini-batches with something in hand, and what it had begun last.
  var stillness = (begun: UInt64(0), looks: 0)
  /// The file it is at, and since when.
  var lastMove = (dispatch: UInt64(0), index: 0, at: Duration.zero)
  /// It broke the protocol: nothing that it says counts any more.
  var isDistrusted = false
  /// Its stdout and stderr.
  let logs: [BoundedLog]
  /// Their paths.
  var logsBeingCut: Set<String> = []
  /// What forked it, and reaps it; nil for a child of ours.
  private(set) var server: ForkServer?
  /// Set once the process has been reaped.
  var exit: Exit?
  /// It has ended, and the fork server has been asked how.
  var isAwaitingReap = false
  /// The most memory it ever held, bytes; set with `exit`, nil when nobody can tell.
  var peakBytes: Int?
  /// What we held when we forked it, which counts as its own until it has held more.
  private let inheritedBytes: Int
  /// What caps its memory and that of its children; nil without a limit, and where it cannot be had.
  var memoryGroup: MemoryGroup?
  /// What it held, bytes, when a sample found it beyond its limit.
  var overrunBytes: Int?
  /// `run()` told of it; the job lets such a process go.
  var hasRunOutOfMemory = false
  /// Why we are ending it; nil when it ends by itself.
  var endedBecause: String?
  var initFailure: WorkerFrame.InitFailure?

  /// How a process ended.
  enum Exit: Equatable {
    case code(Int32)
    case signal(Int32)
  }

  private init(
    id: WorkerID, number: Int, started: Spawn.Started, page: StatusPage, logs: [String]
  ) {
    self.logs = logs.map { BoundedLog(path: $0) }
    self.id = id
    self.number = number
    pid = started.pid
    pidfd = started.pidfd
    self.page = page
    let ownBytes = (try? ProcFS().residentBytes(of: getpid())) ?? 0
    inheritedBytes = Int(clamping: ownBytes) + Self.countingError
  }

  /// How far off the kernel's count of a process's memory may be, bytes.
  private static let countingError = 1 << 20

  /// `process007`, as its logs are called.
  var name: String { JobFolder.processName(number) }

  /// Starts a worker, on the event loop's thread: the worker dies with the thread that started it.
  ///
  /// - Returns: The process, and our end of its socket, which the caller owns.
  static func start(
    _ id: WorkerID, number: Int, launch: WorkerLaunch
  ) throws -> (process: WorkerProcess, socket: Int32) {
    try make(id, number: number, launch) { ends in
      try Spawn(
        path: launch.specification.python,
        arguments: [launch.workerFiles + "/batch_worker.py"],
        environment: launch.environment(ofSlot: id.slot),
        descriptors: [
          (ends.stdout, 1), (ends.stderr, 2), (ends.socket, 3), (ends.page, 4),
        ], directory: ends.folder, newSession: true, diesWithParent: true,
        parentMayTrace: true
      ).start()
    }
  }

  /// Has a worker forked that shares the server's model; its pid comes later, see `wasForked`.
  ///
  /// - Returns: The process, and our end of its socket, which the caller owns.
  static func fork(
    _ id: WorkerID, number: Int, launch: WorkerLaunch, by server: ForkServer
  ) throws -> (process: WorkerProcess, socket: Int32) {
    let (process, socket) = try make(id, number: number, launch) { ends in
      try server.fork(
        launch.forkRequest(slot: id.slot, process: number),
        descriptors: [ends.socket, ends.page, ends.stdout, ends.stderr])
      return Spawn.Started(pid: 0, pidfd: -1)
    }
    process.server = server
    return (process, socket)
  }

  /// What a new process is given.
  private struct Ends {
    var socket: Int32
    var page: Int32
    var stdout: Int32
    var stderr: Int32
    /// Its private working folder.
    var folder: String
  }

  private static func make(
    _ id: WorkerID, number: Int, _ launch: WorkerLaunch, begin: (Ends) throws -> Spawn.Started
  ) throws -> (process: WorkerProcess, socket: Int32) {
    let name = JobFolder.processName(number)
    let folder = launch.folder.workPath + "/" + name
    try makeFolder(folder)
    let page = try StatusPage()
    var sockets: (Int32, Int32) = (-1, -1)
    let code = withUnsafeMutableBytes(of: &sockets) {
      batchdeck_socketpair($0.baseAddress?.assumingMemoryBound(to: Int32.self))
    }
    guard code == 0 else {
      throw ExecutionError.io(path: "socket pair", activity: "make", errno: -code)
    }
    defer { close(sockets.1) }
    do {
      let paths = JobFolder.LogStream.allCases.map { stream in
        "\(launch.folder.workerLogFolder(stream))/\(name).\(stream.rawValue).txt"
      }
      let logs = try paths.map { try openFile($0, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600) }
      defer { for log in logs { close(log) } }
      let started = try begin(
        Ends(
          socket: sockets.1, page: page.descriptor, stdout: logs[0], stderr: logs[1],
          folder: folder))
      return (
        WorkerProcess(id: id, number: number, started: started, page: page, logs: paths), sockets.0
      )
    } catch {
      close(sockets.0)
      throw error
    }
  }

  /// The fork server has made the process.
  ///
  /// - Throws: `ExecutionError.io` when it is gone already and nobody can watch it.
  func wasForked(as pid: Int32) throws {
    let pidfd = batchdeck_open_process(pid)
    guard pidfd >= 0 else {
      throw ExecutionError.io(path: "process \(pid)", activity: "watch", errno: -pidfd)
    }
    self.pid = pid
    self.pidfd = pidfd
  }

  /// Calls `handler` on some thread once the process has ended.
  func watchExit(_ handler: @escaping @Sendable () -> Void) {
    let watch = DispatchSource.makeReadSource(
      fileDescriptor: pidfd, queue: .global(qos: .userInitiated))
    watch.setEventHandler {
      watch.cancel()
      handler()
    }
    let pidfd = pidfd
    watch.setCancelHandler { close(pidfd) }
    watch.activate()
    exitWatch = watch
  }

  /// Ends what the ended process left behind in its session, and takes its status; nil when a fork server
  /// will tell it.
  func reap() -> Exit? {
    // Before the leader is reaped its number cannot come to mean another session.
    batchdeck_kill_session(pid, SIGKILL)
    if let server {
      // Its workers die with it, and nobody can tell of them any more.
      return server.reap(pid) ? nil : .signal(SIGKILL)
    }
    var status = batchdeck_exit()
    batchdeck_wait(pid, true, &status)
    let bytes = Int(status.max_rss_kib) << 10
    peakBytes = bytes > inheritedBytes ? bytes : nil
    return status.exited ? .code(status.code) : .signal(status.signal)
  }

  /// Asks for the stacks of its threads, which go to its stack file.
  ///
  /// - Returns: False when the process is gone.
  func requestStack() -> Bool {
    // Before the worker has set its page up, the signal would end it.
    guard pid > 0, exit == nil, page.reading != nil else { return false }
    return Glibc.kill(pid, __libc_current_sigrtmax() - 3) == 0
  }

  /// Moves the limit of its memory, bytes; 0 takes it away.
  func limitMemory(to bytes: Int) {
    if pid > 0 { _ = batchdeck_limit_data(pid, UInt64(bytes)) }
    memoryGroup?.limit(to: bytes)
  }

  /// A process whose pid is not known yet is ended when it is, see `endedBecause`.
  func terminate() {
    if pid > 0 { batchdeck_kill_group(pid, SIGTERM) }
  }

  func kill() {
    guard pid > 0, exit == nil else { return }
    batchdeck_kill_session(pid, SIGKILL)
    // Right after a fork it may not lead a session yet.
    if server != nil { Glibc.kill(pid, SIGKILL) }
  }
}

extension WorkerProcess.Exit {
  /// From a status as wait(2) gives it.
  init(waitStatus status: Int32) {
    self = status & 0x7f == 0 ? .code(status >> 8 & 0xff) : .signal(status & 0x7f)
  }
}

extension WorkerProcess.Exit: CustomStringConvertible {
  var description: String {
    switch self {
    case .code(70): "exited with code 70 (it broke; its log tells more)"
    case .code(71): "exited with code 71 (the script closed its connection to the runner)"
    case .code(72): "exited with code 72 (out of memory outside of run())"
    case .code(let code): "exited with code \(code)"
    case .signal(let signal): "was killed by signal \(signal) (\(signalName(signal)))"
    }
  }
}

/// `SIGKILL` and so on (signal(7)); what the system says of it where it is a rare one.
private func signalName(_ signal: Int32) -> String {
  switch signal {
  case SIGHUP: "SIGHUP"
  case SIGINT: "SIGINT"
  case SIGQUIT: "SIGQUIT"
  case SIGILL: "SIGILL"
  case SIGTRAP: "SIGTRAP"
  case SIGABRT: "SIGABRT"
  case SIGBUS: "SIGBUS"
  case SIGFPE: "SIGFPE"
  case SIGKILL: "SIGKILL"
  case SIGSEGV: "SIGSEGV"
  case SIGPIPE: "SIGPIPE"
  case SIGTERM: "SIGTERM"
  case SIGXCPU: "SIGXCPU"
  default: String(cString: strsignal(signal))
  }
}

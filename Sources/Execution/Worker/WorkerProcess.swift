import CProcess
import Dispatch
import Glibc
import NIOCore
import Scheduling

/// One worker process and the engine's ends of it. Owned by the engine, used on its event loop only.
final class WorkerProcess {
  let id: WorkerID
  /// Counts all worker processes of the job, from 0.
  let number: Int
  let pid: Int32
  let page: StatusPage
  private let pidfd: Int32
  private var exitWatch: (any DispatchSourceRead)?

  /// Nil until the socket is on the event loop, and after it closed.
  var channel: (any Channel)?
  var isSocketClosed = false
  var isReady = false
  /// Set once the process has been reaped.
  var exit: Exit?
  /// Why we are ending it; nil when it ends by itself.
  var endedBecause: String?
  var initFailure: WorkerFrame.InitFailure?

  /// How a process ended.
  enum Exit: Equatable {
    case code(Int32)
    case signal(Int32)
  }

  private init(id: WorkerID, number: Int, started: Spawn.Started, page: StatusPage) {
    self.id = id
    self.number = number
    pid = started.pid
    pidfd = started.pidfd
    self.page = page
  }

  /// `process007`, as its logs are called.
  var name: String { JobFolder.processName(number) }

  /// Starts a worker, on the event loop's thread: the worker dies with the thread that started it.
  ///
  /// - Returns: The process, and our end of its socket, which the caller owns.
  static func start(
    _ id: WorkerID, number: Int, launch: WorkerLaunch
  ) throws -> (process: WorkerProcess, socket: Int32) {
    let name = JobFolder.processName(number)
    let workingFolder = launch.folder.workPath + "/" + name
    try makeFolder(workingFolder)
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
      let logs = try JobFolder.LogStream.allCases.map { stream in
        try openFile(
          "\(launch.folder.workerLogFolder(stream))/\(name).\(stream.rawValue).txt",
          O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
      }
      defer { for log in logs { close(log) } }
      let started = try Spawn(
        path: launch.specification.python,
        arguments: [launch.workerFiles + "/batch_worker.py"],
        environment: launch.environment,
        descriptors: [
          (logs[0], 1), (logs[1], 2), (sockets.1, 3), (page.descriptor, 4),
        ], directory: workingFolder, newSession: true, diesWithParent: true
      ).start()
      return (WorkerProcess(id: id, number: number, started: started, page: page), sockets.0)
    } catch {
      close(sockets.0)
      throw error
    }
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

  /// Takes the ended process's status, and ends what it left behind in its session.
  func reap() -> Exit {
    // Before the leader is reaped its number cannot come to mean another session.
    batchdeck_kill_session(pid, SIGKILL)
    var status = batchdeck_exit()
    batchdeck_wait(pid, true, &status)
    return status.exited ? .code(status.code) : .signal(status.signal)
  }

  func terminate() { batchdeck_kill_group(pid, SIGTERM) }

  func kill() { batchdeck_kill_session(pid, SIGKILL) }
}

extension WorkerProcess.Exit: CustomStringConvertible {
  var description: String {
    switch self {
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

import BatchEndpoints
import Glibc
import Logging
import NIOCore
import Scheduling

/// One model for all workers: the first process runs `init()`, and forks the workers if that can be shared
/// (architecture, "Shared model").
extension LocalEngine {
  /// How far it is known whether workers can share.
  enum Sharing {
    /// Each worker runs `init()` itself.
    case off
    /// The next process to start finds out.
    case undecided
    /// The process with this number is finding out; these workers wait for what it finds.
    case asked(candidate: Int, waiting: [WorkerID])
    case served(ForkServer)

    var candidate: Int? {
      if case .asked(let candidate, _) = self { candidate } else { nil }
    }

    var server: ForkServer? {
      if case .served(let server) = self { server } else { nil }
    }
  }

  /// Starts a worker's process, or lets it wait for its turn.
  func startProcess(_ worker: WorkerID) {
    switch sharing {
    case .off: start(worker) { try WorkerProcess.start(worker, number: $0, launch: $1) }
    case .undecided:
      sharing = .asked(candidate: processCount, waiting: [])
      start(worker) { try WorkerProcess.start(worker, number: $0, launch: $1) }
    case .asked(let candidate, let waiting):
      sharing = .asked(candidate: candidate, waiting: waiting + [worker])
    case .served(let server):
      start(worker) { try WorkerProcess.fork(worker, number: $0, launch: $1, by: server) }
      if let process = present(worker), process.server === server {
        expectAnswer(about: process, from: server)
      }
    }
  }

  /// The candidate is an ordinary worker: so are all others.
  func sharedNothing() {
    guard case .asked(_, let waiting) = sharing else { return }
    sharing = .off
    for worker in waiting { startProcess(worker) }
  }

  /// The candidate never got to an answer: the next one is asked.
  func candidateGone() {
    guard case .asked(_, let waiting) = sharing else { return }
    sharing = .undecided
    for worker in waiting { startProcess(worker) }
  }

  /// A worker that has no process yet is not wanted any more.
  ///
  /// - Returns: False when it does not wait.
  func leaveWaiting(_ worker: WorkerID) -> Bool {
    guard case .asked(let candidate, let waiting) = sharing, waiting.contains(worker) else {
      return false
    }
    sharing = .asked(candidate: candidate, waiting: waiting.filter { $0 != worker })
    eventLoop.execute {
      self.assumeIsolated { $0.report(.workerExited(worker, .ended, lastBegun: 0)) }
    }
    return true
  }

  /// What the candidate has loaded can be shared: it serves from now on, and its slot gets a worker.
  func becomeServer(_ process: WorkerProcess) {
    guard case .asked(let candidate, let waiting) = sharing, candidate == process.number else {
      return protocolBroken(
        WorkerConnection.Speaker(worker: process.id, process: process.number),
        WireError.unexpected)
    }
    processes[process.id.slot] = nil
    do {
      sharing = .served(try ForkServer(process, socket: process.socket))
    } catch {
      // Without it there is nothing to serve.
      process.kill()
      sharing = .off
      logger.error("fork server lost", metadata: ["reason": "\(error)"])
    }
    note(.job, "workers share the model: process \(process.pid) holds it")
    for worker in [process.id] + waiting {
      if process.id == worker, let reason = process.endedBecause {
        // It was not wanted any more while it was loading.
        logger.info("worker not started", metadata: ["reason": "\(reason)"])
        eventLoop.execute {
          self.assumeIsolated { $0.report(.workerExited(worker, .ended, lastBegun: 0)) }
        }
      } else {
        startProcess(worker)
      }
    }
  }

  // MARK: - The server

  /// How long the server may take to fork or to reap, which are a matter of milliseconds.
  private static let answerLimit = TimeAmount.seconds(10)

  /// A server that does not answer, because it is frozen say, would hold the whole job: it is replaced.
  func expectAnswer(about process: WorkerProcess, from server: ForkServer) {
    let speaker = WorkerConnection.Speaker(worker: process.id, process: process.number)
    let isToBeReaped = process.isAwaitingReap
    eventLoop.scheduleTask(in: Self.answerLimit) {
      self.assumeIsolated { engine in
        guard let server = engine.sharing.server, let process = engine.present(speaker),
          process.server === server,
          isToBeReaped ? process.isAwaitingReap : process.pid == 0
        else { return }
        engine.note(
          .warning, "the process that holds the shared model does not answer; it is ended")
        server.process.kill()
      }
    }
  }

  func receivedFromServer(_ frame: WorkerFrame) {
    switch frame {
    case .forked(let forked):
      guard let process = process(named: forked.processName) else { return }
      do {
        try process.wasForked(as: forked.pid)
        watch(process)
        // It was to end before it had begun.
        if process.endedBecause != nil { process.kill() }
      } catch {
        ended(process, .signal(SIGKILL))
      }
    case .forkFailed(let failed):
      guard let process = process(named: failed.processName) else { return }
      lastInitFailure = WorkerFrame.InitFailure(
        class: "start", message: "the worker could not be forked: \(failed.message)",
        traceback: nil, stage: "start", missingModule: nil)
      ended(process, .code(1))
    case .reaped(let reaped):
      guard let process = processes.values.first(where: { $0.pid == reaped.pid }) else { return }
      process.isAwaitingReap = false
      process.peakBytes = reaped.maxRssKib << 10
      ended(process, WorkerProcess.Exit(waitStatus: reaped.status))
    case .notice(let notice):
      if noticesSeen.insert(notice.code).inserted { note(.warning, notice.message) }
    case .ready, .initFailed, .succeeded, .failed, .skipped, .shareable:
      logger.error("the fork server speaks as a worker")
    }
  }

  /// Its workers die with it; the next worker to start asks anew.
  func serverExited(_ server: ForkServer) {
    server.died()
    let exit = server.process.reap() ?? .signal(SIGKILL)
    sharing = .undecided
    if machine.phase != .ended, machine.phase != .finalizing {
      note(.warning, "the process that holds the shared model \(exit); it is loaded again")
    }
    // Those that were still to be forked never will be, and nobody tells of those that have ended; the ends
    // of the others are seen one by one.
    for process in processes.values
    where process.server === server && (process.pid == 0 || process.isAwaitingReap) {
      ended(process, .signal(SIGKILL))
    }
  }

  private func process(named name: String) -> WorkerProcess? {
    processes.values.first { $0.name == name }
  }
}

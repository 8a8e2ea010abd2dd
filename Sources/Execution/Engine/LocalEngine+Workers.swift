import BatchEndpoints
import Foundation
import Glibc
import Logging
import NIOCore
import NIOPosix
import Scheduling

/// Worker processes: their sockets, their ends.
extension LocalEngine {
  /// How long a worker may take to end after SIGTERM.
  private static let killDelay = TimeAmount.seconds(2)
  /// How long a dead worker's socket may stay open because a child of its holds it.
  private static let socketGrace = TimeAmount.milliseconds(500)
  /// How long a worker without a socket may live.
  private static let exitGrace = TimeAmount.seconds(2)
  /// How long `shutdown()` may take.
  private static let shutdownLimit = TimeAmount.seconds(30)

  /// Puts a new worker's socket on the event loop and watches the process, unless it is still to be forked.
  func adopt(_ process: WorkerProcess, socket: Int32) {
    if process.pid > 0 { watch(process) }
    let speaker = WorkerConnection.Speaker(worker: process.id, process: process.number)
    ClientBootstrap(group: eventLoop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            WorkerConnection(engine: self, speaker: speaker))
        }
      }
      .withConnectedSocket(socket)
      .whenComplete { result in
        self.assumeIsolated { $0.connected(speaker, result, socket) }
      }
  }

  func watch(_ process: WorkerProcess) {
    confine(process)
    logger.info(
      "worker started", metadata: ["worker": "\(process.id)", "pid": "\(process.pid)"])
    let speaker = WorkerConnection.Speaker(worker: process.id, process: process.number)
    process.watchExit {
      self.eventLoop.execute { self.assumeIsolated { $0.exited(speaker) } }
    }
  }

  private func connected(
    _ speaker: WorkerConnection.Speaker, _ result: Result<any Channel, any Error>,
    _ socket: Int32
  ) {
    guard let process = present(speaker) else { return }
    switch result {
    case .success(let channel):
      guard !process.isSocketClosed else { return }
      process.channel = channel
      process.socket = socket
      // A forked worker is configured already.
      guard process.server == nil else { return }
      let frame = RunnerFrame.configure(
        launch.configuration(
          slot: speaker.worker.slot, process: process.number,
          mayShare: sharing.candidate == process.number))
      channel.writeAndFlush(frame, promise: nil)
    case .failure(let error):
      process.isSocketClosed = true
      end(speaker.worker, because: "its socket cannot be used: \(error)")
    }
  }

  // MARK: - What workers say

  func received(_ frame: WorkerFrame, from speaker: WorkerConnection.Speaker) {
    if sharing.server?.process.number == speaker.process { return receivedFromServer(frame) }
    guard let process = present(speaker), !process.isDistrusted else { return }
    let worker = speaker.worker
    switch frame {
    case .shareable: becomeServer(process)
    case .forked, .forkFailed, .reaped:
      protocolBroken(speaker, WireError.unexpected)
    case .ready:
      process.isReady = true
      measureMemory(worker.slot)
      if sharing.candidate == process.number { sharedNothing() }
      report(.workerReady(worker))
    case .initFailed(let failure):
      process.initFailure = failure
      lastInitFailure = failure
      // Paused for want of room, the job does not count it.
      if failure.storageFull == true { _ = pauseForScript("init(): \(failure.message)") }
      noteError(process, "init()", failure.summary, failure.traceback)
      report(.workerInitFailed(worker))
    case .succeeded(let success):
      handle(
        .miniBatchSucceeded(
          worker, dispatch: success.dispatch, items: success.items, run: success.run),
        with: .rows(success))
    case .failed(let dispatch, let failure):
      bytesByDispatch[dispatch] = nil
      let message = self.message(of: failure)
      if failure.outOfMemory == true { process.hasRunOutOfMemory = true }
      if failure.storageFull == true, pauseForScript("run(): \(message)") {
        return report(.miniBatchFailed(worker, dispatch: dispatch, .storageFull))
      }
      if let held = machine.inFlight(slot: worker.slot).first {
        noteFailedAttempt(process, held)
        noteError(
          process, "mini-batch \(held.index), \(Amount.count(held.files.count, "file"))",
          "\(failure.class): \(message)", failure.traceback)
      }
      report(
        .miniBatchFailed(
          worker, dispatch: dispatch, failure.outOfMemory == true ? .outOfMemory : .raised),
        with: .failure(
          errorClass: failure.class, message: message, traceback: failure.traceback))
    case .skipped(let dispatch):
      bytesByDispatch[dispatch] = nil
      report(.miniBatchUnbegun(worker, dispatch: dispatch))
    case .notice(let notice):
      if noticesSeen.insert(notice.code).inserted { note(.warning, notice.message) }
    }
  }

  /// Leaves with the next `flushSent`.
  func send(_ miniBatch: MiniBatch, to worker: WorkerID) {
    guard let process = present(worker), process.channel != nil else { return }
    if process.toSend.readableBytes == 0 { unflushed.append(worker.slot) }
    if !slots[worker.slot].hasBegun { began(slot: worker.slot) }
    do {
      bytesByDispatch[miniBatch.dispatch] = try RunnerFrame.run(
        dispatch: miniBatch.dispatch, index: miniBatch.index, count: miniBatch.files.count,
        to: &process.toSend
      ) { frame in
        try manifest.writePaths(
          first: miniBatch.files.first, count: miniBatch.files.count, root: inputRoot,
          window: &window, to: &frame)
      }
    } catch {
      failStorage(error)
    }
  }

  /// Lets go what was sent: one system call for all that goes to a worker at a time.
  func flushSent() {
    for slot in unflushed {
      guard let process = processes[slot], process.toSend.readableBytes > 0 else { continue }
      process.channel?.writeAndFlush(process.toSend, promise: nil)
      process.toSend = ByteBuffer()
    }
    unflushed.removeAll(keepingCapacity: true)
  }

  /// Keeps a worker from beginning what it was sent, and reports soon what it has not begun.
  func takeBack(from worker: WorkerID, through dispatch: UInt64) {
    guard let process = present(worker) else { return }
    process.page.takeBack(through: dispatch)
    eventLoop.scheduleTask(in: TimeAmount(StatusPage.settlingTime)) {
      self.assumeIsolated { engine in
        guard let process = engine.present(worker) else { return }
        let begun = process.page.begun
        let unbegun = engine.machine.inFlight(slot: worker.slot).map(\.dispatch)
          .filter { $0 > begun && $0 <= dispatch }
        for taken in unbegun { engine.bytesByDispatch[taken] = nil }
        engine.report(.tookBack(worker, unbegun))
      }
    }
  }

  /// Lets a worker finish the mini-batch it is in, and then itself.
  func stop(_ worker: WorkerID) {
    guard let process = present(worker) else { return }
    flushSent()
    process.channel?.writeAndFlush(RunnerFrame.stop(), promise: nil)
    limitShutdown(of: worker)
  }

  /// A worker with nothing left to run that does not end hangs in `shutdown()`.
  private func limitShutdown(of worker: WorkerID) {
    eventLoop.scheduleTask(in: Self.shutdownLimit) {
      self.assumeIsolated { engine in
        guard engine.present(worker) != nil else { return }
        if engine.machine.inFlight(slot: worker.slot).isEmpty {
          engine.end(worker, because: "it did not end within 30 s of being told to")
        } else {
          engine.limitShutdown(of: worker)
        }
      }
    }
  }

  /// Ends a worker: SIGTERM, then SIGKILL to its whole session.
  func end(_ worker: WorkerID, because reason: String) {
    if leaveWaiting(worker) { return }
    guard let process = present(worker), process.endedBecause == nil else { return }
    process.endedBecause = reason
    process.terminate()
    eventLoop.scheduleTask(in: Self.killDelay) {
      self.assumeIsolated { $0.present(worker)?.kill() }
    }
  }

  // MARK: - How they end

  func socketClosed(_ speaker: WorkerConnection.Speaker) {
    guard let process = present(speaker), !process.isSocketClosed else { return }
    process.isSocketClosed = true
    process.channel = nil
    guard process.exit == nil else { return gone(process) }
    // Nothing can be said to it any more, so there is no use in its living on.
    eventLoop.scheduleTask(in: Self.exitGrace) {
      self.assumeIsolated { engine in
        guard engine.present(speaker) != nil else { return }
        engine.end(speaker.worker, because: "it closed its connection")
      }
    }
  }

  func protocolBroken(_ speaker: WorkerConnection.Speaker, _ error: any Error) {
    guard let process = present(speaker) else { return }
    process.isDistrusted = true
    end(speaker.worker, because: "it broke the protocol: \(error)")
  }

  private func exited(_ speaker: WorkerConnection.Speaker) {
    if let server = sharing.server, server.process.number == speaker.process {
      return serverExited(server)
    }
    guard let process = present(speaker), process.exit == nil else { return }
    // What a fork server reaps it will tell.
    if let exit = process.reap() { return ended(process, exit) }
    process.isAwaitingReap = true
    if let server = process.server { expectAnswer(about: process, from: server) }
  }

  /// The process is reaped.
  func ended(_ process: WorkerProcess, _ exit: WorkerProcess.Exit) {
    process.exit = exit
    guard !process.isSocketClosed else { return gone(process) }
    let speaker = WorkerConnection.Speaker(worker: process.id, process: process.number)
    eventLoop.scheduleTask(in: Self.socketGrace) {
      self.assumeIsolated { engine in
        guard let process = engine.present(speaker), !process.isSocketClosed else { return }
        process.isSocketClosed = true
        process.channel?.close(promise: nil)
        engine.gone(process)
      }
    }
  }

  /// The process is reaped and all it had sent is delivered.
  private func gone(_ process: WorkerProcess) {
    let worker = process.id
    let workerEnd = machine.inFlight(slot: worker.slot).isEmpty ? nil : self.workerEnd(process)
    processes[worker.slot] = nil
    boundLastLogs(of: process)
    if sharing.candidate == process.number { candidateGone() }
    for lost in machine.inFlight(slot: worker.slot) { bytesByDispatch[lost.dispatch] = nil }
    rmdir(launch.folder.workPath + "/" + process.name)
    let wasDraining = slots[worker.slot].end()
    let reason = reason(for: process)
    lastWorkerEnd = reason
    logger.info("worker gone", metadata: ["worker": "\(worker)", "reason": "\(reason)"])
    if let failure = process.initFailure {
      note(.worker, "worker \(worker.slot): init failed: \(failure.summary)")
    } else if process.endedBecause == nil, !wasDraining {
      if !process.isReady {
        lastInitFailure = WorkerFrame.InitFailure(
          class: "worker_died", message: "the worker \(reason) before init() returned",
          traceback: nil, stage: "init", missingModule: nil)
      }
      note(.worker, "worker \(worker.slot) \(reason)\(place(of: process))")
    } else if machine.phase == .running {
      let stopped =
        process.hasRunOutOfMemory
        ? "ran out of memory in run() and has stopped" : "has stopped, as asked"
      note(.worker, "worker \(worker.slot) \(process.exit == .code(0) ? stopped : reason)")
    }
    if let held = machine.inFlight(slot: worker.slot).first, held.dispatch <= process.page.begun {
      noteFailedAttempt(process, held)
    }
    if let held = machine.inFlight(slot: worker.slot).first, process.endedBecause == nil {
      noteError(
        process, "mini-batch \(held.index), \(Amount.count(held.files.count, "file"))",
        "the worker \(reason)\(place(of: process))", nil)
    }
    let death = death(of: process)
    // What broke the protocol was at work; its page may be as broken as its frames.
    let broken = process.isDistrusted ? machine.inFlight(slot: worker.slot).first?.dispatch : nil
    report(
      .workerExited(worker, death, lastBegun: broken ?? process.page.begun),
      with: .failure(
        errorClass: death == .outOfMemory ? "out_of_memory" : "worker_died",
        message: "the worker \(reason)\(place(of: process))", workerEnd: workerEnd))
  }

  /// Puts an attempt that gave no rows into the logs.
  private func noteFailedAttempt(_ process: WorkerProcess, _ miniBatch: MiniBatch) {
    let elapsed = process.page.elapsed(in: miniBatch.dispatch)
    group.failedAttempts.append(
      CommitGroup.MiniBatchRecord(
        miniBatch: miniBatch, items: 0, rowLength: 0, bytes: 0, worker: process.id.slot,
        process: process.number, pid: process.pid, run: elapsed))
    flushSoon()
  }

  /// Puts an error of the scoring script into the logs.
  func noteError(
    _ process: WorkerProcess, _ place: String, _ summary: String, _ traceback: String?
  ) {
    group.errors.append(
      ScriptError(
        at: Date(), process: process.name, place: place, summary: summary, traceback: traceback))
    flushSoon()
  }

  /// Which file a worker was on when it ended, as far as its status page tells.
  func place(of process: WorkerProcess) -> String {
    guard let reading = process.page.reading, reading.phase == .running,
      let running = machine.inFlight(slot: process.id.slot).first, reading.index > 0,
      let path = displayPath(running, index: reading.index)
    else { return "" }
    return " at file \(reading.index) of \(running.files.count), \(path)"
  }

  /// The path of the `index`-th file of a mini-batch, from 1, relative to the input.
  func displayPath(_ miniBatch: MiniBatch, index: Int) -> String? {
    guard index >= 1, index <= miniBatch.files.count else { return nil }
    return try? manifest.entries(first: miniBatch.files.first + index - 1, count: 1)
      .first?.displayPath
  }

  /// The process that speaks, unless it has been replaced, is gone, or serves forks now.
  func present(_ speaker: WorkerConnection.Speaker) -> WorkerProcess? {
    guard let process = present(speaker.worker), process.number == speaker.process else {
      return nil
    }
    return process
  }

  /// The worker's process, unless it has been replaced or is gone.
  func present(_ worker: WorkerID) -> WorkerProcess? {
    guard let process = processes[worker.slot], process.id == worker else { return nil }
    return process
  }
}

extension WorkerFrame.InitFailure {
  /// One line: the exception as Python prints it.
  var summary: String {
    stage == "contract" || stage == "start" || ["worker_died", "timeout"].contains(self.class)
      ? message : "\(self.class): \(message)"
  }
}

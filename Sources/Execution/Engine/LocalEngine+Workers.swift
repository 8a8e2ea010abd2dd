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

  /// Puts a new worker's socket on the event loop and watches the process.
  func adopt(_ process: WorkerProcess, socket: Int32) {
    let worker = process.id
    logger.info(
      "worker started", metadata: ["worker": "\(worker)", "pid": "\(process.pid)"])
    process.watchExit {
      self.eventLoop.execute { self.assumeIsolated { $0.exited(worker) } }
    }
    ClientBootstrap(group: eventLoop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers([
            ByteToMessageHandler(WorkerFrameDecoder()),
            WorkerConnection(engine: self, worker: worker),
          ])
        }
      }
      .withConnectedSocket(socket)
      .whenComplete { result in
        self.assumeIsolated { $0.connected(worker, result) }
      }
  }

  private func connected(_ worker: WorkerID, _ result: Result<any Channel, any Error>) {
    guard let process = present(worker) else { return }
    switch result {
    case .success(let channel):
      guard !process.isSocketClosed else { return }
      process.channel = channel
      do {
        let frame = try RunnerFrame.configure(
          launch.configuration(slot: worker.slot, processName: process.name))
        channel.writeAndFlush(frame, promise: nil)
      } catch {
        end(worker, because: "\(error)")
      }
    case .failure(let error):
      process.isSocketClosed = true
      end(worker, because: "its socket cannot be used: \(error)")
    }
  }

  // MARK: - What workers say

  func received(_ frame: WorkerFrame, from worker: WorkerID) {
    guard let process = present(worker), process.endedBecause == nil else { return }
    switch frame {
    case .ready:
      process.isReady = true
      report(.workerReady(worker))
    case .initFailed(let failure):
      process.initFailure = failure
      lastInitFailure = failure
      noteError(process, "init()", failure.summary, failure.traceback)
      report(.workerInitFailed(worker))
    case .succeeded(let success):
      report(
        .miniBatchSucceeded(
          worker, dispatch: success.dispatch, items: success.items, run: success.run),
        with: .rows(success))
    case .failed(let dispatch, let failure):
      bytesByDispatch[dispatch] = nil
      let message = failure.message.isEmpty ? failure.class : failure.message
      if let held = machine.inFlight(slot: worker.slot).first {
        noteError(
          process, "mini-batch \(held.index), \(held.files.count) files",
          "\(failure.class): \(message)", failure.traceback)
      }
      report(
        .miniBatchFailed(worker, dispatch: dispatch),
        with: .failure(
          errorClass: failure.class, message: message, traceback: failure.traceback))
    case .notice(let notice):
      if noticesSeen.insert(notice.code).inserted { note(.warning, notice.message) }
    }
  }

  func send(_ miniBatch: MiniBatch, to worker: WorkerID) {
    guard let manifest, let channel = present(worker)?.channel else { return }
    do {
      let (paths, bytes) = try manifest.run(
        first: miniBatch.files.first, count: miniBatch.files.count, root: inputRoot)
      bytesByDispatch[miniBatch.dispatch] = bytes
      let frame = RunnerFrame.run(
        dispatch: miniBatch.dispatch, index: miniBatch.index, count: miniBatch.files.count,
        paths: paths)
      channel.writeAndFlush(frame, promise: nil)
    } catch {
      failStorage(error)
    }
  }

  /// Lets a worker finish the mini-batch it is in, and then itself.
  func stop(_ worker: WorkerID) {
    guard let process = present(worker) else { return }
    process.page.takeBackUnstarted()
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
    guard let process = present(worker), process.endedBecause == nil else { return }
    process.endedBecause = reason
    process.terminate()
    eventLoop.scheduleTask(in: Self.killDelay) {
      self.assumeIsolated { $0.present(worker)?.kill() }
    }
  }

  // MARK: - How they end

  func socketClosed(_ worker: WorkerID) {
    guard let process = present(worker) else { return }
    process.isSocketClosed = true
    process.channel = nil
    guard process.exit == nil else { return gone(process) }
    // Nothing can be said to it any more, so there is no use in its living on.
    eventLoop.scheduleTask(in: Self.exitGrace) {
      self.assumeIsolated { $0.end(worker, because: "it closed its connection") }
    }
  }

  func protocolBroken(_ worker: WorkerID, _ error: any Error) {
    end(worker, because: "it broke the protocol: \(error)")
  }

  private func exited(_ worker: WorkerID) {
    guard let process = present(worker), process.exit == nil else { return }
    process.exit = process.reap()
    guard !process.isSocketClosed else { return gone(process) }
    eventLoop.scheduleTask(in: Self.socketGrace) {
      self.assumeIsolated { engine in
        guard let process = engine.present(worker), !process.isSocketClosed else { return }
        process.isSocketClosed = true
        process.channel?.close(promise: nil)
        engine.gone(process)
      }
    }
  }

  /// The process is reaped and all it had sent is delivered.
  private func gone(_ process: WorkerProcess) {
    let worker = process.id
    processes[worker.slot] = nil
    for lost in machine.inFlight(slot: worker.slot) { bytesByDispatch[lost.dispatch] = nil }
    rmdir(launch.folder.workPath + "/" + process.name)
    slots[worker.slot].rssBytes = nil
    slots[worker.slot].cpuPercent = nil

    let wasDraining = slots[worker.slot].isDraining
    slots[worker.slot].isDraining = false
    let death = process.exit.map { "\($0)" } ?? "is gone"
    let reason = process.endedBecause.map { "was ended because \($0)" } ?? death
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
      note(.worker, "worker \(worker.slot) \(reason)")
    }
    if let held = machine.inFlight(slot: worker.slot).first, process.endedBecause == nil {
      noteError(
        process, "mini-batch \(held.index), \(held.files.count) files",
        "the worker \(reason)\(place(of: process))", nil)
    }
    report(
      .workerExited(worker),
      with: .failure(
        errorClass: "worker_died", message: "the worker \(reason)\(place(of: process))",
        traceback: nil))
  }

  /// Puts an error of the scoring script into the logs.
  private func noteError(
    _ process: WorkerProcess, _ place: String, _ summary: String, _ traceback: String?
  ) {
    group.errors.append(
      ScriptError(
        at: Date(), process: process.name, place: place, summary: summary, traceback: traceback))
    flushSoon()
  }

  /// Which file a worker was on when it ended, as far as its status page tells.
  private func place(of process: WorkerProcess) -> String {
    guard let reading = process.page.reading, reading.phase == .running,
      let running = machine.inFlight(slot: process.id.slot).first, reading.index > 0,
      let path = displayPath(running, index: reading.index)
    else { return "" }
    return " at file \(reading.index) of \(running.files.count), \(path)"
  }

  /// The path of the `index`-th file of a mini-batch, from 1, relative to the input.
  func displayPath(_ miniBatch: MiniBatch, index: Int) -> String? {
    guard index >= 1, index <= miniBatch.files.count else { return nil }
    return try? manifest?.entries(first: miniBatch.files.first + index - 1, count: 1)
      .first?.displayPath
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
    stage == "contract" || stage == "start" || self.class == "worker_died"
      ? message : "\(self.class): \(message)"
  }
}

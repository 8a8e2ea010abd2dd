import BatchEndpoints
import Foundation
import Glibc
import Logging
import NIOCore
import NIOPosix
import Scheduling
import SystemMetrics

/// Runs a job's workers on this machine: applies what the state machine decides, and tells it what
/// happens.
///
/// Pinned to one event loop; everything that changes lives there. No decision is made here.
final actor LocalEngine {
  nonisolated let unownedExecutor: UnownedSerialExecutor
  let eventLoop: any EventLoop
  let launch: WorkerLaunch
  let committer: Committer
  let logger: Logger
  let procFS = ProcFS()
  /// Called once, on the event loop, with the job's last snapshot.
  private let whenEnded: @Sendable (JobSnapshot) -> Void

  var machine: JobStateMachine
  var manifest: InputManifest?
  var inputRoot: ByteBuffer
  /// By slot. A slot whose process is gone holds none.
  var processes: [Int: WorkerProcess] = [:]
  private var processCount: Int
  var slots: [SlotRecord]
  /// Sizes of the files in each mini-batch that is out, by dispatch.
  var bytesByDispatch: [UInt64: Int] = [:]

  var group = CommitGroup()
  var groupsOut = 0
  var isBacklogged = false
  var flushTimer: Scheduled<Void>?
  var lastFlush = Duration.zero
  var mustReportFlush = false
  var storageError: (any Error)?

  var status = JobStatus.preparing
  let startedAt = Date()
  let startedInstant = StatusPage.now
  /// What earlier runners of this job used.
  let elapsedBefore: Double
  var endedAt: Date?
  var error: JobSnapshot.JobError?
  var bytesDone = 0
  var rate = RateMeter()
  var history: [JobSample] = []
  var recentFailures: [FailedFile]
  var recentEvents: [JobEvent]
  /// Moves whenever failures or events do.
  var newsVersion = 0
  var failureMessages: [String: Int] = [:]
  var noticesSeen: Set<String> = []
  var lastInitFailure: WorkerFrame.InitFailure?
  var sampleTimer: RepeatedTask?
  /// Since the runner began.
  var lastSample = Duration.zero

  /// What is shown of a slot beyond its process.
  struct SlotRecord {
    var filesDone = 0
    var rate = RateMeter()
    var rssBytes: Int?
    var cpuPercent: Double?
    var cpuTime: Duration?
    var isDraining = false
    var isBackingOff = false
    var incarnation = 0
  }

  /// What came along with an event and its actions may need.
  enum Detail {
    case none
    case rows(WorkerFrame.Success)
    case failure(errorClass: String, message: String, traceback: String?)
  }

  init(
    eventLoop: any EventLoop, launch: WorkerLaunch, committer: Committer,
    previous: PreviousRun, logger: Logger, whenEnded: @escaping @Sendable (JobSnapshot) -> Void
  ) {
    self.eventLoop = eventLoop
    unownedExecutor = eventLoop.executor.asUnownedSerialExecutor()
    self.launch = launch
    self.committer = committer
    self.logger = logger
    self.whenEnded = whenEnded
    let specification = launch.specification
    machine = JobStateMachine(
      rules: JobRules(
        miniBatchSize: specification.miniBatchSize, workers: specification.workers,
        errorThreshold: specification.errorThreshold < 0 ? nil : specification.errorThreshold,
        maxRetries: specification.maxRetries, isolation: specification.isolation,
        needsRows: specification.outputAction == .appendRow))
    slots = Array(repeating: SlotRecord(), count: specification.workers)
    inputRoot = ByteBuffer(string: specification.inputPath + "/")
    processCount = previous.processCount
    elapsedBefore = previous.elapsedSeconds
    recentFailures = previous.failures
    recentEvents = previous.events
    history = previous.samples
  }

  /// What earlier runners of the job left.
  struct PreviousRun: Sendable {
    /// Worker processes started so far; their log files exist.
    var processCount = 0
    var elapsedSeconds = 0.0
    var failures: [FailedFile] = []
    var events: [JobEvent] = []
    var samples: [JobSample] = []
  }

  // MARK: - Beginning

  func begin() {
    note(.job, elapsedBefore == 0 ? "runner started" : "runner started again")
    sampleTimer = eventLoop.scheduleRepeatedTask(
      initialDelay: .seconds(1), delay: .seconds(1)
    ) { _ in self.assumeIsolated { $0.takeSample() } }
    report(.began)
    // Readers and lists know of the job from its first moment on.
    group.snapshot = snapshot()
  }

  /// The input stands: `settled` is what earlier runners finished of it.
  func inputListed(_ manifest: InputManifest, settled: Ledger.Settled) {
    self.manifest = manifest
    if manifest.isSingleFile(at: launch.specification.inputPath) {
      inputRoot = ByteBuffer(string: parentFolder(of: launch.specification.inputPath) + "/")
    }
    var settled = settled
    bytesDone = settled.bytes
    do {
      for (position, entry) in try manifest.problems() {
        let range = FileRange(first: position, count: 1)
        guard !settled.ranges.contains(range) else { continue }
        settled.ranges.append(range)
        settled.counts.filesFailed += 1
        recordFailure(
          at: position, entry, attempts: 0, errorClass: "unreadable",
          message: entry.problem?.message ?? "", traceback: nil, worker: nil)
      }
    } catch {
      return failStorage(error)
    }
    if settled.counts.filesSucceeded + settled.counts.filesFailed > 0 {
      note(
        .job,
        "\(settled.counts.filesSucceeded + settled.counts.filesFailed) of \(manifest.count) files "
          + "already have results")
    }
    let pending = FileRange.gaps(in: manifest.count, around: settled.ranges)
    report(.inputsListed(pending: pending, settled: settled.counts))
  }

  /// The input could not be listed.
  func inputFailed(_ error: any Error) { failStorage(error) }

  func cancel(now: Bool) {
    if machine.phase == .preparing || machine.phase == .running {
      note(.operatorAction, now ? "cancel at once" : "cancel after the running mini-batches")
    }
    report(.cancelRequested(now: now))
  }

  // MARK: - The funnel

  /// Every event goes through here; actions never report synchronously.
  func report(_ event: JobStateMachine.Event, with detail: Detail = .none) {
    do {
      for action in try machine.handle(event) { apply(action, detail) }
    } catch {
      fault(error)
    }
  }

  private func apply(_ action: JobStateMachine.Action, _ detail: Detail) {
    switch action {
    case .startWorker(let worker): start(worker)
    case .send(let miniBatch, let worker): send(miniBatch, to: worker)
    case .commit(let miniBatch, let items, let worker):
      guard case .rows(let success) = detail else {
        preconditionFailure("rows are committed only as they come")
      }
      commit(miniBatch, items: items, by: worker, success)
    case .recordFailure(let miniBatch, let worker):
      guard case .failure(let errorClass, let message, let traceback) = detail else {
        preconditionFailure("files fail only for a reason")
      }
      fail(miniBatch, by: worker, errorClass, message, traceback)
    case .scheduleRestart(let worker, let delay):
      slots[worker.slot].isBackingOff = true
      eventLoop.scheduleTask(in: .init(delay)) {
        self.assumeIsolated { $0.report(.restartDue(worker)) }
      }
    case .stopWorker(let worker):
      slots[worker.slot].isDraining = true
      stop(worker)
    case .killWorker(let worker):
      end(worker, because: "stopped with the job")
    case .changePhase(let phase): change(to: phase)
    case .flushOutput:
      mustReportFlush = true
      flush()
    case .end(let outcome): finish(outcome)
    }
  }

  /// A worker spoke out of turn.
  private func fault(_ error: InvalidTransition) {
    logger.critical("invalid transition", metadata: ["story": "\(error)"])
    switch error.event {
    case .workerReady(let worker), .workerInitFailed(let worker),
      .miniBatchSucceeded(let worker, _, _, _), .miniBatchFailed(let worker, _):
      end(worker, because: "it broke the protocol: \(error.reason)")
    case .began, .inputsListed, .workerExited, .restartDue, .outputBacklogged, .outputFlushed,
      .cancelRequested, .storageFailed:
      preconditionFailure("\(error)")
    }
  }

  private func start(_ worker: WorkerID) {
    let number = processCount
    processCount += 1
    slots[worker.slot].isBackingOff = false
    slots[worker.slot].isDraining = false
    slots[worker.slot].incarnation = worker.incarnation
    slots[worker.slot].cpuTime = nil
    do {
      let (process, socket) = try WorkerProcess.start(worker, number: number, launch: launch)
      processes[worker.slot] = process
      adopt(process, socket: socket)
    } catch {
      logger.error("worker did not start", metadata: ["reason": "\(error)"])
      lastInitFailure = WorkerFrame.InitFailure(
        class: "start", message: "\(error)", traceback: nil, stage: "start", missingModule: nil)
      eventLoop.execute {
        self.assumeIsolated { $0.report(.workerExited(worker)) }
      }
    }
  }

  private func change(to phase: JobStateMachine.Phase) {
    switch phase {
    case .preparing: status = .preparing
    case .running:
      status = .running
      note(
        .job,
        "running: \(launch.specification.workers) workers, mini-batch size "
          + "\(launch.specification.miniBatchSize)")
    case .finalizing: status = .finalizing
    case .ended: return  // the outcome follows and says how
    }
    group.snapshot = snapshot()
    flushSoon()
  }

  private func finish(_ outcome: JobStateMachine.Outcome) {
    sampleTimer?.cancel()
    endedAt = Date()
    switch outcome {
    case .completed:
      status = .completed
      note(.job, "completed: \(machine.counts.filesSucceeded) files scored, \(failedText)")
    case .canceled:
      status = .canceled
      note(.job, "canceled: \(machine.counts.filesSucceeded) files scored, \(failedText)")
    case .failed(let cause):
      status = .failed
      let error = jobError(for: cause)
      self.error = error
      note(.job, "failed: \(error.message)")
    }
    if history.isEmpty { takeSample() }
    let last = snapshot()
    group.snapshot = last
    committer.commit(group) { result in
      if case .failure(let error) = result {
        self.logger.error("last records lost", metadata: ["reason": "\(error)"])
      }
      self.eventLoop.execute { self.whenEnded(last) }
    }
    group = CommitGroup()
  }

  private var failedText: String { "\(machine.counts.filesFailed) failed" }

  /// Puts a line into the job's events.
  func note(_ kind: JobEvent.Kind, _ message: String) {
    let event = JobEvent(at: Date(), kind: kind, message: message)
    recentEvents.insert(event, at: 0)
    if recentEvents.count > Self.recentLimit { recentEvents.removeLast() }
    newsVersion += 1
    group.events.append(event)
    flushSoon()
    logger.notice("event", metadata: ["kind": "\(kind.rawValue)", "message": "\(message)"])
  }

  /// How many failures and events a snapshot carries.
  static let recentLimit = 50
}

/// The folder a path lies in.
func parentFolder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "" }
  return String(path[..<slash])
}

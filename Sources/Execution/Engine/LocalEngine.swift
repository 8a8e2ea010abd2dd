import BatchEndpoints
import Dispatch
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
  var launch: WorkerLaunch
  let committer: Committer
  let logger: Logger
  let procFS = ProcFS()
  /// Kept when the first results are durable.
  let resultsCame: EventLoopPromise<Void>
  /// Called once, on the event loop, with the job's last snapshot.
  private let whenEnded: @Sendable (JobSnapshot) -> Void

  var machine: JobStateMachine
  /// As far as the input is listed.
  var manifest: InputManifest
  /// What of it is read ahead.
  var window: InputManifest.Window?
  var isListed = false
  var inputRoot: ByteBuffer
  /// By slot. A slot whose process is gone holds none.
  var processes: [Int: WorkerProcess] = [:]
  var processCount: Int
  var sharing: Sharing
  var slots: [SlotRecord]
  /// Sizes of the files in each mini-batch that is out, by dispatch.
  var bytesByDispatch: [UInt64: Int] = [:]
  /// Slots whose workers were sent something that has not left yet.
  var unflushed: [Int] = []

  var group = CommitGroup()
  var groupsOut = 0
  var isBacklogged = false
  var flushTimer: Scheduled<Void>?
  var lastFlush = Duration.zero
  var hasHandedOverRows = false
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
  var history: [JobSample] = []
  var recentFailures: [FailedFile]
  var recentEvents: [JobEvent]
  /// Moves whenever failures or events do.
  var newsVersion = 0
  var failureMessages: [String: Int] = [:]
  var noticesSeen: Set<String> = []
  var lastInitFailure: WorkerFrame.InitFailure?
  /// How the last worker that is gone ended, as in "the worker …".
  var lastWorkerEnd: String?
  var sampleTimer: RepeatedTask?
  var watchTimer: RepeatedTask?
  var stuckRule = StuckRule()
  var lateLooks = LateLooks()
  var progressMeter = ProgressMeter()
  /// The fork server's memory.
  var serverShare: MemoryShare?
  /// Whose share is measured next.
  var nextShare = 0
  /// Where logs are cut, one at a time; it is empty before the runner ends.
  nonisolated let logCutting = DispatchQueue(label: "logs")
  /// One at a time, so that those who ask again and again start one program each.
  nonisolated let stackReading = DispatchQueue(label: "stacks")
  /// The latest change whose effect on the throughput is not known yet.
  var change: Change?
  var roomWait = RoomWait()
  /// How many workers memory admits; nil for as many as are asked.
  var workerLimit: Int?
  /// Why memory admits fewer workers than asked.
  var admissionReason: String?
  /// The kernel's count of processes it killed for want of memory.
  var oomKills: UInt64?
  /// Since the runner began.
  var lastSample = Duration.zero

  /// What came along with an event and its actions may need.
  enum Detail {
    case none
    case rows(WorkerFrame.Success)
    case failure(
      errorClass: String, message: String, traceback: String? = nil,
      workerEnd: FailedFile.WorkerEnd? = nil)
  }

  init(
    eventLoop: any EventLoop, launch: WorkerLaunch, manifest: InputManifest, committer: Committer,
    previous: PreviousRun, logger: Logger, resultsCame: EventLoopPromise<Void>,
    whenEnded: @escaping @Sendable (JobSnapshot) -> Void
  ) {
    self.eventLoop = eventLoop
    unownedExecutor = eventLoop.executor.asUnownedSerialExecutor()
    self.launch = launch
    self.committer = committer
    self.logger = logger
    self.resultsCame = resultsCame
    self.whenEnded = whenEnded
    let specification = launch.specification
    machine = JobStateMachine(
      rules: JobRules(
        miniBatchSize: specification.miniBatchSize, workers: specification.workers,
        errorThreshold: specification.errorThreshold < 0 ? nil : specification.errorThreshold,
        maxRetries: specification.maxRetries, isolation: specification.isolation,
        needsRows: specification.outputAction == .appendRow,
        miniBatchBytes: specification.miniBatchBytes,
        order: specification.order == .path ? .path : .largestFirst),
      // Sizes cost a look into the manifest for each mini-batch.
      sizes: specification.order == .path && specification.miniBatchBytes == nil ? nil : manifest)
    slots = Array(repeating: SlotRecord(), count: specification.workers)
    self.manifest = manifest
    inputRoot = ByteBuffer(
      string: manifest.isSingleFile(at: specification.inputPath)
        ? parentFolder(of: specification.inputPath) + "/" : specification.inputPath + "/")
    processCount = previous.processCount
    sharing = specification.shareModel == .off || specification.workers == 1 ? .off : .undecided
    elapsedBefore = previous.elapsedSeconds
    recentFailures = previous.failures
    recentEvents = previous.events
    history = previous.samples
    oomKills = try? procFS.oomKillCount()
    if specification.memoryLimitBytes != nil { MemoryGroup.sweep(procFS) }
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
    // A freeze may come before the first look.
    lateLooks.look(at: StatusPage.now, every: .zero)
    watchTimer = eventLoop.scheduleRepeatedTask(
      initialDelay: Self.watchInterval, delay: Self.watchInterval
    ) { _ in self.assumeIsolated { $0.watchWorkers() } }
    report(.began)
    // Readers and lists know of the job from its first moment on.
    group.snapshot = snapshot()
  }

  /// Files were added to the manifest; of those that an earlier runner had listed, `settled` is what it
  /// finished, and `failureMessages` counts why files failed.
  func filesListed(
    _ listed: ListedFiles, settled: Ledger.Settled = Ledger.Settled(),
    failureMessages messages: [String: Int] = [:]
  ) {
    failureMessages.merge(messages) { $0 + $1 }
    let range = FileRange(first: listed.first, count: listed.extent.count - listed.first)
    let bytes = listed.extent.bytesTotal - manifest.bytesTotal - settled.bytes
    manifest.extent = listed.extent
    bytesDone += settled.bytes
    var (ranges, counts) = (settled.ranges, settled.counts)
    let known = listed.problems.isEmpty ? [] : Set(ranges.filter { $0.count == 1 })
    for (position, entry) in listed.problems {
      let file = FileRange(first: position, count: 1)
      guard !known.contains(file) else { continue }
      ranges.append(file)
      counts.filesFailed += 1
      recordFailure(
        at: position, entry, attempts: 0, errorClass: "unreadable",
        message: entry.problem?.message ?? "")
    }
    let done = settled.counts.filesSucceeded + settled.counts.filesFailed
    if done > 0 {
      let files = Amount.count(range.count, "file")
      note(.job, "already done: \(Amount.grouped(done)) of \(files)")
    }
    counts.filesTotal = range.count
    report(
      .filesListed(
        pending: range.gaps(around: ranges), pendingBytes: bytes, settled: counts))
  }

  /// Nothing will be added to the manifest any more, because all is listed or the rest cannot be.
  func listingEnded(_ listed: Result<Void, any Error>) {
    switch listed {
    case .success:
      isListed = true
      report(.listingEnded)
    case .failure(let error): failStorage(error)
    }
  }

  /// Does what the operator asks.
  ///
  /// - Throws: `TooLate` when the job ends otherwise and there is nothing to be ended at once.
  func cancelAsAsked(now: Bool) throws(TooLate) {
    if machine.phase == .ended || machine.phase == .finalizing {
      guard roomWait.holdsOrdering || machine.isCanceled || now else { throw TooLate() }
    }
    cancel(now: now)
  }

  func cancel(now: Bool) {
    if roomWait.holdsOrdering { return giveUpOrdering() }
    if now { stopWaitingForRoom() }
    if machine.phase != .finalizing, machine.phase != .ended {
      note(.operatorAction, now ? "cancel at once" : "cancel after the running mini-batches")
    }
    report(.cancelRequested(now: now))
  }

  // MARK: - The funnel

  /// Every event goes through here; actions never report synchronously.
  func report(_ event: JobStateMachine.Event, with detail: Detail = .none) {
    handle(event, with: detail)
    flushSent()
  }

  /// As `report`, for one of several events at once: `flushSent` is called after the last of them.
  func handle(_ event: JobStateMachine.Event, with detail: Detail) {
    do {
      for action in try machine.handle(event) { apply(action, detail) }
    } catch {
      fault(error)
    }
  }

  private func apply(_ action: JobStateMachine.Action, _ detail: Detail) {
    switch action {
    case .startWorker(let worker):
      prepareSlot(of: worker)
      startProcess(worker)
    case .send(let miniBatch, let worker): send(miniBatch, to: worker)
    case .commit(let miniBatch, let items, let worker):
      guard case .rows(let success) = detail else {
        preconditionFailure("rows are committed only as they come")
      }
      commit(miniBatch, items: items, by: worker, success)
    case .recordFailure(let miniBatch, let worker, let cause):
      fail(miniBatch, by: worker, cause, detail)
    case .scheduleRestart(let worker, let delay):
      slots[worker.slot].isBackingOff = true
      eventLoop.scheduleTask(in: .init(delay)) {
        self.assumeIsolated { $0.report(.restartDue(worker)) }
      }
    case .takeBack(let worker, let dispatch): takeBack(from: worker, through: dispatch)
    case .stopWorker(let worker):
      slots[worker.slot].isDraining = true
      stop(worker)
    case .endWorker(let worker, let reason): end(worker, because: words(for: reason))
    case .changePhase(let phase): change(to: phase)
    case .flushOutput:
      mustReportFlush = true
      flush()
    case .end(let outcome): end(with: outcome)
    }
  }

  /// A worker spoke out of turn.
  private func fault(_ error: InvalidTransition) {
    logger.critical("invalid transition", metadata: ["story": "\(error)"])
    switch error.event {
    case .workerReady(let worker), .workerInitFailed(let worker),
      .miniBatchSucceeded(let worker, _, _, _), .miniBatchFailed(let worker, _, _):
      present(worker)?.isDistrusted = true
      end(worker, because: "it broke the protocol: \(error.reason)")
    case .began, .filesListed, .listingEnded, .workerExited, .restartDue, .miniBatchTimedOut,
      .miniBatchLasts,
      .tookBack, .miniBatchUnbegun, .outputBacklogged, .outputFlushed, .storageFull, .storageFailed,
      .workersRequested, .workerLimit, .miniBatchSizeRequested, .pauseRequested,
      .continueRequested, .workerStopRequested, .miniBatchSkipRequested, .cancelRequested:
      preconditionFailure("\(error)")
    }
  }

  /// Makes a worker's process, one way or another.
  func start(
    _ worker: WorkerID,
    make: (_ number: Int, WorkerLaunch) throws -> (process: WorkerProcess, socket: Int32)
  ) {
    let number = processCount
    processCount += 1
    group.processes.append(CommitGroup.ProcessRecord(number: number, worker: worker.slot))
    do {
      let (process, socket) = try make(number, launch)
      processes[worker.slot] = process
      adopt(process, socket: socket)
    } catch {
      logger.error("worker did not start", metadata: ["reason": "\(error)"])
      lastInitFailure = WorkerFrame.InitFailure(
        class: "start", message: "\(error)", traceback: nil, stage: "start", missingModule: nil)
      // The commit that this leads to finds out whether the disk is full.
      note(.worker, "worker \(worker.slot) could not be started: \(error)")
      if sharing.candidate == number { candidateGone() }
      eventLoop.execute {
        self.assumeIsolated { $0.report(.workerExited(worker, .ended, lastBegun: 0)) }
      }
    }
  }

  private func prepareSlot(of worker: WorkerID) {
    while slots.count <= worker.slot { slots.append(SlotRecord()) }
    slots[worker.slot].begin(worker)
  }

  private func change(to phase: JobStateMachine.Phase) {
    switch phase {
    case .preparing: status = .preparing
    case .running:
      if status == .paused { wentOn() }
      note(
        .job,
        status == .paused
          ? "running again"
          : "running: \(Amount.count(launch.specification.workers, "worker")), mini-batch size "
            + "\(launch.specification.miniBatchSize)")
      status = .running
    case .paused:
      status = .paused
      note(.job, "paused \(pauseWords)")
    case .finalizing: status = .finalizing
    case .ended: return  // the outcome follows and says how
    }
    group.snapshot = snapshot()
    flushSoon()
  }

  func finish(_ outcome: JobStateMachine.Outcome) {
    sampleTimer?.cancel()
    watchTimer?.cancel()
    sharing.server?.stop()
    endedAt = Date()
    switch outcome {
    case .completed:
      status = .completed
      note(.job, "completed: \(scoredText)")
    case .canceled:
      status = .canceled
      note(.job, "canceled: \(scoredText)")
    case .failed(let cause):
      status = .failed
      let error = jobError(for: cause)
      self.error = error
      note(.job, "failed: \(error.message)")
    }
    if history.isEmpty { takeSample() }
    let last = snapshot()
    group.snapshot = last
    let records = group
    group = CommitGroup()
    recordEnd(records, last)
  }

  private func recordEnd(_ records: CommitGroup, _ last: JobSnapshot) {
    // The ledger knows better how the job stands, which is then an interrupted one.
    if roomWait.hasLostResults { return whenEnded(last) }
    committer.commit(records) { result in
      switch result {
      case .success: self.eventLoop.execute { self.whenEnded(last) }
      case .failure(is StorageFull):
        self.eventLoop.scheduleTask(in: .seconds(1)) {
          self.assumeIsolated {
            if $0.roomWait.isGivenUp { $0.whenEnded(last) } else { $0.recordEnd(records, last) }
          }
        }
      case .failure(let error):
        self.logger.error("last records lost", metadata: ["reason": "\(error)"])
        self.eventLoop.execute { self.whenEnded(last) }
      }
    }
  }

  private var scoredText: String {
    "\(Amount.count(machine.counts.filesSucceeded, "file")) scored, "
      + "\(Amount.grouped(machine.counts.filesFailed)) failed"
  }

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

  /// How many messages of earlier failures are looked through for the commonest.
  static let messageLimit = 100
  /// How many failures and events a snapshot carries.
  static let recentLimit = JobSnapshot.mostRecent
}

/// The folder a path lies in.
func parentFolder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "" }
  return String(path[..<slash])
}

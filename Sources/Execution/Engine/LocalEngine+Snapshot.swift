import BatchEndpoints
import Foundation
import Scheduling
import SystemMetrics

/// What the job looks like now.
extension LocalEngine {
  /// Samples kept in memory for those who attach: ten minutes at one a second.
  static let historyLimit = 600

  /// Once a second: rates, memory, and what is stored of them.
  func takeSample() {
    let now = sinceBegin
    let interval = max(now - lastSample, .milliseconds(1)) / .seconds(1)
    lastSample = now
    let running = self.running
    progressMeter.sample(running: Array(running.values), at: now)
    for slot in slots.indices {
      slots[slot].filesPerSecond =
        progressMeter.filesPerSecond(of: slots[slot].rate, running: running[slot], at: now) ?? 0
      measure(slot, interval: interval)
    }
    measureShares()
    admitWorkers()
    let sample = JobSample(
      at: Date(), filesPerSecond: progressMeter.filesPerSecond ?? 0,
      rssBytes: slots.reduce(0) { $0 + ($1.rssBytes ?? 0) },
      pssBytes: pssBytes,
      filesDone: machine.counts.filesSucceeded + machine.counts.filesFailed,
      workerFilesPerSecond: slots.map(\.filesPerSecond))
    tellEffect(at: now)
    history.append(sample)
    if history.count > Self.historyLimit { history.removeFirst() }
    group.samples.append(sample)
    group.snapshot = snapshot()
    flushSoon()
  }

  func snapshot() -> JobSnapshot {
    let specification = launch.specification
    return JobSnapshot(
      name: specification.name, displayName: specification.deploymentName, status: status,
      endpointName: specification.endpointName, deploymentName: specification.deploymentName,
      createdAt: specification.createdAt, startedAt: startedAt, endedAt: endedAt,
      settings: JobSnapshot.Settings(specification), inForce: endedAt == nil ? inForce : nil,
      progress: progress, workers: slots.indices.map(worker),
      runner: endedAt == nil
        ? JobSnapshot.Runner(pid: Int(getpid()), startedAt: startedAt) : nil,
      outputs: JobSnapshot.Outputs(
        scorePath: specification.predictionsPath ?? specification.outputPath),
      recentFailures: recentFailures, recentEvents: recentEvents, error: error)
  }

  private var inForce: JobSnapshot.InForce {
    let workforce = machine.workforce
    return JobSnapshot.InForce(
      workers: workforce.working, workersLeaving: workforce.leaving,
      workersAdmitted: workforce.admitted,
      admissionReason: workforce.admitted < workforce.asked
        ? admissionReason ?? "files ran out of memory beside others" : nil,
      miniBatchSize: machine.miniBatchSize.inForce,
      pauseReason: machine.pauseReasons.isEmpty ? nil : pauseWords)
  }

  private var progress: JobSnapshot.Progress {
    var progress = JobSnapshot.Progress()
    let counts = machine.counts
    progress.filesTotal = counts.filesTotal
    progress.filesSucceeded = counts.filesSucceeded
    progress.filesFailed = counts.filesFailed
    progress.filesRunning = machine.filesInFlight
    progress.filesRetrying = machine.filesRetrying
    progress.itemsUnreported = counts.itemsUnreported
    progress.miniBatchesDone = counts.miniBatchesDone
    progress.bytesTotal = manifest.bytesTotal
    progress.bytesDone = bytesDone
    progress.filesPerSecond = isAtRest ? 0 : progressMeter.filesPerSecond ?? 0
    let settled = counts.filesSucceeded + counts.filesFailed
    progressMeter.settle(
      ProgressMeter.Amount(files: settled, bytes: bytesDone),
      of: isListed
        ? ProgressMeter.Amount(files: counts.filesTotal, bytes: manifest.bytesTotal) : nil)
    progress.weightedFraction =
      endedAt != nil && settled == counts.filesTotal ? nil : progressMeter.fraction
    if endedAt == nil, isListed, machine.phase != .paused, settled < counts.filesTotal {
      progress.etaSeconds = progressMeter.timeLeft(
        left: ProgressMeter.Amount(
          files: counts.filesTotal - settled, bytes: manifest.bytesTotal - bytesDone),
        running: Array(running.values)
      ).map { $0 / .seconds(1) }
    }
    progress.elapsedSeconds = elapsedBefore + sinceBegin / .seconds(1)
    return progress
  }

  /// Paused, and nothing runs any more.
  var isAtRest: Bool { machine.phase == .paused && machine.filesInFlight == 0 }

  /// Since the runner began.
  var sinceBegin: Duration { StatusPage.now - startedInstant }

  /// A worker is given its first mini-batch, or the first one after a pause.
  func began(slot: Int) {
    let now = sinceBegin
    slots[slot].began(at: now)
    progressMeter.begin(at: now)
  }

  /// The job goes on after a pause.
  func wentOn() {
    // What its effect is cannot be told from what the pause did.
    change = nil
    progressMeter.wentOn(at: sinceBegin)
    for slot in slots.indices { slots[slot].wentOn() }
  }

  /// What is in `run()` now, by slot.
  private var running: [Int: ProgressMeter.Running] {
    let now = StatusPage.now
    return processes.compactMapValues { process in
      guard let reading = process.page.reading, reading.phase == .running,
        let miniBatch = machine.inFlight(slot: process.id.slot)
          .first(where: { $0.dispatch == reading.dispatch })
      else { return nil }
      return ProgressMeter.Running(
        amount: ProgressMeter.Amount(
          files: miniBatch.files.count, bytes: bytesByDispatch[miniBatch.dispatch] ?? 0),
        elapsed: now - reading.runStart)
    }
  }

  private func worker(_ slot: Int) -> JobSnapshot.Worker {
    let record = slots[slot]
    var worker = JobSnapshot.Worker(
      id: slot, state: .stopped, filesDone: record.filesDone,
      filesPerSecond: record.filesPerSecond, incarnation: record.incarnation)
    guard let process = processes[slot] else {
      worker.state = record.isBackingOff ? .backingOff : .stopped
      return worker
    }
    worker.pid = Int(process.pid)
    worker.rssBytes = record.rssBytes
    worker.pssBytes = (record.share?.proportionalBytes).map { Int($0) }
    worker.privateBytes = (record.share?.privateBytes).map { Int($0) }
    worker.peakBytes = record.peakBytes
    worker.cpuPercent = record.cpuPercent
    let reading = process.page.reading
    let running = machine.inFlight(slot: slot).first
    worker.state =
      if record.isDraining || process.endedBecause != nil {
        .draining
      } else if !process.isReady {
        reading?.phase == .initializing ? .initializing : .starting
      } else {
        running == nil ? .idle : .running
      }
    if let running {
      worker.miniBatch = running.index
      worker.fileCount = running.files.count
      worker.fileIndex = 0
      if let reading, reading.dispatch == running.dispatch, reading.phase == .running {
        worker.fileIndex = reading.index
        worker.file = displayPath(running, index: reading.index)
        worker.isStuck = record.stuckDispatch == running.dispatch
        worker.runningSeconds = max(0, (StatusPage.now - reading.runStart) / .seconds(1))
      }
    }
    return worker
  }
}

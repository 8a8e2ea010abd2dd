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
    let now = StatusPage.now - startedInstant
    let done = machine.counts.filesSucceeded + machine.counts.filesFailed
    let doneBefore = history.last?.filesDone ?? 0
    let interval = max(now - lastSample, .milliseconds(1)) / .seconds(1)
    lastSample = now
    progressMeter.sample(
      settled: ProgressMeter.Amount(files: done, bytes: bytesDone),
      total: isListed
        ? ProgressMeter.Amount(files: machine.counts.filesTotal, bytes: manifest.bytesTotal) : nil,
      at: now)
    for slot in slots.indices {
      slots[slot].rate.record(total: slots[slot].filesDone, at: now)
      measure(slot, interval: interval)
    }
    measureShares()
    admitWorkers()
    let sample = JobSample(
      at: Date(), filesPerSecond: Double(max(0, done - doneBefore)) / interval,
      rssBytes: slots.reduce(0) { $0 + ($1.rssBytes ?? 0) },
      pssBytes: pssBytes, filesDone: done,
      workerFilesPerSecond: slots.map(\.rate.perSecond))
    tellEffects(at: now)
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
    let isAtRest = machine.phase == .paused && machine.filesInFlight == 0
    progress.filesPerSecond = isAtRest ? 0 : progressMeter.filesPerSecond
    let settled = counts.filesSucceeded + counts.filesFailed
    progress.weightedFraction =
      endedAt != nil && settled == counts.filesTotal ? nil : progressMeter.fraction
    if endedAt == nil, isListed, machine.phase != .paused, settled < counts.filesTotal {
      progress.etaSeconds = progressMeter.timeLeft(
        left: ProgressMeter.Amount(
          files: counts.filesTotal - settled, bytes: manifest.bytesTotal - bytesDone),
        running: running
      ).map { $0 / .seconds(1) }
    }
    progress.elapsedSeconds = elapsedBefore + (StatusPage.now - startedInstant) / .seconds(1)
    return progress
  }

  /// What is in `run()` now.
  private var running: [ProgressMeter.Running] {
    let now = StatusPage.now
    return processes.values.compactMap { process in
      guard let reading = process.page.reading, reading.phase == .running,
        let miniBatch = machine.inFlight(slot: process.id.slot).first
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
      filesPerSecond: record.rate.perSecond, incarnation: record.incarnation)
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

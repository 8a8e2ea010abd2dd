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
    rate.record(total: done, at: now)
    for slot in slots.indices {
      slots[slot].rate.record(total: slots[slot].filesDone, at: now)
      measure(slot, interval: interval)
    }
    let sample = JobSample(
      at: Date(), filesPerSecond: Double(max(0, done - doneBefore)) / interval,
      rssBytes: slots.reduce(0) { $0 + ($1.rssBytes ?? 0) }, filesDone: done,
      workerFilesPerSecond: slots.map(\.rate.perSecond))
    history.append(sample)
    if history.count > Self.historyLimit { history.removeFirst() }
    group.samples.append(sample)
    group.snapshot = snapshot()
    flushSoon()
  }

  private func measure(_ slot: Int, interval: Double) {
    guard let process = processes[slot] else { return }
    // A process that has just ended has no memory to speak of; its exit is on its way.
    slots[slot].rssBytes = (try? procFS.residentBytes(of: process.pid)).map { Int($0) }
    guard let cpuTime = try? procFS.stat(of: process.pid).cpuTime else { return }
    if let before = slots[slot].cpuTime {
      slots[slot].cpuPercent = max(0, (cpuTime - before) / .seconds(1) / interval * 100)
    }
    slots[slot].cpuTime = cpuTime
  }

  func snapshot() -> JobSnapshot {
    let specification = launch.specification
    return JobSnapshot(
      name: specification.name, displayName: specification.deploymentName, status: status,
      endpointName: specification.endpointName, deploymentName: specification.deploymentName,
      createdAt: specification.createdAt, startedAt: startedAt, endedAt: endedAt,
      settings: JobSnapshot.Settings(specification),
      progress: progress, workers: slots.indices.map(worker),
      runner: endedAt == nil
        ? JobSnapshot.Runner(pid: Int(getpid()), startedAt: startedAt) : nil,
      outputs: JobSnapshot.Outputs(
        scorePath: specification.predictionsPath ?? specification.outputPath),
      recentFailures: recentFailures, recentEvents: recentEvents, error: error)
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
    progress.bytesTotal = manifest?.bytesTotal ?? 0
    progress.bytesDone = bytesDone
    progress.filesPerSecond = rate.perSecond
    let left = counts.filesTotal - counts.filesSucceeded - counts.filesFailed
    if endedAt == nil, left > 0 {
      progress.etaSeconds = rate.timeLeft(remaining: left).map { $0 / .seconds(1) }
    }
    progress.elapsedSeconds = elapsedBefore + (StatusPage.now - startedInstant) / .seconds(1)
    return progress
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
        worker.runningSeconds = max(0, (StatusPage.now - reading.runStart) / .seconds(1))
      }
    }
    return worker
  }
}

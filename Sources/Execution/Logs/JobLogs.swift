import BatchEndpoints
import Foundation
import Scheduling
import SystemMetrics

/// A job's text logs in Azure's layout (contract 5.6), for those who know their way about it.
///
/// They repeat what the ledger holds, and never stop a job. Used from the committer's thread only.
struct JobLogs {
  private let folder: JobFolder
  private let procFS = ProcFS()
  /// When the overview and the resource tables got their last line.
  private var lastOverview: Date?
  private var lastStatus: JobStatus?
  private var errorBytes: Int

  /// Between two lines of the overview and the resource tables.
  private static let interval = 10.0
  /// Of the errors' text. Tracebacks of a million files would fill the disk to nobody's use.
  private static let maxErrorBytes = 16 << 20

  init(folder: JobFolder) {
    self.folder = folder
    errorBytes = LogFile(path: folder.logsPath + "/user/error.txt").size
  }

  /// Writes what a group that has been committed tells.
  mutating func record(_ group: CommitGroup, at now: Date) {
    recordAttempts(group)
    record(group.errors)
    guard let snapshot = group.snapshot else { return }
    let isDue = lastOverview.map { now.timeIntervalSince($0) >= Self.interval } ?? true
    if isDue || snapshot.status != lastStatus {
      lastOverview = now
      lastStatus = snapshot.status
      recordOverview(snapshot, at: now)
      recordResources(snapshot, at: now)
    }
    if snapshot.status.isOver { recordResult(snapshot) }
  }

  // MARK: - Mini-batches

  private static let miniBatchHeader =
    "start\tpid\tmini_batch\titems_total\titems_succeeded\titems_failed\tattempt\t"
    + "duration_seconds\tprocess_seconds\trun_seconds\n"

  private func recordAttempts(_ group: CommitGroup) {
    var records = group.miniBatches
    if !group.failedAttempts.isEmpty {
      records = (records + group.failedAttempts).sorted { $0.endedAt < $1.endedAt }
    }
    var clock = LogClock()
    var texts: [Int: String] = [:]
    for record in records {
      record.append(to: &texts[record.process, default: ""], with: &clock)
    }
    for (process, text) in texts {
      let name = JobFolder.processName(process)
      LogFile(path: "\(folder.path)/logs/sys/node/\(JobFolder.node)/\(name).txt")
        .append(text, header: Self.miniBatchHeader)
    }
  }

  // MARK: - Errors

  private mutating func record(_ errors: [ScriptError]) {
    for error in errors where errorBytes < Self.maxErrorBytes {
      let text = error.text
      errorBytes += text.utf8.count
      let all = LogFile(path: folder.logsPath + "/user/error.txt")
      all.append(text)
      LogFile(path: "\(folder.logsPath)/user/error/\(JobFolder.node)/\(error.process).txt")
        .append(text)
      if errorBytes >= Self.maxErrorBytes {
        all.append("There are more errors than fit here. See: batchdeck job failures\n")
      }
    }
  }

  // MARK: - Progress and resources

  private func recordOverview(_ snapshot: JobSnapshot, at now: Date) {
    let progress = snapshot.progress
    // A file a day, as in Azure.
    let day = now.formatted(.iso8601.year().month().day().dateSeparator(.omitted))
    LogFile(path: "\(folder.logsPath)/job_progress_overview.\(day).txt").append(
      """
      \(now.formatted(.iso8601)) \(snapshot.status.rawValue): \
      \(Amount.grouped(progress.filesSucceeded)) of \(Amount.count(progress.filesTotal, "file")) \
      succeeded, \(Amount.grouped(progress.filesFailed)) failed, \
      \(Amount.grouped(progress.filesRunning)) running; \
      \(Amount.count(progress.miniBatchesDone, "mini-batch")) done; \
      \(Amount.count(snapshot.workers.count { $0.pid != nil }, "worker")); \
      \(String(format: "%.1f", progress.filesPerSecond)) files/s

      """)
  }

  private func recordResources(_ snapshot: JobSnapshot, at now: Date) {
    let time = now.formatted(.iso8601)
    let perf = "\(folder.logsPath)/perf/\(JobFolder.node)"
    let processes = snapshot.workers.compactMap { worker in
      worker.pid.map { pid in
        let cpu = worker.cpuPercent.map { String(format: "%.1f", $0) } ?? ""
        return "\(time),\(worker.id),\(pid),\(worker.rssBytes.map(String.init) ?? ""),\(cpu)\n"
      }
    }
    if !processes.isEmpty {
      LogFile(path: perf + "/processes_resource_usage.csv").append(
        processes.joined(), header: "time,worker,pid,rss_bytes,cpu_percent\n")
    }
    if let memory = try? procFS.hostMemory() {
      LogFile(path: perf + "/node_resource_usage.csv").append(
        "\(time),\(memory.totalBytes),\(memory.availableBytes)\n",
        header: "time,memory_total_bytes,memory_available_bytes\n")
    }
    if let disk = try? FileManager.default.attributesOfFileSystem(forPath: folder.path),
      let total = disk[.systemSize] as? Int, let free = disk[.systemFreeSize] as? Int
    {
      LogFile(path: perf + "/node_disk_usage.csv").append(
        "\(time),\(total),\(free)\n", header: "time,disk_total_bytes,disk_free_bytes\n")
    }
  }

  // MARK: - The end

  private func recordResult(_ snapshot: JobSnapshot) {
    let progress = snapshot.progress
    LogFile(path: folder.logsPath + "/job_result.txt").write(
      """
      \(snapshot.status.rawValue)
      \(Amount.count(progress.filesTotal, "file")), \(Amount.grouped(progress.filesSucceeded)) \
      succeeded, \(Amount.grouped(progress.filesFailed)) failed, \
      \(Amount.count(progress.itemsUnreported, "item")) unreported, \
      \(Amount.count(progress.miniBatchesDone, "mini-batch")), \
      \(String(format: "%.1f", progress.elapsedSeconds)) s
      Output: \(snapshot.outputs.score.path)

      """)
    let errors = LogFile(path: folder.logsPath + "/job_error.txt")
    guard let error = snapshot.error else { return errors.remove() }
    errors.write(
      "\(error.code): \(error.message)\n\(error.traceback.map { $0 + "\n" } ?? "")")
  }
}

/// Writes times; most of them are of the same second as the one before, and a date takes long to format.
private struct LogClock {
  private var second = -1
  private var text = ""

  /// As in `2026-11-23T08:15:30.250Z`.
  mutating func append(_ time: Date, to line: inout String) {
    let milliseconds = Int(time.timeIntervalSince1970 * 1000)
    if milliseconds / 1000 != second {
      second = milliseconds / 1000
      text = String(
        Date(timeIntervalSince1970: Double(second)).formatted(.iso8601).dropLast())
    }
    line += text
    line += "."
    line.append(milliseconds % 1000, digits: 3)
    line += "Z"
  }
}

extension CommitGroup.MiniBatchRecord {
  /// Appends its line. Piece by piece: interpolation takes three times as long, and there may be a hundred
  /// thousand of them a second.
  fileprivate func append(to text: inout String, with clock: inout LogClock) {
    let duration = duration ?? run
    clock.append(endedAt - (duration ?? .zero) / .seconds(1), to: &text)
    let count = miniBatch.files.count
    let failed = max(0, count - items)
    for number in [Int(pid), miniBatch.index, count, items, failed, miniBatch.attempt] {
      text += "\t"
      text += String(number)
    }
    for time in [duration, cpu, run] {
      text += "\t"
      guard let parts = time?.components else { continue }
      text += String(parts.seconds)
      text += "."
      text.append(Int(parts.attoseconds / 1_000_000_000_000), digits: 6)
    }
    text += "\n"
  }
}

extension String {
  /// Appends a number with zeros before it.
  fileprivate mutating func append(_ number: Int, digits: Int) {
    let text = String(number)
    for _ in text.utf8.count..<max(digits, text.utf8.count) { self += "0" }
    self += text
  }
}

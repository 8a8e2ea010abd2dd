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
    recordMiniBatches(group.miniBatches, at: now)
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
    "time\tpid\tmini_batch\titems_total\titems_succeeded\titems_failed\tattempt\trun_seconds\n"

  private func recordMiniBatches(_ records: [CommitGroup.MiniBatchRecord], at now: Date) {
    guard !records.isEmpty else { return }
    let time = now.formatted(.iso8601)
    var texts: [Int: String] = [:]
    for record in records { record.append(to: &texts[record.process, default: ""], time: time) }
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

extension CommitGroup.MiniBatchRecord {
  /// Appends its line. Piece by piece: interpolation takes three times as long, and there may be a hundred
  /// thousand of them a second.
  fileprivate func append(to text: inout String, time: String) {
    let count = miniBatch.files.count
    text += time
    let failed = max(0, count - items)
    for number in [Int(pid), miniBatch.index, count, items, failed, miniBatch.attempt] {
      text += "\t"
      text += String(number)
    }
    let run = run.components
    let microseconds = String(run.attoseconds / 1_000_000_000_000)
    text += "\t"
    text += String(run.seconds)
    text += "."
    for _ in microseconds.utf8.count..<6 { text += "0" }
    text += microseconds
    text += "\n"
  }
}

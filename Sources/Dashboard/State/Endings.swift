import BatchEndpoints
import Foundation

// Jobs that end while the operator may be looking elsewhere.

extension DashboardState {
  /// A job that took less was waited for.
  private static let leastSeconds: TimeInterval = 30

  func ending(of job: JobSnapshot?, before: JobSnapshot?) -> [Effect] {
    guard let job, let before, job.name == before.name, !before.status.isOver, job.status.isOver
    else { return [] }
    return Self.telling(
      JobSummary(job), after: job.progress.elapsedSeconds)
  }

  /// Those that the list tells of; the watched job tells itself.
  func endings(in jobs: [JobSummary], now: Date) -> [Effect] {
    let active = Set((live.jobs ?? []).filter(\.status.isActive).map(\.name))
    return jobs.filter {
      $0.status.isOver && active.contains($0.name) && $0.name != live.job?.name
    }.flatMap {
      Self.telling($0, after: ($0.endedAt ?? now).timeIntervalSince($0.createdAt))
    }
  }

  private static func telling(_ job: JobSummary, after seconds: TimeInterval) -> [Effect] {
    guard seconds >= leastSeconds else { return [] }
    var text = "\(job.name) \(job.status.rawValue.lowercased())"
    text += ": \(Format.count(job.filesSucceeded, "file")) scored"
    if job.filesFailed > 0 { text += ", \(Format.grouped(job.filesFailed)) failed" }
    return [.notify(text)]
  }

  /// What the terminal's window is called.
  package var windowTitle: String {
    if let job = live.job, let snapshot = job.snapshot {
      let stands =
        snapshot.status.isActive
        ? Format.percent(snapshot.progress.fraction) : snapshot.status.rawValue.lowercased()
      return "\(stands) \(job.name) - batchdeck"
    }
    guard let job = live.newestActive else { return "batchdeck" }
    return "\(Format.percent(job.fraction)) \(job.name) - batchdeck"
  }
}

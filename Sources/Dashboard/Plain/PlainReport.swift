import BatchEndpoints
package import Foundation
import TerminalUI

/// What happens to jobs, told in lines that are only ever added: for screen readers and logs.
package struct PlainReport: Sendable {
  /// Least seconds between two lines about a job's progress.
  private static let progressInterval: TimeInterval = 5
  /// Jobs in the list at the start.
  private static let mostListed = 20
  /// Columns of what comes from a job.
  private static let longestLine = 500

  /// The one whose events and failed files are told; without one, the newest that runs.
  private let asked: String?
  private let timeZone: TimeZone
  private var jobs: [JobSummary]?
  private var watched: String?
  private var connection: WatchedJob.Connection?
  private var stories: [String: Story] = [:]
  private var problem: String?

  /// What was told of a job.
  private struct Story {
    var status: JobStatus?
    var filesDone = 0
    var toldAt: Date = .distantPast
    var lastEvent: Date = .distantPast
    var failedFiles: Set<String> = []
    var failedCount = 0
  }

  /// - Parameters:
  ///   - job: The job to follow to its end.
  ///   - timeZone: In which times of day are told.
  package init(job: String? = nil, timeZone: TimeZone) {
    asked = job
    watched = job
    self.timeZone = timeZone
  }

  /// Whether the job that was asked for is over, and nothing is left to tell.
  package var isOver: Bool { asked != nil && connection == .ended }

  package var subscriptions: Set<Subscription> {
    var needed: Set<Subscription> = asked == nil ? [.jobs(every: .seconds(2))] : []
    if let watched, connection != .ended { needed.insert(.watch(job: watched)) }
    return needed
  }

  /// The lines that news make.
  package mutating func take(_ message: Message, now: Date) -> [String] {
    switch message {
    case .jobsListed(let jobs): take(jobs, now: now)
    case .watched(let job, let news) where job == watched: take(news, of: job, now: now)
    case .jobsUnavailable(let reason): tell(reason, now: now)
    case .input, .watched, .orderAnswered, .changesFound, .configurationRead, .configurationUnfit,
      .launched, .launchFailed, .themesRead, .answered,
      .unanswered, .modelProgress, .modelOrderAnswered, .programEnded, .tick:
      []
    }
  }

  private mutating func tell(_ reason: String, now: Date) -> [String] {
    guard reason != problem else { return [] }
    problem = reason
    return [line(now, "could not read the jobs: \(reason)")]
  }

  // MARK: - The list

  private mutating func take(_ list: [JobSummary], now: Date) -> [String] {
    let list = list.sorted { ($0.createdAt, $0.name) > ($1.createdAt, $1.name) }
    let lines = jobs == nil ? begin(list) : list.reversed().flatMap { follow($0, now: now) }
    problem = nil
    jobs = list
    if connection == .ended || watched == nil {
      watched = list.first { $0.status.isActive }?.name
      connection = nil
    }
    return lines
  }

  private mutating func begin(_ list: [JobSummary]) -> [String] {
    for job in list {
      stories[job.name, default: Story()].status = job.status
      stories[job.name, default: Story()].filesDone = job.filesDone
    }
    let count = "\(Format.count(list.count, "job")), newest first:"
    var lines = [list.isEmpty ? "No jobs yet." : count]
    lines += list.prefix(Self.mostListed).map { "\($0.name) \(standing($0))" }
    let rest = list.count - Self.mostListed
    if rest > 0 { lines.append("and \(Format.grouped(rest)) more; see: batchdeck job list") }
    return lines + ["What happens from now on follows. Ctrl-C leaves; jobs go on."]
  }

  /// The watched job tells more of itself than the list does.
  private mutating func follow(_ job: JobSummary, now: Date) -> [String] {
    guard job.name != watched || connection == .ended else { return [] }
    return progress(
      of: job.name, status: job.status, done: job.filesDone, standing: standing(job), now: now)
  }

  private func standing(_ job: JobSummary) -> String {
    guard job.filesTotal > 0 else { return job.status.words }
    return "\(job.status.words): \(Format.percent(job.fraction)), "
      + counts(job.filesDone, of: job.filesTotal, failed: job.filesFailed)
  }

  // MARK: - The watched job

  private mutating func take(_ news: WatchNews, of job: String, now: Date) -> [String] {
    var lines: [String] = []
    if let snapshot = news.snapshot {
      lines += (events(of: snapshot) + failures(of: snapshot))
        .sorted { $0.at < $1.at }.map { line($0.at, "\(job) \($0.text)") }
      lines += progress(
        of: job, status: snapshot.status, done: snapshot.progress.filesDone,
        standing: standing(snapshot), now: now)
    }
    if case .lost(let reason)? = news.connection, connection != news.connection {
      lines.append(line(now, "\(job) connection lost: \(reason)"))
    }
    connection = news.connection ?? connection
    return lines
  }

  private mutating func events(of job: JobSnapshot) -> [(at: Date, text: String)] {
    let last = stories[job.name]?.lastEvent ?? .distantPast
    let fresh = job.recentEvents.filter { $0.at > last }
    stories[job.name, default: Story()].lastEvent = fresh.map(\.at).max() ?? last
    return fresh.map { ($0.at, $0.message) }
  }

  private mutating func failures(of job: JobSnapshot) -> [(at: Date, text: String)] {
    let told = stories[job.name]?.failedFiles ?? []
    let fresh = job.recentFailures.filter { !told.contains($0.path) }
    let grown = job.progress.filesFailed - (stories[job.name]?.failedCount ?? 0)
    stories[job.name, default: Story()].failedCount = job.progress.filesFailed
    // A job keeps the latest only, so what is told need not be remembered longer than that.
    stories[job.name, default: Story()].failedFiles = Set(job.recentFailures.map(\.path))
    let lines = fresh.map {
      ($0.failedAt, "failed file: \($0.path): \($0.errorClass): \($0.message)")
    }
    // Unless all that it keeps is new, what came between is told already or still to come.
    guard fresh.count == JobSnapshot.mostRecent, grown > fresh.count, let first = fresh.last else {
      return lines
    }
    let missing = Format.count(grown - fresh.count, "failed file")
    return [
      (first.failedAt, "\(missing) before these; see: batchdeck job failures -n \(job.name)")
    ] + lines
  }

  private func standing(_ job: JobSnapshot) -> String {
    let progress = job.progress
    guard progress.filesTotal > 0 else { return job.status.words }
    var text =
      "\(job.status.words): \(Format.percent(progress.fraction)), "
      + counts(progress.filesDone, of: progress.filesTotal, failed: progress.filesFailed)
    if job.status == .running {
      text += ", \(Format.rate(progress.filesPerSecond))"
      if let eta = progress.etaSeconds { text += ", about \(Format.duration(eta)) left" }
      text += ", \(Format.count(job.workers.count { $0.pid != nil }, "worker"))"
    }
    if let error = job.error { text += "; \(error.code): \(error.message)" }
    return text
  }

  // MARK: - Lines

  /// A change of status at once, a number now and then.
  private mutating func progress(
    of job: String, status: JobStatus, done: Int, standing: String, now: Date
  ) -> [String] {
    var story = stories[job] ?? Story()
    let isNews = story.status != status
    let isDue = now.timeIntervalSince(story.toldAt) >= Self.progressInterval
    guard isNews || done != story.filesDone && isDue else { return [] }
    (story.status, story.filesDone, story.toldAt) = (status, done, now)
    stories[job] = story
    return [line(now, "\(job) \(standing)")]
  }

  private func counts(_ done: Int, of total: Int, failed: Int) -> String {
    "\(Format.grouped(done)) of \(Format.count(total, "file"))"
      + (failed > 0 ? ", \(Format.grouped(failed)) failed" : "")
  }

  /// With the time; on one line, and without anything that a terminal would act upon.
  private func line(_ date: Date, _ text: String) -> String {
    let line = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
    let first = line.replacing("→", with: "->")
    return "\(Format.clock(date, in: timeZone)) "
      + TextWidth.truncate(first, to: Self.longestLine, ellipsis: "...")
  }
}

extension JobStatus {
  /// In lower case, in words: `not started`.
  fileprivate var words: String { self == .notStarted ? "not started" : rawValue.lowercased() }
}

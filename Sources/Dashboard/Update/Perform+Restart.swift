import BatchEndpoints
import Foundation
import TerminalUI

// Going on with a job that has no runner, and scoring its failed files again.

extension DashboardState {
  /// Whether the job that keys act on has ended before all was scored.
  package var canResume: Bool {
    switch jobInQuestion?.status {
    case .interrupted, .canceled, .failed: true
    case .notStarted, .preparing, .running, .paused, .finalizing, .completed, nil: false
    }
  }

  /// Whether the watched job has ended with failed files, so that they can be scored again.
  package var canRetryFailed: Bool {
    guard let snapshot = live.job?.snapshot else { return false }
    return snapshot.status.isOver && snapshot.progress.filesFailed > 0
  }

  mutating func askToResume() {
    guard canResume, let job = jobInQuestion?.name else { return }
    overlay = .confirm(
      Confirmation(
        job: job, order: .resume, title: "Resume?",
        lines: [
          "Go on with \(job)\(progress(of: job)), into the same output?",
          "What is scored stays, and is not scored again.",
        ], no: "no, leave it", yes: "yes, go on"))
  }

  mutating func askToRetry() {
    guard canRetryFailed, let snapshot = live.job?.snapshot else { return }
    let files = Format.count(snapshot.progress.filesFailed, "failed file")
    let isOne = snapshot.progress.filesFailed == 1
    let more = isOne ? "Its failure is" : "Their failures are"
    overlay = .confirm(
      Confirmation(
        job: snapshot.name, order: .retryFailed, title: "Retry?",
        lines: [
          "Score the \(files) of \(snapshot.name) again, into the same output?",
          "\(more) forgotten; what fails again comes back.",
        ] + theRest(of: snapshot), no: isOne ? "no, leave it" : "no, leave them",
        yes: isOne ? "yes, score it again" : "yes, score them again"))
  }

  /// For the marked files.
  mutating func askToRetryMarked() {
    guard canRetryFailed, !failures.marked.isEmpty, let snapshot = live.job?.snapshot else {
      return
    }
    let files = Format.count(failures.marked.count, "marked file")
    let isOne = failures.marked.count == 1
    overlay = .confirm(
      Confirmation(
        job: snapshot.name, order: .retryFiles(failures.marked.sorted()), title: "Retry?",
        lines: ["Score the \(files) of \(snapshot.name) again, into the same output?"]
          + theRest(of: snapshot), no: isOne ? "no, leave it" : "no, leave them",
        yes: isOne ? "yes, score it again" : "yes, score them again"))
  }

  /// A runner scores whatever is left, whyever it was started.
  private func theRest(of snapshot: JobSnapshot) -> [String] {
    let progress = snapshot.progress
    guard snapshot.status != .completed, progress.filesTotal > progress.filesDone else { return [] }
    let left = progress.filesTotal - progress.filesDone
    let files = left == 1 ? "The file" : "The \(Format.grouped(left)) files"
    return ["\(files) not reached yet \(left == 1 ? "is" : "are") scored, too."]
  }

  private func progress(of job: String) -> String {
    let fraction =
      live.job?.name == job
      ? live.job?.snapshot?.progress.fraction : live.jobs?.first { $0.name == job }?.fraction
    return fraction.map { " (\(Format.percent($0)))" } ?? ""
  }

  // MARK: - Changes

  /// What a restart found changed is the operator's to decide.
  mutating func changesFound(_ changes: [String], by restart: Restart, of job: String) {
    // Whoever is at something else by now, or writes, must not answer by a key meant for that.
    guard overlay == nil, field == nil, jobInQuestion?.name == job else {
      notice = Notice(
        text: "Could not \(restart.infinitive) \(job): \(ChangesFound(changes))", role: .error)
      return
    }
    overlay = .confirm(
      Confirmation(
        job: job, order: .restart(restart.acceptingChanges), title: "Changed meanwhile",
        lines: changes.map { "\($0.prefix(1).uppercased())\($0.dropFirst())." }
          + ["Score with everything as it is now?"], no: "no, leave it",
        yes: "yes, as it is now"))
  }
}

package import BatchEndpoints
import Foundation
import TerminalUI

// What the failures screen does.

extension DashboardState {
  /// Whether the watched job has ended with failed files, so that they can be scored again.
  package var canRetryFailed: Bool {
    guard let snapshot = live.job?.snapshot else { return false }
    return snapshot.status.isOver && snapshot.progress.filesFailed > 0
  }

  mutating func askToRetry() {
    guard canRetryFailed, let snapshot = live.job?.snapshot else { return }
    let count = Format.grouped(snapshot.progress.filesFailed)
    overlay = .confirm(
      Confirmation(
        job: snapshot.name, order: .retryFailed, subject: nil, title: "Retry?",
        lines: [
          "Score the \(count) failed files of \(snapshot.name) again, into the same output?",
          "Their failures are forgotten; those that fail again come back.",
        ], no: "no, leave them", yes: "yes, score them again"))
  }

  /// For the marked files.
  mutating func askToRetryMarked() {
    guard canRetryFailed, !failures.marked.isEmpty, let job = live.job?.name else { return }
    let files = Format.count(failures.marked.count, "marked file")
    overlay = .confirm(
      Confirmation(
        job: job, order: .retryFiles(failures.marked.sorted()), subject: nil, title: "Retry?",
        lines: ["Score the \(files) of \(job) again, into the same output?"],
        no: "no, leave them", yes: "yes, score them again"))
  }

  /// More are better told by class or all together; a command line must hold their paths.
  private static let mostMarks = 500

  /// Marks the selected file, or takes its mark away, and goes on to the next.
  mutating func markFailure(now: Date) {
    guard let path = failures.list.selected?.path else { return }
    if failures.marked.remove(path) == nil {
      guard failures.marked.count < Self.mostMarks else {
        return say(
          "\(Self.mostMarks) files are marked, which is the most; R retries all.", role: .warning,
          now: now)
      }
      failures.marked.insert(path)
    }
    failures.list.select(failures.list.selection + 1)
  }

  mutating func askToExport() {
    guard let job = live.job?.name else { return }
    overlay = .prompt(Prompt(.exportFailures, job: job, present: "failures-\(job).json"))
  }

  mutating func moveFailures(by delta: Int) {
    switch failures.focus {
    case .files: failures.list.select(failures.list.selection + delta)
    case .classes:
      let before = failures.errorClass
      failures.classCursor.move(by: delta, in: failures.classIDs)
      if failures.errorClass != before { failures.startOver() }
    }
  }

  mutating func openFailures() {
    switch failures.focus {
    case .classes: failures.focus = .files
    case .files:
      if let failure = failures.list.selected {
        overlay = .failure(path: failure.path, scroll: 0)
      }
    }
  }

  /// What of the selected failed file can be copied.
  var failureCopies: [CopyChoice] {
    guard let failure = cardFailure ?? failures.list.selected else { return [] }
    var choices = [
      CopyChoice(key: "p", label: "path", text: inputPath(of: failure)),
      CopyChoice(
        key: "e", label: "error", text: "\(failure.errorClass): \(failure.message)"),
    ]
    if let traceback = failure.traceback {
      choices.append(CopyChoice(key: "t", label: "traceback", text: traceback))
    }
    if let command = reproduction(of: failure) {
      choices.append(CopyChoice(key: "c", label: "command", text: command))
    }
    return choices
  }

  private var cardFailure: FailedFile? {
    guard case .failure(let path, _) = overlay else { return nil }
    return shownFailures.first { $0.path == path }
  }

  private func inputPath(of failure: FailedFile) -> String {
    guard let folder = facts.job?.snapshot?.settings.inputPath else { return failure.path }
    return folder.hasSuffix("/") ? folder + failure.path : "\(folder)/\(failure.path)"
  }

  /// The command that scores the file alone, as the job did.
  package func reproduction(of failure: FailedFile) -> String? {
    guard let snapshot = facts.job?.snapshot else { return nil }
    let invocation =
      snapshot.settings.invocation
      ?? snapshot.endpointName.map {
        ["batch-endpoint", "invoke", "-n", $0, "-d", snapshot.deploymentName]
      } ?? ["run", "MANIFEST"]
    return (["batchdeck"] + invocation + ["--input", inputPath(of: failure), "--workers", "1"])
      .map(ShellWord.quoted).joined(separator: " ")
  }
}

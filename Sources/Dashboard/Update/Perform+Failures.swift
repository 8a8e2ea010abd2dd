package import BatchEndpoints
import Foundation
import TerminalUI

// What the failures screen does.

extension DashboardState {
  /// More are better told by class or all together; a command line must hold their paths.
  private static let mostMarks = 500

  /// Marks the selected file, or takes its mark away, and goes on to the next.
  mutating func markFailure(now: Date) {
    guard let path = failures.list.selected?.path else { return }
    if failures.marked.remove(path) == nil {
      guard failures.marked.count < Self.mostMarks else {
        return reply(
          "\(Self.mostMarks) files are marked, which is the most; R retries all.", now: now)
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
    let selected = screen == .monitor ? selectedFailure : failures.list.selected
    guard let failure = cardFailure ?? selected else { return [] }
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

  /// The command that scores the file alone, as the job did; of a file whose name is no UTF-8, which
  /// no `--input` can say, the one that has the job score it again.
  package func reproduction(of failure: FailedFile) -> String? {
    guard let snapshot = facts.job?.snapshot else { return nil }
    if failure.path.contains(/\\x[89A-F][0-9A-F]/) {
      return Restart(.files([failure.path])).commandLine(job: snapshot.name)
    }
    let invocation =
      snapshot.settings.invocation
      ?? snapshot.endpointName.map {
        ["batch-endpoint", "invoke", "-n", $0, "-d", snapshot.deploymentName]
      } ?? ["run", "MANIFEST"]
    return (["batchdeck"] + invocation + ["--input", inputPath(of: failure), "--workers", "1"])
      .map(ShellWord.quoted).joined(separator: " ")
  }
}

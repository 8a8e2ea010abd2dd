import BatchEndpoints
import TerminalUI

extension WatchedJob {
  /// Lines that `outcome` has.
  package var outcomeLines: Int {
    guard let snapshot else { return 0 }
    if snapshot.status == .failed { return 3 }
    if snapshot.status.isOver { return 2 }
    if case .lost = connection { return 2 }
    return 0
  }

  /// Lines of the overview below its numbers.
  package var remarkLines: Int { outcomeLines + (isUnsettled ? 1 : 0) }

  /// How the job ended, or what is wrong with watching it.
  package func outcome(_ context: ViewContext) -> [[Span]] {
    guard let snapshot else { return [] }
    let took = Format.shortDuration(snapshot.progress.elapsedSeconds)
    let output = [
      Span("output  ", role: .muted), Span(context.path(snapshot.outputs.score.path), cut: .middle),
    ]
    switch snapshot.status {
    case .completed:
      let rate = Format.rate(snapshot.progress.averageFilesPerSecond)
      return [headline(" in \(took), \(rate) on average", context), output]
    case .failed:
      let error = snapshot.error
      let message = error?.message.split(separator: "\n").first.map(String.init) ?? ""
      return [
        headline(" after \(took): \(error?.code ?? "no reason was recorded")", context),
        [Span("reason  ", role: .muted), Span(message, role: .error)], output,
      ]
    case .canceled:
      return [headline(" after \(took); what was scored is in the output", context), output]
    case .interrupted:
      return [
        headline(": the runner is gone, nothing scored is lost", context),
        [
          Span("resume with: ", role: .muted),
          Span("batchdeck job resume -n \(name)", Style(role: .keyHint, bold: true)),
        ],
      ]
    case .notStarted, .preparing, .running, .paused, .finalizing:
      guard case .lost(let reason) = connection else { return [] }
      return [
        [
          Span(
            "\(context.glyphs.warning) connection lost: \(reason)",
            Style(role: .warning, bold: true))
        ],
        [Span("These are the last numbers it sent. Trying again.", role: .muted)],
      ]
    }
  }

  private func headline(_ text: String, _ context: ViewContext) -> [Span] {
    guard let snapshot else { return [] }
    let look = StatusLook(snapshot.status, context)
    return [Span(look.text, Style(role: look.role, bold: true)), Span(text)]
  }
}

extension JobSnapshot.Progress {
  /// Files settled per second of a living runner.
  package var averageFilesPerSecond: Double {
    elapsedSeconds > 0 ? Double(filesDone) / elapsedSeconds : 0
  }
}

import BatchEndpoints

/// What a job's end reads like.
struct Summary {
  let snapshot: JobSnapshot
  /// The latest, at most `listed`.
  let failures: [FailedFile]
  let logsPath: String

  /// How many failed files are named; the rest is a command away.
  static let listed = 20

  var lines: [String] {
    var lines = [headline]
    let progress = snapshot.progress
    if progress.itemsUnreported > 0 {
      lines.append("\(Wording.count(progress.itemsUnreported, "item")) unreported by run().")
    }
    for file in failures.prefix(Self.listed) {
      lines.append("  \(Wording.harmless(file.path))")
      lines.append("      \(file.errorClass): \(Wording.harmless(file.message))")
    }
    if progress.filesFailed > Self.listed {
      lines.append(
        "  … and \(Amount.grouped(progress.filesFailed - Self.listed)) more: "
          + "batchdeck job failures -n \(snapshot.name)")
    }
    if let traceback = snapshot.error?.traceback {
      lines += Wording.harmlessLines(traceback).map { "  \($0)" }
    }
    if progress.filesSucceeded > 0 {
      let what = snapshot.settings.outputAction == "append_row" ? "Rows:  " : "Output:"
      lines.append("\(what) \(snapshot.outputs.score.path)")
    }
    lines.append("Logs:   \(logsPath)")
    switch snapshot.status {
    case .failed, .canceled, .interrupted:
      lines.append("Resume: batchdeck job resume -n \(snapshot.name)")
    case .notStarted, .preparing, .running, .paused, .finalizing, .completed: break
    }
    return lines
  }

  private var headline: String {
    let progress = snapshot.progress
    let counts =
      "\(Amount.grouped(progress.filesSucceeded)) of "
      + "\(Wording.count(progress.filesTotal, "file")) scored, "
      + "\(Amount.grouped(progress.filesFailed)) failed"
    let time = Wording.duration(seconds: progress.elapsedSeconds)
    switch snapshot.status {
    case .completed: return "Completed in \(time): \(counts)."
    case .failed:
      let reason = snapshot.error.map { ": " + Wording.harmless($0.message) } ?? ""
      return "Failed after \(time)\(reason)\n\(counts)."
    case .canceled: return "Canceled after \(time): \(counts)."
    case .interrupted: return "Interrupted after \(time), the runner is gone: \(counts)."
    case .notStarted, .preparing, .running, .paused, .finalizing:
      return "\(snapshot.status.rawValue) for \(time): \(counts)."
    }
  }
}

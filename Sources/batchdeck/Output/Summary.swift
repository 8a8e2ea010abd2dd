import BatchEndpoints

/// What a job's end reads like.
struct Summary {
  let snapshot: JobSnapshot
  /// The latest, at most `listed`.
  let failures: [FailedFile]
  /// Those that nobody was told of yet.
  let warnings: [String]
  let logsPath: String

  /// How many failed files are named; the rest is a command away.
  static let listed = 20

  var lines: [String] {
    var lines = [headline]
    let progress = snapshot.progress
    if progress.itemsUnreported > 0 {
      lines.append("Items that run() does not return count as failed items.")
    }
    lines += warnings.map(Wording.warning)
    for file in failures.prefix(Self.listed) {
      lines.append("  \(Wording.harmless(file.path))")
      lines.append("      \(Wording.cause(file))")
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
    return lines + ways
  }

  /// How the job can go on. A job that failed counts its failed files again when it is resumed; to retry
  /// them goes on with all others as well.
  private var ways: [String] {
    let resume = "Resume: batchdeck job resume -n \(snapshot.name)"
    let failed = snapshot.progress.filesFailed > 0
    let retry = failed ? ["Retry:  batchdeck job retry-failed -n \(snapshot.name)"] : []
    switch snapshot.status {
    case .completed: return retry
    case .failed where failed: return retry
    case .failed where snapshot.progress.itemsUnreported > 0:
      return ["Nothing is left to score again; begin a new job once run() returns all items."]
    case .failed: return [resume]
    case .canceled, .interrupted: return [resume] + retry
    case .notStarted, .preparing, .running, .paused, .finalizing: return []
    }
  }

  private var headline: String {
    let progress = snapshot.progress
    let unreported = progress.itemsUnreported
    let counts =
      "\(Amount.grouped(progress.filesSucceeded)) of "
      + Wording.count(progress.filesTotal, "file")
      + (unreported == 0 ? " scored, " : " went through run(), ")
      + "\(Amount.grouped(progress.filesFailed)) failed"
      + (unreported == 0 ? "" : ", \(Wording.count(unreported, "item")) unreported")
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

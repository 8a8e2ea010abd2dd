/// Counts bytes and says when it is time to tell: at once, ten times a second at most, and at the end.
struct ModelProgressMeter {
  private static let interval = Duration.milliseconds(100)

  private var progress: ModelProgress
  private var nextReport: ContinuousClock.Instant?

  init(bytesTotal: Int) { progress = ModelProgress(bytesDone: 0, bytesTotal: bytesTotal) }

  /// Nil while it is too early for another report.
  mutating func advance(by bytes: Int, at now: ContinuousClock.Instant) -> ModelProgress? {
    // A file may have grown since it was listed.
    progress.bytesDone = min(progress.bytesDone + bytes, progress.bytesTotal)
    if let nextReport, now < nextReport { return nil }
    nextReport = now + Self.interval
    return progress
  }

  /// The last report: everything is done.
  func finished() -> ModelProgress {
    ModelProgress(bytesDone: progress.bytesTotal, bytesTotal: progress.bytesTotal)
  }
}

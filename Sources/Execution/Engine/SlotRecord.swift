import Scheduling
import SystemMetrics

/// What is shown of a worker slot beyond its process.
struct SlotRecord {
  private(set) var filesDone = 0
  private(set) var rate = RateMeter()
  /// Whether it was ever given a mini-batch since the job began or went on.
  private(set) var hasBegun = false
  /// At the last sample.
  var filesPerSecond = 0.0
  private(set) var incarnation = 0
  var isDraining = false
  var isBackingOff = false
  /// The mini-batch in it that has been called stuck.
  var stuckDispatch: UInt64?

  // Of the process in it, or the last one that was.
  private(set) var rssBytes: Int?
  private(set) var peakBytes: Int?
  var share: MemoryShare?
  private(set) var cpuPercent: Double?
  private var cpuTime: Duration?

  /// A process begins in it; what is known of the one before does not hold for it.
  mutating func begin(_ worker: WorkerID) {
    var fresh = SlotRecord()
    (fresh.filesDone, fresh.rate, fresh.hasBegun) = (filesDone, rate, hasBegun)
    (fresh.filesPerSecond, fresh.incarnation) = (filesPerSecond, worker.incarnation)
    self = fresh
  }

  /// It is given its first mini-batch, or the first one after a pause.
  mutating func began(at instant: Duration) {
    rate.startOver(at: instant)
    hasBegun = true
  }

  mutating func wentOn() { hasBegun = false }

  /// Files have their results.
  mutating func record(files: Int, run: Duration, at instant: Duration) {
    filesDone += files
    rate.record(files, run: run, at: instant)
  }

  /// Its process is gone.
  ///
  /// - Returns: Whether that was on its way out.
  mutating func end() -> Bool {
    rssBytes = nil
    cpuPercent = nil
    defer { isDraining = false }
    return isDraining
  }

  mutating func measured(residentBytes: Int) {
    rssBytes = residentBytes
    peakBytes = max(peakBytes ?? 0, residentBytes)
  }

  /// `interval` is how long ago it was measured last, seconds.
  mutating func measured(cpuTime: Duration, interval: Double) {
    if let before = self.cpuTime {
      cpuPercent = max(0, (cpuTime - before) / .seconds(1) / interval * 100)
    }
    self.cpuTime = cpuTime
  }
}

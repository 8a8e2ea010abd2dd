import BatchEndpoints
import Dashboard
import Foundation
import TerminalUI

// One invented afternoon, the same in every test: 22 November 2026, 14:32:07 UTC.

let afternoon = Date(timeIntervalSince1970: 1_795_357_927)

extension Date {
  /// So many seconds before the afternoon.
  static func before(_ seconds: Double) -> Date { afternoon.addingTimeInterval(-seconds) }
}

extension ViewContext {
  static let unicode = ViewContext(glyphs: .unicode, now: afternoon, timeZone: .gmt)
  static let ascii = ViewContext(glyphs: .ascii, now: afternoon, timeZone: .gmt)
}

extension JobSnapshot {
  /// Under way for twenty minutes: a worker in each state, failed files, events.
  static var running: JobSnapshot {
    var progress = JobSnapshot.Progress()
    progress.filesTotal = 1_000_000
    progress.filesSucceeded = 623_877
    progress.filesFailed = 37
    progress.filesRunning = 256
    progress.filesRetrying = 4
    progress.miniBatchesDone = 9748
    progress.filesPerSecond = 531.4
    progress.etaSeconds = 708
    progress.elapsedSeconds = 1176
    return JobSnapshot(
      name: "brave-otter-4821", displayName: "resnet50-onnx", status: .running,
      endpointName: "images", deploymentName: "resnet50-onnx", createdAt: .before(1180),
      startedAt: .before(1178),
      settings: Settings(
        miniBatchSize: 64, workers: 6, errorThreshold: 1000, maxRetries: 2, timeoutSeconds: 30,
        outputAction: "append_row", inputPath: "/data/scoring/2026-11"),
      progress: progress, workers: sampleWorkers,
      runner: Runner(pid: 4711, startedAt: .before(1178)),
      outputs: Outputs(
        scorePath: "/home/op/.local/share/batchdeck/jobs/brave-otter-4821/outputs/score"),
      recentFailures: failures, recentEvents: events)
  }

  private static var sampleWorkers: [Worker] {
    let gibibyte = 1 << 30
    return [
      Worker(
        id: 0, pid: 4712, state: .running, miniBatch: 9749, fileIndex: 47, fileCount: 64,
        file: "img/val/0623/a81f20c6d4b19c.jpg", rssBytes: gibibyte * 231 / 100, cpuPercent: 98.4,
        filesDone: 104_300, filesPerSecond: 91.3, runningSeconds: 0.4, incarnation: 1),
      Worker(
        id: 1, pid: 4713, state: .running, miniBatch: 9750, fileIndex: 26, fileCount: 64,
        file: "img/val/0623/b07e55d9012f11.jpg", rssBytes: gibibyte * 230 / 100, cpuPercent: 97.9,
        filesDone: 103_911, filesPerSecond: 89.2, runningSeconds: 0.3, incarnation: 1),
      Worker(
        id: 2, pid: 4714, state: .draining, miniBatch: 9751, fileIndex: 51, fileCount: 64,
        file: "写真/日本-写真-03.jpg", rssBytes: gibibyte * 233 / 100, cpuPercent: 99.1,
        filesDone: 104_007, filesPerSecond: 92.1, runningSeconds: 0.6, incarnation: 1),
      Worker(
        id: 3, state: .backingOff, filesDone: 98_410, incarnation: 4),
      Worker(
        id: 4, pid: 4716, state: .idle, rssBytes: gibibyte * 229 / 100, cpuPercent: 0,
        filesDone: 103_640, incarnation: 1),
      Worker(
        id: 5, pid: 5102, state: .initializing, rssBytes: 640 << 20, cpuPercent: 412,
        filesDone: 0, incarnation: 2),
    ]
  }

  private static var failures: [FailedFile] {
    [
      FailedFile(
        path: "img/val/0622/f3d1a2c9e0.jpg", sizeBytes: 40_960, attempts: 3,
        errorClass: "OSError", message: "image file is truncated (41 bytes not processed)",
        traceback: """
          Traceback (most recent call last):
            File "/home/op/deploy/score.py", line 41, in run
              image = load(path)
            File "/home/op/deploy/score.py", line 22, in load
              return Image.open(path).convert("RGB")
            File "/usr/lib/python3/dist-packages/PIL/ImageFile.py", line 266, in load
              raise OSError(f"image file is truncated ({n} bytes not processed)")
          OSError: image file is truncated (41 bytes not processed)

          """, worker: 3, failedAt: .before(9)),
      FailedFile(
        path: "img/val/0619/77c2b0d14f.png", sizeBytes: 1_482_113, attempts: 3,
        errorClass: "ValueError", message: "expected 3 channels, found 4",
        traceback: nil, worker: 1, failedAt: .before(27)),
      FailedFile(
        path: "img/val/0611/0c9be1f2aa.tif", sizeBytes: 92_883_001, attempts: 3,
        errorClass: "timeout", message: "run() took longer than 30 s", worker: 0,
        failedAt: .before(115)),
      FailedFile(
        path: "img/val/0605/bad\\xE9name\u{1B}[2J.jpg", sizeBytes: 0, attempts: 0,
        errorClass: "unreadable", message: "Permission denied\u{7}", failedAt: .before(216)),
    ]
  }

  private static var events: [JobEvent] {
    [
      JobEvent(at: .before(12), kind: .worker, message: "worker 3 waits 0.8 s before a new start"),
      JobEvent(
        at: .before(13), kind: .worker, message: "worker 3 died: killed by signal 9 (SIGKILL)"),
      JobEvent(at: .before(65), kind: .operatorAction, message: "workers 4 to 6"),
      JobEvent(
        at: .before(1170), kind: .warning,
        message: "run() returns a numpy array; it is written as text"),
      JobEvent(at: .before(1178), kind: .job, message: "started with 6 workers, mini-batch 64"),
    ]
  }

  static var preparing: JobSnapshot {
    var snapshot = running
    snapshot.status = .preparing
    snapshot.progress = Progress()
    snapshot.progress.elapsedSeconds = 2
    snapshot.workers = [
      Worker(id: 0, pid: 4712, state: .starting, rssBytes: 12 << 20, incarnation: 1)
    ]
    snapshot.recentFailures = []
    snapshot.recentEvents = [JobEvent(at: .before(2), kind: .job, message: "runner began")]
    return snapshot
  }

  /// The same job, ended in some way.
  static func over(_ status: JobStatus, error: JobError? = nil) -> JobSnapshot {
    var snapshot = running
    snapshot.status = status
    snapshot.runner = nil
    snapshot.endedAt = status == .interrupted ? nil : .before(30)
    snapshot.progress.filesRunning = 0
    snapshot.progress.filesRetrying = 0
    snapshot.progress.filesPerSecond = 0
    snapshot.progress.etaSeconds = nil
    snapshot.error = error
    snapshot.workers = []
    if status == .completed {
      snapshot.progress.filesSucceeded = 999_963
    }
    return snapshot
  }

  static var failed: JobSnapshot {
    over(
      .failed,
      error: JobError(
        code: "ErrorThresholdExceeded",
        message: "1 001 failed files are more than error_threshold 1 000"))
  }
}

/// A history that warms up, sags when a worker dies, and recovers.
func samples(_ count: Int, workers: Int = 6) -> [JobSample] {
  (0..<count).map { second in
    let warm = min(1, Double(second) / 40)
    let sag = (count - 60..<count - 40).contains(second) ? 0.6 : 1
    let wave = 1 + 0.08 * Double((second * 7) % 11 - 5) / 5
    let speed = 531 * warm * sag * wave
    return JobSample(
      at: .before(Double(count - second)), filesPerSecond: speed,
      rssBytes: Int(Double(1 << 30) * (2 + 10 * warm)), filesDone: second * 500,
      workerFilesPerSecond: (0..<workers).map { speed / Double(workers + ($0 % 3)) })
  }
}

let severalJobs: [JobSummary] = [
  JobSummary(
    name: "brave-otter-4821", deploymentName: "resnet50-onnx", status: .running,
    createdAt: .before(1180), inputPath: "/data/scoring/2026-11", filesTotal: 1_000_000,
    filesSucceeded: 623_877, filesFailed: 37),
  JobSummary(
    name: "calm-heron-0193", deploymentName: "ocr", status: .paused, createdAt: .before(5400),
    inputPath: "/data/scans", filesTotal: 81_204, filesSucceeded: 12_000, filesFailed: 0),
  JobSummary(
    name: "eager-lynx-7710", deploymentName: "resnet50-onnx", status: .preparing,
    createdAt: .before(4), inputPath: "/data/scoring/2026-12"),
  JobSummary(
    name: "gentle-crane-3307", deploymentName: "sentiment-distilbert-multilingual-cased",
    status: .failed, createdAt: .before(9000), endedAt: .before(8000),
    inputPath: "/srv/share/projects/reviews/2026/quarter-4/raw/exports/partition-0007",
    filesTotal: 40_000, filesSucceeded: 29_999, filesFailed: 1001),
  JobSummary(
    name: "quiet-marten-1188", deploymentName: "ocr", status: .completed,
    createdAt: .before(90_000), endedAt: .before(86_400), inputPath: "/data/scans",
    filesTotal: 81_190, filesSucceeded: 81_190, filesFailed: 0),
  JobSummary(
    name: "swift-badger-9021", deploymentName: "ocr", status: .interrupted,
    createdAt: .before(260_000), inputPath: "/data/scans\u{1B}]0;x\u{7}", filesTotal: 81_190,
    filesSucceeded: 40_101, filesFailed: 12),
  JobSummary(
    name: "vivid-tapir-2764", deploymentName: "yolo-n", status: .canceled,
    createdAt: .before(600_000), endedAt: .before(599_000), inputPath: "/data/video/frames",
    filesTotal: 12_000, filesSucceeded: 420, filesFailed: 0),
]

extension DashboardState {
  static func jobs(_ jobs: [JobSummary], size: Size) -> DashboardState {
    var state = DashboardState(size: size)
    state.opensActiveJob = false
    _ = state.update(.jobsListed(jobs), now: afternoon)
    return state
  }

  static func monitor(
    _ snapshot: JobSnapshot, size: Size, history: Int = 600
  ) -> DashboardState {
    var state = DashboardState(size: size, attachedTo: snapshot.name)
    var news = WatchNews()
    if history > 0 { news.absorb(.history(samples(history))) }
    news.absorb(.snapshot(snapshot))
    if snapshot.status.isOver { news.absorb(.ended) }
    _ = state.update(.watched(job: snapshot.name, news), now: afternoon)
    return state
  }

  /// Runs keys by name, as in `"Tab j Enter"`, and returns what they asked for.
  @discardableResult
  mutating func press(_ keys: String) -> [Effect] {
    keys.split(separator: " ").flatMap { spelling -> [Effect] in
      guard let press = KeyPress(parsing: String(spelling)) else {
        fatalError("no key is called \(spelling)")
      }
      return update(.input(.key(press)), now: afternoon)
    }
  }
}

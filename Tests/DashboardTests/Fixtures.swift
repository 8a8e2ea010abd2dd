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

/// Some bytes of a log in which every line has 100, and tells its number.
func inventedLog(_ query: LogQuery, size: Int) -> LogWindow {
  let start = min(max(0, query.start ?? size - query.length), size)
  let end = min(size, start + query.length)
  let filler = [false, true].map { isTenth in
    Array(String(repeating: isTenth ? "done " : "scored ", count: 20).utf8)
  }
  var bytes: [UInt8] = []
  for line in (start / 100)...(end / 100) {
    let kind =
      line % 50 == 7 ? "ERROR \u{1B}[31mtruncated" : line % 20 == 3 ? "WARNING slow" : "INFO"
    let head = Array("line \(line) \(kind) ".utf8)
    bytes += head
    bytes += filler[line % 10 == 0 ? 1 : 0].prefix(99 - head.count)
    bytes.append(0x0A)
  }
  let from = start - start / 100 * 100
  return LogWindow(
    start: start, bytes: Array(bytes.dropFirst(from).prefix(end - start)), fileSize: size)
}

/// A page of a job with so many failed files.
func manyFailures(_ query: FailureQuery, total: Int) -> FailurePage {
  let end = min(total, query.offset + query.limit)
  let files = (query.offset..<max(query.offset, end)).map { index in
    FailedFile(
      path: "img/\(total - index).jpg", sizeBytes: 40_960, attempts: 3,
      errorClass: query.errorClass ?? (index % 3 == 0 ? "OSError" : "ValueError"),
      message: "image file is truncated", traceback: index % 2 == 0 ? "Traceback\n  a\n  b\n" : nil,
      worker: index % 6, failedAt: .before(Double(index)))
  }
  return FailurePage(total: total, files: files)
}

/// A log in which nothing is serious.
func calmLog(_ query: LogQuery, size: Int) -> LogWindow {
  let start = min(query.start ?? max(0, size - query.length), size)
  let count = min(query.length, size - start)
  let bytes = (start..<start + count).map { UInt8(ascii: $0 % 100 == 99 ? "\n" : ".") }
  return LogWindow(start: start, bytes: bytes, fileSize: size)
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
    createdAt: .before(1180), elapsedSeconds: 1174.2, inputPath: "/data/scoring/2026-11",
    filesTotal: 1_000_000,
    filesSucceeded: 623_877, filesFailed: 37),
  JobSummary(
    name: "calm-heron-0193", deploymentName: "ocr", status: .paused, createdAt: .before(5400),
    elapsedSeconds: 5394.9, inputPath: "/data/scans", filesTotal: 81_204, filesSucceeded: 12_000,
    filesFailed: 0),
  JobSummary(
    name: "eager-lynx-7710", deploymentName: "resnet50-onnx", status: .preparing,
    createdAt: .before(4), elapsedSeconds: 3.1, inputPath: "/data/scoring/2026-12"),
  JobSummary(
    name: "gentle-crane-3307", deploymentName: "sentiment-distilbert-multilingual-cased",
    status: .failed, createdAt: .before(9000), endedAt: .before(8000), elapsedSeconds: 998.4,
    inputPath: "/srv/share/projects/reviews/2026/quarter-4/raw/exports/partition-0007",
    filesTotal: 40_000, filesSucceeded: 29_999, filesFailed: 1001),
  JobSummary(
    name: "quiet-marten-1188", deploymentName: "ocr", status: .completed,
    createdAt: .before(90_000), endedAt: .before(86_400), elapsedSeconds: 3598,
    inputPath: "/data/scans", filesTotal: 81_190, filesSucceeded: 81_190, filesFailed: 0),
  JobSummary(
    name: "swift-badger-9021", deploymentName: "ocr", status: .interrupted,
    createdAt: .before(260_000), elapsedSeconds: 21_400,
    inputPath: "/data/scans\u{1B}]0;x\u{7}", filesTotal: 81_190, filesSucceeded: 40_101,
    filesFailed: 12),
  JobSummary(
    name: "vivid-tapir-2764", deploymentName: "yolo-n", status: .canceled,
    createdAt: .before(600_000), endedAt: .before(599_000), elapsedSeconds: 42.7,
    inputPath: "/data/video/frames", filesTotal: 12_000, filesSucceeded: 420, filesFailed: 0),
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

  /// The failures screen, with the answers that it asks for.
  static func failures(
    of snapshot: JobSnapshot = .running, size: Size, total: Int? = nil
  ) -> DashboardState {
    var state = DashboardState.monitor(snapshot, size: size)
    state.press("3")
    state.answerFailures(total: total)
    return state
  }

  /// Answers what the failures screen asks for: `total` invented files, or the snapshot's own.
  mutating func answerFailures(total: Int? = nil) {
    let own = live.job?.snapshot?.recentFailures ?? []
    let classes = [
      FailureClass(name: "OSError", count: 20), FailureClass(name: "ValueError", count: 12),
      FailureClass(name: "timeout", count: 4), FailureClass(name: "unreadable", count: 1),
    ]
    _ = update(
      .answered(.failureClasses(job: "brave-otter-4821"), .failureClasses(classes)),
      now: afternoon)
    guard let query = failureQuery else { return }
    let page =
      total.map { manyFailures(query, total: $0) } ?? FailurePage(total: own.count, files: own)
    _ = update(.answered(.failures(query), .failures(page)), now: afternoon)
  }

  /// The worker screen of worker 1, with what it asks for.
  static func worker(of snapshot: JobSnapshot = .running, size: Size) -> DashboardState {
    var state = DashboardState.monitor(snapshot, size: size)
    for second in 1...30 {
      var news = WatchNews()
      var later = snapshot
      for index in later.workers.indices {
        later.workers[index].rssBytes = later.workers[index].rssBytes.map { $0 + second << 24 }
      }
      let before = state.live.job?.history.last?.at ?? afternoon
      news.absorb(.snapshot(later))
      news.absorb(
        .sample(
          JobSample(
            at: before.addingTimeInterval(1), filesPerSecond: 530, rssBytes: 12 << 30,
            filesDone: 0, workerFilesPerSecond: (0..<6).map { Double(80 + second + $0) })))
      _ = state.update(.watched(job: snapshot.name, news), now: afternoon)
    }
    state.press("j Enter")
    let name = "user/stderr/localhost/process001.stderr.txt"
    _ = state.update(
      .answered(
        .logFiles(job: snapshot.name, worker: 1),
        .logFiles([
          LogFile(name: name, sizeBytes: 99_000, modifiedAt: afternoon),
          LogFile(
            name: "user/stdout/localhost/process001.stdout.txt", sizeBytes: 0, modifiedAt: afternoon
          ),
        ])), now: afternoon)
    let text =
      "cut in the mid\n"
      + (1...40).map { "2026-11-22 14:31:\(10 + $0) INFO scored batch \($0)\n" }.joined()
      + "libjpeg: \u{1B}[31mpremature end\u{1B}[0m of JPEG file\n"
    let query = LogQuery(job: snapshot.name, name: name, start: nil, length: 32 * 1024)
    _ = state.update(
      .answered(
        .log(query),
        .log(
          LogText(
            LogWindow(
              start: 99_000 - text.utf8.count, bytes: Array(text.utf8), fileSize: 99_000)))),
      now: afternoon)
    return state
  }

  /// The logs screen with a log open, and what it asks for.
  static func logs(size: Size, bytes: Int = 40_000) -> DashboardState {
    var state = DashboardState.monitor(.running, size: size)
    state.press("4")
    state.answerLogs(bytes: bytes)
    state.answerLogs(bytes: bytes)
    return state
  }

  /// Answers what the logs screen asks for, until it asks for nothing new.
  mutating func answerLogs(bytes: Int, isCalm: Bool = false) {
    var answered: Set<Question> = []
    for _ in 0..<3 {
      for case .answer(let question, _) in subscriptions
      where answered.insert(question).inserted {
        switch question {
        case .logFiles:
          let files = ["stderr", "stdout"].flatMap { stream in
            (0...1).map {
              LogFile(
                name: "user/\(stream)/localhost/process00\($0).\(stream).txt",
                sizeBytes: $0 == 1 && stream == "stderr" ? bytes : 0, modifiedAt: afternoon)
            }
          }
          _ = update(.answered(question, .logFiles(files)), now: afternoon)
        case .log(let query):
          let window = isCalm ? calmLog(query, size: bytes) : inventedLog(query, size: bytes)
          _ = update(.answered(question, .log(LogText(window))), now: afternoon)
        default:
          break
        }
      }
    }
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

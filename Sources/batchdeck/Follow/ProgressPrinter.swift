import BatchEndpoints
import Foundation

/// Shows a job's progress on stderr as snapshots come.
struct ProgressPrinter {
  /// Seconds between lines where there is no bar.
  private static let plainInterval = 2.0

  private let style: ProgressStyle
  private let isUnicode: Bool
  /// What the terminal shows now.
  private var drawnBar: String?
  private var lastPlain: Date?
  private var lastStatus: JobStatus?
  /// Warnings of the job that were shown.
  private(set) var warned: Set<String> = []

  init(style: ProgressStyle) {
    self.style = style.resolved
    let environment = ProcessInfo.processInfo.environment
    let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? ""
    isUnicode = locale.lowercased().replacing("-", with: "").contains("utf8")
  }

  mutating func show(_ snapshot: JobSnapshot, now: Date = Date()) {
    switch style {
    case .auto, .none: break
    case .bar:
      warn(snapshot)
      let bar = bar(snapshot, columns: terminalColumns)
      if bar != drawnBar { write("\r\u{1B}[K" + bar, to: STDERR_FILENO) }
      drawnBar = bar
    case .plain:
      warn(snapshot)
      // The summary speaks of the end.
      guard !snapshot.status.isOver else { return }
      let isNews = snapshot.status != lastStatus
      if let lastPlain, !isNews, now.timeIntervalSince(lastPlain) < Self.plainInterval { return }
      lastPlain = now
      printError(line(snapshot))
    case .json:
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      if let data = try? encoder.encode(snapshot.progress) {
        printError(String(decoding: data, as: UTF8.self))
      }
    }
    lastStatus = snapshot.status
  }

  /// Shows what was degraded since the runner began, each once.
  private mutating func warn(_ snapshot: JobSnapshot) {
    let began = snapshot.startedAt ?? .distantPast
    for event in snapshot.recentEvents.reversed()
    where event.kind == .warning && event.at >= began && warned.insert(event.message).inserted {
      clear()
      printError(Wording.warning(event.message))
    }
  }

  /// Takes the bar away, so that what follows stands on a clean line.
  mutating func clear() {
    if drawnBar != nil { write("\r\u{1B}[K", to: STDERR_FILENO) }
    drawnBar = nil
  }

  // MARK: - Words

  private func line(_ snapshot: JobSnapshot) -> String {
    ([snapshot.status.rawValue] + facts(snapshot)).joined(separator: "  ")
  }

  private func facts(_ snapshot: JobSnapshot) -> [String] {
    let progress = snapshot.progress
    guard progress.filesTotal > 0 else { return ["listing the input"] }
    var facts = [
      "\(Int(progress.fraction * 100)) %",
      "\(Amount.grouped(progress.filesDone))/\(Wording.count(progress.filesTotal, "file"))",
    ]
    if progress.filesFailed > 0 { facts.append("\(Amount.grouped(progress.filesFailed)) failed") }
    if progress.filesRetrying > 0 {
      facts.append("\(Amount.grouped(progress.filesRetrying)) retrying")
    }
    if progress.filesPerSecond > 0 { facts.append(Wording.rate(progress.filesPerSecond)) }
    if let eta = progress.etaSeconds { facts.append("ETA \(Wording.duration(seconds: eta))") }
    let working = snapshot.workers.filter { $0.pid != nil }
    if !working.isEmpty {
      facts.append(Wording.count(working.count, "worker"))
      let memory = working.reduce(0) { $0 + ($1.rssBytes ?? 0) }
      if memory > 0 { facts.append(Wording.bytes(memory)) }
    }
    return facts
  }

  private func bar(_ snapshot: JobSnapshot, columns: Int) -> String {
    let text = " " + facts(snapshot).joined(separator: "  ")
    // Leaves room for the ^C that a terminal echoes.
    let width = min(40, columns - text.count - 4)
    guard width >= 10 else { return String(text.dropFirst().prefix(columns - 1)) }
    let fraction = snapshot.progress.fraction
    guard isUnicode else {
      let filled = Int(fraction * Double(width - 2))
      return "[" + String(repeating: "#", count: filled)
        + String(repeating: "-", count: width - 2 - filled) + "]" + text
    }
    let eighths = Int(fraction * Double(width * 8))
    let full = String(repeating: "█", count: eighths / 8)
    let part = eighths % 8 == 0 ? "" : String(Array("▏▎▍▌▋▊▉")[eighths % 8 - 1])
    return (full + part).padding(toLength: width, withPad: " ", startingAt: 0) + text
  }

  private var terminalColumns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

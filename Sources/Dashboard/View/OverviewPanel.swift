import BatchEndpoints
import TerminalUI

/// The head of the run monitor: which job, how far, how fast, how it ended.
///
/// Framed it has a line for the bar and one for the numbers; without frame, in a small window, the
/// speeds have a third line and the settings a fourth.
struct OverviewPanel {
  let job: WatchedJob
  let snapshot: JobSnapshot
  let context: ViewContext

  private var progress: JobSnapshot.Progress { snapshot.progress }
  private var isActive: Bool { snapshot.status.isActive }

  func draw(on surface: inout Surface, in rect: Rect, framed: Bool) {
    if framed { drawFrame(on: &surface, in: rect) }
    let inner = rect.inset(horizontal: framed ? 2 : 1, vertical: framed ? 1 : 0)
    let showsCount = drawBar(on: &surface, in: inner.split(top: 1).top)
    var y = inner.y + 1
    let counts = counts(width: inner.width, withTotal: !showsCount)
    surface.writeGroups(counts, x: inner.x, y: y, width: inner.width)
    if framed {
      let room = inner.width - Self.width(counts) - 3
      let speeds = speeds(fitting: room)
      let width = Self.width(speeds)
      surface.writeGroups(speeds, x: inner.maxX - width, y: y, width: width)
    } else {
      y += 1
      surface.writeGroups(speeds(fitting: inner.width), x: inner.x, y: y, width: inner.width)
      y += 1
      surface.write(
        [Span(settings.joined(separator: "   "), role: .muted)], x: inner.x, y: y,
        width: inner.width)
    }
    for line in job.remarks(context) where y + 1 < inner.maxY {
      y += 1
      surface.write(
        line.truncated(to: inner.width, ellipsis: context.glyphs.ellipsis), x: inner.x, y: y,
        width: inner.width)
    }
  }

  // MARK: - Frame

  /// The input's path takes the room that the other texts leave.
  private func drawFrame(on surface: inout Surface, in rect: Rect) {
    let look = StatusLook(snapshot.status, context)
    var left = [
      Span(job.name, Style(role: .title, bold: true)),
      Span(look.text, Style(role: look.role, bold: true)),
      Span(snapshot.deploymentName, role: .title),
    ]
    let right = settings.map { Span($0, role: .title) }
    let room = rect.width - 4 - (left + right).reduce(0) { $0 + $1.width + 3 } - 3
    if room >= 12 {
      let path = TextWidth.truncate(
        context.path(snapshot.settings.inputPath), to: room, at: .middle,
        ellipsis: context.glyphs.ellipsis)
      left.append(Span(path, role: .muted))
    }
    surface.frame(rect, glyphs: context.glyphs)
    surface.writeBorder(left: left, right: right, in: rect, y: rect.y)
  }

  private var settings: [String] {
    [
      "mini-batch \(Format.grouped(snapshot.settings.miniBatchSize))",
      "workers \(snapshot.settings.workers)",
    ]
  }

  // MARK: - Bar

  /// - Returns: Whether there was room for the number of files.
  private func drawBar(on surface: inout Surface, in line: Rect) -> Bool {
    guard progress.filesTotal > 0 else {
      let isListing = snapshot.status == .preparing || snapshot.status == .notStarted
      let text = isListing ? "\(context.spinner) listing the input" : "no file in the input"
      surface.write(text, x: line.x, y: line.y, width: line.width, style: .role(.muted))
      return true
    }
    let percent = TextWidth.pad(left: Format.finePercent(progress.fraction), to: 9)
    let eta = isActive ? ["ETA " + (progress.etaSeconds.map(Format.duration) ?? "--:--:--")] : []
    let count = "\(files(progress.filesDone)) / \(Format.count(progress.filesTotal, "file"))"
    var words = ([percent, count] + eta).joined(separator: "   ")
    let showsCount = TextWidth.of(words) <= line.width / 2
    if !showsCount { words = ([percent] + eta).joined(separator: "   ") }
    let (bar, rest) = line.split(right: TextWidth.of(words))
    let role: Role = snapshot.status == .failed ? .error : .progress
    ProgressBar(fraction: progress.fraction, style: .role(role))
      .draw(on: &surface, in: bar, glyphs: context.glyphs)
    surface.write(words, x: rest.x, y: line.y, width: rest.width, style: Style(bold: true))
    return showsCount
  }

  /// As wide as the total, so that nothing moves while it grows.
  private func files(_ count: Int) -> String {
    let total = Format.grouped(progress.filesTotal)
    return TextWidth.pad(left: Format.grouped(count), to: TextWidth.of(total))
  }

  // MARK: - Numbers

  private func counts(width: Int, withTotal: Bool) -> [[Span]] {
    let first: [Span] =
      withTotal
      ? [
        Span("done ", role: .muted), Span(files(progress.filesDone)),
        Span(" / \(Format.grouped(progress.filesTotal))", role: .muted),
      ]
      : [Span("ok ", role: .muted), Span(files(progress.filesSucceeded), role: .ok)]
    var groups = [first, number("failed", progress.filesFailed, role: .error)]
    if isActive { groups.append(number("retrying", progress.filesRetrying, role: .retrying)) }
    if isActive, width >= 100 {
      groups.append(number("in work", progress.filesRunning, role: .running))
    }
    if progress.itemsUnreported > 0 {
      groups.append(number("unreported", progress.itemsUnreported, role: .warning))
    }
    return groups
  }

  private func number(_ word: String, _ value: Int, role: Role) -> [Span] {
    [
      Span("\(word) ", role: .muted),
      Span(
        TextWidth.pad(left: Format.grouped(value), to: 5),
        value == 0 ? Style() : Style(role: role, bold: true)),
    ]
  }

  /// What fits of elapsed time, present and average speed, in this order; the present speed, or
  /// once the job is over the time, stays longest.
  private func speeds(fitting room: Int) -> [[Span]] {
    let seconds = progress.elapsedSeconds
    let time = isActive ? Format.duration(seconds) : Format.shortDuration(seconds)
    let elapsed = [Span("elapsed ", role: .muted), Span(time)]
    let average = speed("average", progress.averageFilesPerSecond)
    let choices =
      isActive
      ? [
        [elapsed, speed("now", progress.filesPerSecond), average],
        [elapsed, speed("now", progress.filesPerSecond)], [speed("now", progress.filesPerSecond)],
      ] : [[elapsed, average], [elapsed]]
    return choices.first { Self.width($0) <= room } ?? []
  }

  private func speed(_ word: String, _ perSecond: Double) -> [Span] {
    [
      Span("\(word) ", role: .muted),
      Span(TextWidth.pad(left: Format.rate(perSecond), to: 7)),
    ]
  }

  private static func width(_ groups: [[Span]]) -> Int {
    groups.reduce(0) { $0 + $1.width } + 3 * max(0, groups.count - 1)
  }
}

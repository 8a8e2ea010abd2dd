import BatchEndpoints
import Foundation
import TerminalUI

/// The history of one number of the job, as a filled graph.
struct GraphPanel {
  /// Columns kept for the labels of the axis.
  private static let axisWidth = 6
  /// Seconds that one value of the graph may stand for.
  private static let steps = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45, 60]

  let panel: Panel
  let history: SampleHistory
  let context: ViewContext
  private let peak: Double
  /// The unit of the axis: the one in which the peak has one to three digits.
  private let unit: (name: String, size: Double)

  init(panel: Panel, history: SampleHistory, context: ViewContext) {
    self.panel = panel
    self.history = history
    self.context = context
    peak = history.samples.reduce(0) { max($0, Self.value($1, of: panel)) }
    unit =
      panel != .memory
      ? ("files/s", 1) : peak >= 1_000_000_000 ? ("GiB", 1_073_741_824) : ("MiB", 1_048_576)
  }

  func draw(on surface: inout Surface, in inner: Rect) {
    guard let end = history.last?.at, !inner.isEmpty else {
      surface.write(
        "no sample yet", x: inner.x + 2, y: inner.y, width: inner.width - 2, style: .role(.muted))
      return
    }
    let count = valueCount(width: inner.width)
    let values = history.buckets(count, seconds: count * step(count), until: end) {
      Self.value($0, of: panel) / unit.size
    }
    AreaGraph(
      values: values.map { $0 ?? .nan },
      roles: panel == .memory ? [.memoryLow, .memoryMid] : [.throughput],
      label: { Format.axis($0) }
    ).draw(on: &surface, in: inner, glyphs: context.glyphs)
  }

  var title: String {
    panel == .memory ? "memory \(unit.name)" : "throughput files/s"
  }

  /// For the border, which drops the last ones where they do not fit.
  func remarks(width: Int) -> [Span] {
    guard let last = history.last else { return [] }
    let seconds = valueCount(width: width) * step(valueCount(width: width))
    let span = seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
    let about = [Span("peak \(words(peak))", role: .muted), Span("last \(span)", role: .muted)]
    // The present throughput is in the overview, over a few seconds and so steadier.
    return panel == .memory ? [Span("now \(words(Self.value(last, of: panel)))")] + about : about
  }

  private func valueCount(width: Int) -> Int {
    max(1, width - Self.axisWidth) * (context.glyphs.hasBraille ? 2 : 1)
  }

  /// The shortest step with which the whole history fits, else the longest.
  private func step(_ count: Int) -> Int {
    guard let first = history.samples.first, let last = history.last else { return 1 }
    let seconds = Int(last.at.timeIntervalSince(first.at)) + 1
    return Self.steps.first { $0 * count >= seconds } ?? Self.steps[Self.steps.count - 1]
  }

  private static func value(_ sample: JobSample, of panel: Panel) -> Double {
    panel == .memory ? Double(sample.rssBytes) : sample.filesPerSecond
  }

  private func words(_ value: Double) -> String {
    panel == .memory ? Format.bytes(Int(clamping: value)) : Format.rate(value)
  }
}

import Foundation
import TerminalUI

/// The history of one number, as a filled graph.
struct GraphPanel {
  /// Columns kept for the labels of the axis.
  private static let axisWidth = 6
  /// Seconds that one value of the graph may stand for.
  private static let steps = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45, 60]

  enum Kind: Sendable {
    /// Files per second.
    case throughput
    /// Bytes.
    case memory
  }

  private let kind: Kind
  private let series: TimeSeries
  private let context: ViewContext
  private let peak: Double
  /// The unit of the axis: the one in which the peak has one to three digits.
  private let unit: (name: String, size: Double)

  init(_ kind: Kind, _ series: TimeSeries, _ context: ViewContext) {
    self.kind = kind
    self.series = series
    self.context = context
    peak = series.peak
    unit =
      kind == .throughput
      ? ("files/s", 1) : peak >= 1_000_000_000 ? ("GiB", 1_073_741_824) : ("MiB", 1_048_576)
  }

  func draw(on surface: inout Surface, in inner: Rect) {
    guard let end = series.last?.at, !inner.isEmpty else {
      surface.write(
        "no sample yet", x: inner.x + 2, y: inner.y, width: inner.width - 2, style: .role(.muted))
      return
    }
    let count = valueCount(width: inner.width)
    let values = series.buckets(count, seconds: count * step(count), until: end)
    AreaGraph(
      values: values.map { $0.map { $0 / unit.size } ?? .nan },
      roles: kind == .memory ? [.memoryLow, .memoryMid] : [.throughput],
      label: { Format.axis($0) }
    ).draw(on: &surface, in: inner, glyphs: context.glyphs)
  }

  var title: String {
    kind == .memory ? "memory \(unit.name)" : "throughput files/s"
  }

  /// For the border, which drops the last ones where they do not fit.
  func remarks(width: Int) -> [Span] {
    guard let last = series.last else { return [] }
    let seconds = valueCount(width: width) * step(valueCount(width: width))
    let span = seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
    let about = [Span("peak \(words(peak))", role: .muted), Span("last \(span)", role: .muted)]
    // The present throughput is in the overview, over a few seconds and so steadier.
    return kind == .memory ? [Span("now \(words(last.value ?? 0))")] + about : about
  }

  private func valueCount(width: Int) -> Int {
    max(1, width - Self.axisWidth) * (context.glyphs.hasBraille ? 2 : 1)
  }

  /// The shortest step with which the whole history fits, else the longest.
  private func step(_ count: Int) -> Int {
    guard let first = series.points.first, let last = series.last else { return 1 }
    let seconds = Int(last.at.timeIntervalSince(first.at)) + 1
    return Self.steps.first { $0 * count >= seconds } ?? Self.steps[Self.steps.count - 1]
  }

  private func words(_ value: Double) -> String {
    kind == .memory ? Format.bytes(Int(clamping: value)) : Format.rate(value)
  }
}

import Foundation
import TerminalUI

/// The history of one number, as a filled graph.
struct GraphPanel {
  /// Columns kept for the labels of the axis.
  private static let axisWidth = 6
  /// How far back it looks, seconds.
  private static let longest = TimeInterval(SampleHistory.capacity)

  enum Kind: Sendable {
    /// Files per second.
    case throughput
    /// Bytes.
    case memory
  }

  private let kind: Kind
  private let series: TimeSeries
  /// Whether there is more to come.
  private let isLive: Bool
  private let context: ViewContext
  /// What is said where nothing was measured and nothing is to come.
  private let absence: String
  private let peak: Double
  /// The unit of the axis: the one in which the peak has one to three digits.
  private let unit: (name: String, size: Double)

  init(
    _ kind: Kind, _ series: TimeSeries, isLive: Bool, _ context: ViewContext,
    absence: String = "over before it was measured"
  ) {
    self.kind = kind
    self.series = series
    self.isLive = isLive
    self.context = context
    self.absence = absence
    peak = series.peak
    unit =
      kind == .throughput
      ? ("files/s", 1) : peak >= 1_000_000_000 ? ("GiB", 1_073_741_824) : ("MiB", 1_048_576)
  }

  func draw(on surface: inout Surface, in inner: Rect) {
    guard isMeasured, !inner.isEmpty else {
      surface.write(
        isLive ? "no sample yet" : absence, x: inner.x + 2, y: inner.y,
        width: inner.width - 2, style: .role(.muted))
      return
    }
    let values = series.spread(over: valueCount(width: inner.width), atMost: Self.longest)
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
  var remarks: [Span] {
    guard isMeasured else { return [] }
    // A sample tells of the second before it.
    let seconds = Int(series.span(atMost: Self.longest).rounded()) + 1
    let span = seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
    let about = [Span("peak \(words(peak))", role: .muted), Span("last \(span)", role: .muted)]
    // The present throughput is in the overview.
    guard kind == .memory, isLive, let now = series.last?.value else { return about }
    return [Span("now \(words(now))")] + about
  }

  private var isMeasured: Bool { series.points.contains { $0.value != nil } }

  private func valueCount(width: Int) -> Int {
    max(1, width - Self.axisWidth) * (context.glyphs.hasBraille ? 2 : 1)
  }

  private func words(_ value: Double) -> String {
    kind == .memory ? Format.bytes(Int(clamping: value)) : Format.rate(value)
  }
}

/// Decides when to draw: after input at once, after news so many times a second at most and always
/// once more after the last.
///
/// Times are durations since any fixed moment of a clock that never goes back.
package struct FramePacer: Sendable, Equatable {
  package static let usualFramesPerSecond = 10
  /// A frame that takes longer means a slow line; fewer are then drawn.
  package static let slowFrame = Duration.milliseconds(50)
  package static let longestInterval = Duration.milliseconds(800)

  /// The least time between two frames that only news asked for.
  private let newsInterval: Duration
  private var interval: Duration
  private var lastDraw: Duration?
  private var inputWaits = true
  private var newsWaits = false

  /// - Parameter framesPerSecond: At least 1.
  package init(framesPerSecond: Int = usualFramesPerSecond) {
    newsInterval = .seconds(1) / max(1, framesPerSecond)
    interval = newsInterval
  }

  package mutating func inputArrived() { inputWaits = true }
  package mutating func newsArrived() { newsWaits = true }

  package func isDue(at now: Duration) -> Bool {
    if inputWaits { return true }
    guard newsWaits else { return false }
    guard let lastDraw else { return true }
    return now >= lastDraw + interval
  }

  package mutating func drew(at now: Duration, taking cost: Duration) {
    lastDraw = now
    inputWaits = false
    newsWaits = false
    let longest = max(newsInterval, Self.longestInterval)
    interval = cost > Self.slowFrame ? min(interval * 2, longest) : newsInterval
  }

  /// How long to wait for input: nil means for ever. `tick` is the time until something on screen
  /// changes by itself, nil when nothing does.
  package func wait(at now: Duration, tick: Duration?) -> Duration? {
    if inputWaits { return .zero }
    var waits = [tick].compactMap { $0 }
    if newsWaits { waits.append((lastDraw ?? now) + interval - now) }
    return waits.min().map { max($0, .zero) }
  }
}

import BatchEndpoints
import Foundation

/// The changes the operator made to the watched job, as far as they are still his last word.
package struct Tuning: Sendable, Equatable {
  /// How long a change counts although no snapshot shows it, and how long further ones of its kind
  /// are one with it. Runners take milliseconds.
  static let settleSeconds: TimeInterval = 3

  private var last: Change?

  private struct Change: Sendable, Equatable {
    var order: JobOrder
    /// Restores what was before; nil where that is not known.
    var inverse: JobOrder?
    var at: Date
    /// Whether a snapshot has shown it.
    var isSeen = false
  }

  package init() {}

  /// What takes the last change back.
  package var undo: JobOrder? { last?.inverse }

  /// What was asked for a moment ago, which a snapshot may not show yet.
  func recent(at now: Date) -> JobOrder? {
    guard let last, now.timeIntervalSince(last.at) < Self.settleSeconds else { return nil }
    return last.order
  }

  /// Remembers a change. Steps of the same kind in quick succession are taken back together.
  mutating func note(_ order: JobOrder, inverse: JobOrder?, now: Date) {
    var inverse = inverse
    if let before = recent(at: now), before.isSameKind(as: order), let last {
      inverse = last.inverse
    }
    last = Change(order: order, inverse: inverse, at: now)
  }

  /// A change that somebody else has overruled is not to be taken back any more.
  mutating func compare(with settings: JobSnapshot.Settings?) {
    guard let settings, let last, let holds = last.order.holds(in: settings) else { return }
    if holds { self.last?.isSeen = true } else if last.isSeen { self.last = nil }
  }

  mutating func forget() { last = nil }

  /// A change that was refused is not there to be taken back.
  mutating func refused(_ order: JobOrder) {
    if last?.order == order { last = nil }
  }
}

extension JobOrder {
  /// Whether the settings are what this asks for; nil when they do not tell.
  fileprivate func holds(in settings: JobSnapshot.Settings) -> Bool? {
    switch self {
    case .setWorkers(let count): settings.workers == count
    case .setMiniBatchSize(let count): settings.miniBatchSize == count
    case .setMemoryLimit(let bytes): settings.memoryLimitBytes == bytes
    case .pause, .goOn, .cancel, .stopWorker, .skipMiniBatch, .restart, .exportFailures:
      nil
    }
  }

  fileprivate func isSameKind(as other: JobOrder) -> Bool {
    switch (self, other) {
    case (.setWorkers, .setWorkers), (.setMiniBatchSize, .setMiniBatchSize),
      (.setMemoryLimit, .setMemoryLimit):
      true
    default: false
    }
  }
}

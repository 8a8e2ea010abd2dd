import BatchEndpoints
import Foundation

/// Resident memory of each worker since the dashboard watches, once a second: samples hold only the
/// sum of all.
package struct WorkerMemory: Sendable, Equatable {
  /// Ten minutes.
  static let capacity = 600

  private struct Moment: Sendable, Equatable {
    var at: Date
    /// In slot order.
    var bytes: [Int?]
  }

  private var moments: [Moment] = []

  package init() {}

  mutating func record(_ workers: [JobSnapshot.Worker], at date: Date) {
    if let last = moments.last, date <= last.at { return }
    moments.append(Moment(at: date, bytes: workers.map(\.rssBytes)))
    if moments.count > Self.capacity { moments.removeFirst() }
  }

  package func series(ofWorker slot: Int) -> TimeSeries {
    TimeSeries(
      moments.map { moment in
        let bytes = moment.bytes.indices.contains(slot) ? moment.bytes[slot] : nil
        return TimeSeries.Point(at: moment.at, value: bytes.map(Double.init))
      })
  }
}

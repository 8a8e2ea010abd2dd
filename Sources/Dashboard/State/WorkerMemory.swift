import BatchEndpoints
import Foundation

/// Resident memory of each worker since the dashboard watches, once a second: samples hold only the
/// sum of all.
package struct WorkerMemory: Sendable, Equatable {
  /// Ten minutes.
  static let capacity = 600

  private struct Moment: Sendable, Equatable {
    var at: Date
    var bytesBySlot: [Int: Int]
  }

  private var moments: [Moment] = []

  package init() {}

  mutating func record(_ workers: [JobSnapshot.Worker], at date: Date) {
    if let last = moments.last, date <= last.at { return }
    let measured = workers.compactMap { worker in worker.rssBytes.map { (worker.id, $0) } }
    moments.append(
      Moment(at: date, bytesBySlot: Dictionary(measured, uniquingKeysWith: { $1 })))
    if moments.count > Self.capacity { moments.removeFirst() }
  }

  package func series(ofWorker slot: Int) -> TimeSeries {
    TimeSeries(
      moments.map { moment in
        TimeSeries.Point(at: moment.at, value: moment.bytesBySlot[slot].map(Double.init))
      })
  }
}

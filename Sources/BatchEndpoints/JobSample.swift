package import Foundation

/// A point of a job's history, taken once a second while its runner lives.
package struct JobSample: Codable, Sendable, Equatable {
  package var at: Date
  /// As `JobSnapshot.Progress.filesPerSecond` was then.
  package var filesPerSecond: Double
  /// Resident memory of all workers together, bytes.
  package var rssBytes: Int
  /// What all of them really take, a shared model counted once, bytes; nil while not known.
  package var pssBytes: Int?
  /// Files settled since the job began.
  package var filesDone: Int
  /// Files done per second by worker slot, in slot order.
  package var workerFilesPerSecond: [Double]

  package init(
    at: Date, filesPerSecond: Double, rssBytes: Int, pssBytes: Int? = nil, filesDone: Int,
    workerFilesPerSecond: [Double] = []
  ) {
    self.at = at
    self.filesPerSecond = filesPerSecond
    self.rssBytes = rssBytes
    self.pssBytes = pssBytes
    self.filesDone = filesDone
    self.workerFilesPerSecond = workerFilesPerSecond
  }
}

package import Foundation

/// A file that used up its attempts, or that could not be read at all.
package struct FailedFile: Codable, Sendable, Equatable {
  /// Relative to the input folder; bytes that are not UTF-8 appear as `\xNN`.
  package var path: String
  package var sizeBytes: Int
  /// How many times it was scored standing alone.
  package var attempts: Int
  /// The exception's type, or `timeout`, `worker_died`, `unreadable`, `wrong_return`.
  package var errorClass: String
  /// One line.
  package var message: String
  package var traceback: String?
  /// The worker slot of the last attempt; nil when no worker ever saw it.
  package var worker: Int?
  package var failedAt: Date

  package init(
    path: String, sizeBytes: Int, attempts: Int, errorClass: String, message: String,
    traceback: String? = nil, worker: Int? = nil, failedAt: Date
  ) {
    self.path = path
    self.sizeBytes = sizeBytes
    self.attempts = attempts
    self.errorClass = errorClass
    self.message = message
    self.traceback = traceback
    self.worker = worker
    self.failedAt = failedAt
  }
}

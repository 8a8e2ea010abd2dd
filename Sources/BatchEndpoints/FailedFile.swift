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
  /// What the worker left whose end made the file fail; nil where the worker lived on.
  package var workerEnd: WorkerEnd?
  /// The worker slot of the last attempt; nil when no worker ever saw it.
  package var worker: Int?
  package var failedAt: Date

  /// What is known of a worker that ended in the middle of a file.
  package struct WorkerEnd: Codable, Sendable, Equatable {
    /// The last lines it wrote to stderr, at most 20 and 4 KiB; nil when it wrote none.
    package var stderr: String?
    /// What it held in memory when it was last looked at: when `init()` had returned, and once a second;
    /// nil when it never was.
    package var rssBytes: Int?
    /// The most it ever held in memory; nil when nobody can tell.
    package var peakBytes: Int?

    package init(stderr: String? = nil, rssBytes: Int? = nil, peakBytes: Int? = nil) {
      self.stderr = stderr
      self.rssBytes = rssBytes
      self.peakBytes = peakBytes
    }
  }

  package init(
    path: String, sizeBytes: Int, attempts: Int, errorClass: String, message: String,
    traceback: String? = nil, workerEnd: WorkerEnd? = nil, worker: Int? = nil, failedAt: Date
  ) {
    self.path = path
    self.sizeBytes = sizeBytes
    self.attempts = attempts
    self.errorClass = errorClass
    self.message = message
    self.traceback = traceback
    self.workerEnd = workerEnd
    self.worker = worker
    self.failedAt = failedAt
  }
}

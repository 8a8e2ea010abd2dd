package import Foundation

/// A text file that a job writes to.
package struct LogFile: Sendable, Equatable {
  /// Below the job's folder of logs: `user/stdout/localhost/process000.stdout.txt`.
  package var name: String
  package var sizeBytes: Int
  package var modifiedAt: Date

  package init(name: String, sizeBytes: Int, modifiedAt: Date) {
    self.name = name
    self.sizeBytes = sizeBytes
    self.modifiedAt = modifiedAt
  }
}

/// Which bytes of a log are wanted.
package struct LogQuery: Sendable, Hashable {
  package var job: String
  package var name: String
  /// Nil for the last `length` bytes.
  package var start: Int?
  package var length: Int

  package init(job: String, name: String, start: Int?, length: Int) {
    self.job = job
    self.name = name
    self.start = start
    self.length = length
  }
}

/// Some bytes of a log.
package struct LogWindow: Sendable, Equatable {
  /// Where the bytes begin.
  package var start: Int
  package var bytes: [UInt8]
  /// Of the whole file at that moment.
  package var fileSize: Int

  package init(start: Int, bytes: [UInt8], fileSize: Int) {
    self.start = start
    self.bytes = bytes
    self.fileSize = fileSize
  }
}

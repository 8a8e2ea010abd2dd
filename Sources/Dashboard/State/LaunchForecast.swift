package import BatchEndpoints

/// What a job is to read: where its files are counted.
package struct LaunchInput: Sendable, Hashable {
  /// Absolute.
  package var path: String
  /// Whether the folders in it are left out.
  package var isTopLevelOnly: Bool

  package init(path: String, isTopLevelOnly: Bool) {
    self.path = path
    self.isTopLevelOnly = isTopLevelOnly
  }
}

/// How an earlier job of the same deployment went.
package struct LaunchPrecedent: Sendable, Equatable {
  package var job: String
  /// All workers together, on the average of its whole life.
  package var filesPerSecond: Double
  package var workers: Int
  /// The most that its workers held together; nil where it was too short to look.
  package var memoryBytes: Int?

  package init(job: String, filesPerSecond: Double, workers: Int, memoryBytes: Int?) {
    self.job = job
    self.filesPerSecond = filesPerSecond
    self.workers = workers
    self.memoryBytes = memoryBytes
  }

  /// What so many files would take with so many workers, if each worker does what they did then.
  func forecast(files: Int, workers: Int) -> String {
    let share = Double(workers) / Double(max(1, self.workers))
    let seconds = Double(files) / max(filesPerSecond * share, .leastNonzeroMagnitude)
    let memory = memoryBytes.map {
      " and \(Format.bytes(Int(clamping: Double($0) * share))) of memory"
    }
    return "about \(Format.shortDuration(seconds))\(memory ?? "") with "
      + "\(Format.count(workers, "worker")), going by \(job): "
      + "\(Format.rate(filesPerSecond)) with \(Format.count(self.workers, "worker"))"
  }
}

/// What became of a job over a handful of files.
package struct DryRun: Sendable, Equatable {
  package var files: Int
  /// Of the runner's life, `init()` included.
  package var seconds: Double
  /// Lines of output; nil where the deployment writes its own.
  package var rows: Int?
  /// The first of them.
  package var head: [String]
  package var failed: Int
  /// The latest of the failed files.
  package var failures: [FailedFile]
  package var memoryBytes: Int?
  /// Why the job failed; nil when it completed.
  package var problem: String?

  package init(
    files: Int, seconds: Double, rows: Int?, head: [String], failed: Int,
    failures: [FailedFile], memoryBytes: Int?, problem: String?
  ) {
    self.files = files
    self.seconds = seconds
    self.rows = rows
    self.head = head
    self.failed = failed
    self.failures = failures
    self.memoryBytes = memoryBytes
    self.problem = problem
  }

  var isGood: Bool { problem == nil && failed == 0 }

  /// In one line.
  var summary: String {
    let rows = rows.map { ", \(Format.count($0, "row"))" } ?? ""
    let memory = memoryBytes.map { ", \(Format.bytes($0))" } ?? ""
    return "dry run: \(files - failed) of \(Format.count(files, "file")) scored\(rows), "
      + "\(failed) failed, in \(Format.shortDuration(seconds))\(memory)"
  }
}

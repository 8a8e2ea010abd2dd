import BatchEndpoints
import Dashboard
import Execution
import Synchronization

/// A job's failed files, as the dashboard asks for them; blocks, for a twentieth of a second at most.
final class FailureReader: Sendable {
  /// How long a question may be looked for; whoever asks again gets further.
  private static let patience = Duration.milliseconds(40)

  private let directory: JobDirectory
  private let last = Mutex<Reading?>(nil)

  /// The ledger that was looked into last, and what was searched for in it.
  private struct Reading: Sendable {
    var job: String
    var ledger: Ledger
    var search: (errorClass: String?, text: String, found: FailureSearch)?
  }

  init(directory: JobDirectory) { self.directory = directory }

  /// The commonest first.
  func classes(of job: String) throws -> [FailureClass] {
    try read(job) { reading in
      try reading.ledger.failureCounts().map { FailureClass(name: $0.errorClass, count: $0.count) }
    }
  }

  func page(_ query: FailureQuery) throws -> FailurePage {
    try read(query.job) { reading in
      guard !query.text.isEmpty else {
        reading.search = nil
        let page = try reading.ledger.failedFiles(
          ofClass: query.errorClass, offset: query.offset, limit: query.limit)
        return FailurePage(total: page.total, files: page.files)
      }
      let isSame =
        reading.search.map { $0.text == query.text && $0.errorClass == query.errorClass } ?? false
      var found =
        (isSame ? reading.search?.found : nil)
        ?? FailureSearch(query.text, ofClass: query.errorClass)
      // Held in one place only, so that it grows without being copied.
      reading.search = nil
      try found.advance(in: reading.ledger, for: Self.patience)
      reading.search = (query.errorClass, query.text, found)
      let page = try found.page(offset: query.offset, limit: query.limit, in: reading.ledger)
      return FailurePage(total: page.total, files: page.files, searched: found.fraction)
    }
  }

  private func read<Result: Sendable>(
    _ job: String, _ work: (inout Reading) throws -> Result
  ) throws -> Result {
    try last.withLock { last in
      var reading =
        try last.flatMap { $0.job == job ? $0 : nil }
        ?? Reading(job: job, ledger: directory.ledger(of: job))
      last = nil
      let result = try work(&reading)
      last = reading
      return result
    }
  }
}

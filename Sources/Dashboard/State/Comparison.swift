package import BatchEndpoints
import Foundation

/// A job that is not watched: what it was and how it went.
package struct JobRecord: Sendable, Equatable {
  package var snapshot: JobSnapshot
  /// Oldest first.
  package var samples: [JobSample]

  package init(snapshot: JobSnapshot, samples: [JobSample]) {
    self.snapshot = snapshot
    self.samples = samples
  }
}

/// The screen that holds two jobs against each other.
package struct ComparisonControls: Sendable, Equatable {
  /// The names, the older first; empty before any was chosen.
  package var names: [String] = []
  package var records: [String: JobRecord] = [:]
  package var problem: String?
  package var scroll = 0

  package init() {}

  /// One fact of both jobs.
  package struct Row: Sendable, Equatable {
    package var label: String
    /// Nil where it is not known or was not measured.
    package var first: String?
    package var second: String?
    /// How the second stands to the first, where that is a number.
    package var change: String
    package var isDifferent: Bool { first != second }
  }

  /// Empty until both are known.
  package var rows: [Row] {
    guard names.count == 2, let first = records[names[0]], let second = records[names[1]] else {
      return []
    }
    return Self.facts.map { label, value in
      let (a, b) = (value(first), value(second))
      return Row(label: label, first: a.text, second: b.text, change: Self.change(a, b))
    }
  }

  private struct Value {
    var text: String?
    var number: Double?

    init(_ text: String?) { self.text = text }
    init(_ number: Double, _ text: String) { (self.number, self.text) = (number, text) }
  }

  private static func change(_ a: Value, _ b: Value) -> String {
    guard let before = a.number, let after = b.number, before > 0, after.isFinite, before.isFinite
    else { return "" }
    let percent = Int(clamping: (after / before - 1) * 100)
    return percent == 0 ? "" : (percent > 0 ? "+" : "") + "\(Format.grouped(percent)) %"
  }

  private static let facts: [(String, @Sendable (JobRecord) -> Value)] = [
    ("status", { Value($0.snapshot.status.rawValue) }),
    ("deployment", { Value($0.snapshot.deploymentName) }),
    ("input", { Value($0.snapshot.settings.inputPath) }),
    ("workers", { count($0.snapshot.settings.workers) }),
    ("mini-batch size", { count($0.snapshot.settings.miniBatchSize) }),
    ("retries", { Value("\($0.snapshot.settings.maxRetries)") }),
    ("error threshold", { Value(threshold($0.snapshot.settings.errorThreshold)) }),
    ("memory limit", { Value($0.snapshot.settings.memoryLimitBytes.map(Format.bytes) ?? "none") }),
    ("timeout", { Value(Format.shortDuration($0.snapshot.settings.timeoutSeconds)) }),
    ("files", { count($0.snapshot.progress.filesTotal) }),
    ("succeeded", { count($0.snapshot.progress.filesSucceeded) }),
    ("failed", { count($0.snapshot.progress.filesFailed) }),
    (
      "took",
      {
        let seconds = $0.snapshot.progress.elapsedSeconds
        return Value(seconds, Format.shortDuration(seconds))
      }
    ),
    (
      "average",
      {
        let rate = $0.snapshot.progress.averageFilesPerSecond
        return Value(rate, Format.rate(rate))
      }
    ),
    (
      "best",
      {
        let series = TimeSeries(throughputOf: $0.samples)
        return series.points.isEmpty ? Value(nil) : Value(series.peak, Format.rate(series.peak))
      }
    ),
    (
      "each worker",
      {
        let rate =
          $0.snapshot.progress.averageFilesPerSecond / Double(max(1, $0.snapshot.settings.workers))
        return Value(rate, Format.rate(rate))
      }
    ),
    ("peak memory", { bytes($0.samples.map(\.rssBytes).max()) }),
    ("peak shared", { bytes($0.samples.compactMap(\.pssBytes).max()) }),
    ("model", { Value($0.snapshot.lineage?.model) }),
    ("model digest", { Value($0.snapshot.lineage?.modelDigest) }),
    ("code digest", { Value($0.snapshot.lineage?.codeDigest) }),
    ("git commit", { Value($0.snapshot.lineage?.gitCommit) }),
    ("environment", { Value($0.snapshot.lineage?.environment) }),
    ("env digest", { Value($0.snapshot.lineage?.environmentDigest) }),
  ]

  private static func threshold(_ number: Int) -> String {
    number < 0 ? "any number" : Format.grouped(number)
  }

  /// Of what was measured; no process takes nothing.
  private static func bytes(_ count: Int?) -> Value {
    guard let count, count > 0 else { return Value(nil) }
    return Value(Double(count), Format.bytes(count))
  }

  private static func count(_ number: Int) -> Value {
    Value(Double(number), Format.grouped(number))
  }
}

import BatchEndpoints
import Foundation
import NIOCore
import Scheduling

/// What is committed together: rows for the output, and records for the ledger.
struct CommitGroup: Sendable {
  /// The rows of `miniBatches`, in their order.
  var rows = ByteBuffer()
  var miniBatches: [MiniBatchRecord] = []
  var failures: [FailureRecord] = []
  var events: [JobEvent] = []
  var samples: [JobSample] = []
  /// Worker processes that began.
  var processes: [ProcessRecord] = []
  /// For the logs only.
  var errors: [ScriptError] = []
  /// Attempts that gave no rows; for the logs only.
  var failedAttempts: [MiniBatchRecord] = []
  /// What the operator has made of the job's settings, for the runner that comes after this one.
  var specification: JobSpecification?
  /// The job as it is now, for readers that come when no runner lives.
  var snapshot: JobSnapshot?

  struct MiniBatchRecord: Sendable {
    var miniBatch: MiniBatch
    var items: Int
    /// Bytes of rows.
    var rowLength: Int
    /// The sizes of the files together.
    var bytes: Int
    var worker: Int
    /// The worker process among all of the job, from 0, and its process id.
    var process: Int
    var pid: Int32
    /// In `run()`; nil where nobody knows, which is so of some failed attempts only.
    var run: Duration?
    /// Processor time; nil where nobody knows.
    var cpu: Duration?
    /// From the beginning of `run()` until we heard of it; nil for `run`.
    var duration: Duration?
    var endedAt = Date()
  }

  struct ProcessRecord: Sendable {
    /// Counts all worker processes of the job, from 0.
    var number: Int
    /// The slot.
    var worker: Int
  }

  struct FailureRecord: Sendable {
    /// In the manifest.
    var position: Int
    var file: FailedFile
  }

  /// Whether a resume would do work again for want of this group.
  var holdsResults: Bool { !miniBatches.isEmpty || !failures.isEmpty }

  var isEmpty: Bool {
    !holdsResults && events.isEmpty && samples.isEmpty && processes.isEmpty && errors.isEmpty
      && failedAttempts.isEmpty
      && specification == nil
      && snapshot == nil
  }
}

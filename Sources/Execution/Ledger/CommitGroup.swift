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
  /// For the logs only.
  var errors: [ScriptError] = []
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
    var run: Duration
  }

  struct FailureRecord: Sendable {
    /// In the manifest.
    var position: Int
    var file: FailedFile
  }

  /// Whether a resume would do work again for want of this group.
  var holdsResults: Bool { !miniBatches.isEmpty || !failures.isEmpty }

  var isEmpty: Bool {
    !holdsResults && events.isEmpty && samples.isEmpty && errors.isEmpty && snapshot == nil
  }
}

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
    !holdsResults && events.isEmpty && samples.isEmpty
      && snapshot == nil
  }
}

/// One call of `run()`: a range of files, and what has already happened to them.
package struct MiniBatch: Hashable, Sendable {
  /// Unique among all sendings of one runner, ascending. A result that names another one is late.
  package var dispatch: UInt64
  package var files: FileRange
  /// The sizes of the files together, bytes; 0 where the job knows no sizes.
  package var bytes: Int
  /// This attempt's number, from 1, among those that count: a single file's, or any with isolation
  /// off. At most `1 + max_retries`.
  package var attempt: Int
  /// Whether a worker was already lost while it held these files.
  package var hasLostWorker = false
  /// Which cut of fresh files it comes from; splitting keeps it.
  var origin = 0
  /// Whether no worker has begun these files, so that they may be cut anew.
  var isFresh = false
  /// Whether its process had run nothing before: then it is these files that fill its memory.
  var isFirst = false
  /// How many processes there had been when it was sent, if only one was left.
  var aloneSince: Int?
  /// How many workers the job gave up for this one file to fit into memory.
  var workersGivenUp = 0
  /// Whether the operator wants these files skipped as soon as they come back.
  var isSkipped = false

  package init(dispatch: UInt64, files: FileRange, bytes: Int = 0, attempt: Int = 1) {
    self.dispatch = dispatch
    self.files = files
    self.bytes = bytes
    self.attempt = attempt
  }

  /// What `mini_batch_context.minibatch_index` tells the script: the position of the first file.
  ///
  /// It stays the same over retries and over a resume, so a script that names its own files by it
  /// overwrites what an interrupted attempt left, and no two mini-batches in work share it.
  package var index: Int { files.first }
}

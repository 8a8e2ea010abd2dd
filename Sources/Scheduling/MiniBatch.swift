/// One call of `run()`: a range of files, and what has already happened to them.
package struct MiniBatch: Hashable, Sendable {
  /// Unique among all sendings of one runner, ascending. A result that names another one is late.
  package var dispatch: UInt64
  package var files: FileRange
  /// This attempt's number, from 1, among those that count: a single file's, or any with isolation
  /// off. At most `1 + max_retries`.
  package var attempt: Int
  /// Whether a worker was already killed from outside while it held these files.
  package var hasLostWorker: Bool

  package init(dispatch: UInt64, files: FileRange, attempt: Int = 1, hasLostWorker: Bool = false) {
    self.dispatch = dispatch
    self.files = files
    self.attempt = attempt
    self.hasLostWorker = hasLostWorker
  }

  /// What `mini_batch_context.minibatch_index` tells the script: the position of the first file.
  ///
  /// It stays the same over retries and over a resume, so a script that names its own files by it
  /// overwrites what an interrupted attempt left, and no two mini-batches in work share it.
  package var index: Int { files.first }
}

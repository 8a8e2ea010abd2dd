/// What a deployment and its operator ask of a job, as far as decisions depend on it.
package struct JobRules: Hashable, Sendable {
  /// Files in a mini-batch at most (`settings.mini_batch_size`), at least 1.
  package var miniBatchSize: Int
  /// Worker processes at most (`instance_count × max_concurrency_per_instance`), at least 1.
  package var workers: Int
  /// Failed items tolerated over the whole input (`settings.error_threshold`); nil means any number.
  package var errorThreshold: Int?
  /// Attempts after the first (`retry_settings.max_retries`), at least 0.
  package var maxRetries: Int
  /// Whether a failing mini-batch is split until its guilty files stand alone; off, accounting is Azure's.
  package var isolation: Bool
  /// Whether a job without a single succeeded item fails (`output_action: append_row`).
  package var needsRows: Bool
  /// Bytes in a mini-batch at most (`batchdeck.mini_batch_bytes`), at least 1; nil means any number. A
  /// larger file stands alone.
  package var miniBatchBytes: Int?
  /// How the manifest is sorted (`batchdeck.order`).
  package var order: Order

  package enum Order: Hashable, Sendable {
    /// By path: as many files to a mini-batch as are asked for.
    case path
    /// By size, the largest first: mini-batches are also held to a share of the bytes left, or the first
    /// of them would take all the giants.
    case largestFirst
  }

  package init(
    miniBatchSize: Int, workers: Int, errorThreshold: Int? = nil, maxRetries: Int = 3,
    isolation: Bool = true, needsRows: Bool = true, miniBatchBytes: Int? = nil,
    order: Order = .path
  ) {
    precondition(miniBatchSize >= 1 && workers >= 1 && maxRetries >= 0)
    precondition(miniBatchBytes.map { $0 >= 1 } ?? true)
    self.miniBatchSize = miniBatchSize
    self.workers = workers
    self.errorThreshold = errorThreshold
    self.maxRetries = maxRetries
    self.isolation = isolation
    self.needsRows = needsRows
    self.miniBatchBytes = miniBatchBytes
    self.order = order
  }

  /// Attempts a file standing alone has, the first included.
  package var attempts: Int { 1 + maxRetries }
}

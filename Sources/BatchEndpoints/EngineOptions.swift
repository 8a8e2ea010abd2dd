/// Our own settings, which travel in a deployment's `properties` as `batchdeck.KEY` so that the
/// manifest still deploys to Azure.
package struct EngineOptions: Sendable, Equatable, Codable {
  /// `batchdeck.share_model`: whether `init()` runs once for all workers.
  package var shareModel: ShareModel = .auto
  /// `batchdeck.mini_batch_bytes`: a mini-batch holds no more bytes than this; nil for no limit.
  package var miniBatchBytes: Int?
  /// `batchdeck.memory_limit`: bytes that one worker may use; nil for no limit.
  package var memoryLimitBytes: Int?
  /// `batchdeck.order`; nil leaves it to the engine.
  package var order: FileOrder?
  /// `batchdeck.ordered`: whether the output's rows are in the order of the input; implies order `path`.
  package var isOrdered = false
  /// `batchdeck.isolation`: whether a failed mini-batch is split until the guilty files stand
  /// alone.
  package var isolation = true

  package enum ShareModel: String, Sendable, Codable, CaseIterable {
    /// Share when the process can be forked safely after `init()`.
    case auto
    case on
    case off
  }

  package enum FileOrder: String, Sendable, Codable, CaseIterable {
    case path
    case largestFirst = "largest-first"
  }

  package init() {}
}

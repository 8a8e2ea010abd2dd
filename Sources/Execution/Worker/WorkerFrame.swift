import NIOCore

/// What a worker says. Frames are `u32 length | u8 kind | body`, little-endian; the length counts what
/// follows it.
enum WorkerFrame: Equatable, Sendable {
  case ready(Ready)
  case initFailed(InitFailure)
  case succeeded(Success)
  case failed(dispatch: UInt64, Failure)
  case notice(Notice)
  /// A mini-batch that was taken back before it began.
  case skipped(dispatch: UInt64)
  /// Its `init()` made something that workers can share: it is a fork server from now on.
  case shareable(Ready)
  case forked(Forked)
  case forkFailed(ForkFailed)
  case reaped(Reaped)

  /// A fork server has made a worker.
  struct Forked: Codable, Equatable, Sendable {
    var processName: String
    var pid: Int32
  }

  struct ForkFailed: Codable, Equatable, Sendable {
    var processName: String
    var message: String
  }

  /// How a forked worker ended.
  struct Reaped: Codable, Equatable, Sendable {
    var pid: Int32
    /// As wait(2) gives it.
    var status: Int32
    /// The most memory it ever held, KiB (getrusage(2)).
    var maxRssKib: Int
  }

  /// `init()` returned.
  struct Ready: Codable, Equatable, Sendable {
    var pid: Int
    var python: String
    var initSeconds: Double
    var threads: Int?
  }

  /// The worker cannot score: the script does not import, has no `run`, or `init()` raised.
  struct InitFailure: Codable, Equatable, Sendable {
    /// The exception's type.
    var `class`: String
    var message: String
    var traceback: String?
    /// `import`, `init`, `after_fork` or `contract`.
    var stage: String
    /// The package that an import did not find.
    var missingModule: String?
    var outOfMemory: Bool?
    /// No room on some disk.
    var storageFull: Bool?
  }

  /// `run()` returned rows.
  struct Success: Equatable, Sendable {
    var dispatch: UInt64
    /// The length of what `run()` returned.
    var items: Int
    /// Wall time of `run()`.
    var run: Duration
    /// Processor time of the worker since its last result.
    var cpu: Duration
    /// Finished text; empty for `summary_only`.
    var rows: ByteBuffer
  }

  /// `run()` raised or returned something else than rows.
  struct Failure: Codable, Equatable, Sendable {
    /// The exception's type, or `wrong_return`, `rows_too_large`.
    var `class`: String
    var message: String
    var traceback: String?
    var outOfMemory: Bool?
    /// No room on some disk.
    var storageFull: Bool?
  }

  /// Something the operator should hear of once.
  struct Notice: Codable, Equatable, Sendable {
    var code: String
    var message: String
  }

  enum Kind: UInt8 {
    case ready = 129
    case initFailed = 130
    case result = 131
    case failed = 132
    case notice = 133
    case shareable = 134
    case forked = 135
    case forkFailed = 136
    case reaped = 137
    case skipped = 138
  }
}

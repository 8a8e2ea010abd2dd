import NIOCore

/// What a worker says. Frames are `u32 length | u8 kind | body`, little-endian; the length counts what
/// follows it.
enum WorkerFrame: Equatable, Sendable {
  case ready(Ready)
  case initFailed(InitFailure)
  case succeeded(Success)
  case failed(dispatch: UInt64, Failure)
  case notice(Notice)

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
    /// `import`, `init` or `contract`.
    var stage: String
    /// The package that an import did not find.
    var missingModule: String?
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
  }
}

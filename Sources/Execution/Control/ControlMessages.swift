import BatchEndpoints
import Foundation

/// The control socket's language: JSON-RPC 2.0 (jsonrpc.org/specification), one message a line.
enum ControlProtocol {
  /// Told in the greeting; raised when a method changes its meaning.
  static let version = 1
  /// Longer requests end the connection, bytes.
  static let maxRequestBytes = 64 * 1024

  enum Method: String {
    /// Answers with the job's snapshot.
    case get = "job.get"
    /// Answers with true; history, news and snapshots follow as notifications until the job ends.
    case subscribe = "job.subscribe"
    /// Answers with true; `{"now": bool}`.
    case cancel = "job.cancel"
    /// Answers with true; `{"count": n}`, at least 1.
    case setWorkers = "job.setWorkers"
    /// Answers with true; `{"count": n}`, at least 1.
    case setMiniBatchSize = "job.setMiniBatchSize"
    /// Answers with true; `{"bytes": n}`, null for no limit.
    case setMemoryLimit = "job.setMemoryLimit"
    /// Answers with true.
    case pause = "job.pause"
    case `continue` = "job.continue"
    /// Answers with true when the slot had a process; `{"worker": slot}`.
    case stopWorker = "worker.stop"
    /// Answers with the Python stacks of a worker's threads, as text; `{"worker": slot}`.
    case workerStack = "worker.stack"
    /// Answers with true when the worker was in a mini-batch, whose files then fail; `{"worker": slot}`.
    case skipMiniBatch = "miniBatch.skip"
  }

  enum Notification: String {
    case hello
    case snapshot = "job.snapshot"
    case history = "job.history"
    case sample = "job.sample"
    /// The latest failures and events: only when there are new ones, because tracebacks are long and
    /// snapshots many. Snapshots that are pushed leave both out.
    case news = "job.news"
  }

  /// Codes of the specification, and one of those that it leaves to servers.
  enum ErrorCode: Int {
    /// The job is ending, so that the order would change nothing.
    case tooLate = -32000
    case parse = -32700
    case invalidRequest = -32600
    case unknownMethod = -32601
    case invalidParameters = -32602
  }

  static func encode(_ message: some Encodable) throws -> Data {
    var line = try JSONEncoder().encode(message)
    line.append(UInt8(ascii: "\n"))
    return line
  }
}

/// `hello`: what a connection begins with.
struct ControlGreeting: Codable {
  var version: Int
  var job: String
}

struct CancelParameters: Codable, Sendable {
  var now: Bool
}

struct CountParameters: Codable, Sendable {
  var count: Int
}

struct BytesParameters: Codable, Sendable {
  var bytes: Int?

  init(bytes: Int?) {
    self.bytes = bytes
  }

  private enum CodingKeys: CodingKey {
    case bytes
  }

  // Both by hand because the derived way takes a key that is missing, or misspelt, for a null.

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    bytes = try container.decode(Int?.self, forKey: .bytes)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(bytes, forKey: .bytes)
  }
}

struct WorkerParameters: Codable, Sendable {
  /// The slot.
  var worker: Int
}

struct NoParameters: Codable {}

/// What `job.news` carries, newest first.
struct JobNews: Codable, Sendable {
  var failures: [FailedFile] = []
  var events: [JobEvent] = []

  init(_ snapshot: JobSnapshot) {
    failures = snapshot.recentFailures
    events = snapshot.recentEvents
  }

  init() {}
}

struct ControlRequest<Parameters: Codable>: Codable {
  var jsonrpc = "2.0"
  var id: Int
  var method: String
  var params: Parameters?
}

/// Enough of a request to know what it is.
struct ControlRequestHead: Decodable {
  var id: Int?
  var method: String
}

struct ControlNotification<Parameters: Encodable>: Encodable {
  var jsonrpc = "2.0"
  var method: String
  var params: Parameters

  init(_ kind: ControlProtocol.Notification, _ params: Parameters) {
    method = kind.rawValue
    self.params = params
  }
}

struct ControlResponse<Result: Codable>: Codable {
  var jsonrpc = "2.0"
  var id: Int
  var result: Result
}

struct ControlErrorResponse: Codable {
  var jsonrpc = "2.0"
  /// Null where the request could not be read so far.
  var id: Int?
  var error: Failure

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(jsonrpc, forKey: .jsonrpc)
    // Encoded by hand because the derived way leaves nil out.
    try container.encode(id, forKey: .id)
    try container.encode(error, forKey: .error)
  }

  struct Failure: Codable {
    var code: Int
    var message: String
  }
}

/// Enough of a server's line to know whether it is an answer.
struct ControlLineHead: Decodable {
  var id: Int?
  var error: ControlErrorResponse.Failure?
}

/// A line of a runner to those who watch, read once: snapshots are large and many.
enum ControlPush: Decodable {
  case update(JobConnection.Update)
  case news(JobNews)
  /// Without the news.
  case snapshot(JobSnapshot)
  /// An answer, the greeting, or what a newer runner says.
  case other

  private enum CodingKeys: CodingKey {
    case method, params
  }

  init(from decoder: any Decoder) throws {
    let line = try decoder.container(keyedBy: CodingKeys.self)
    let method = try line.decodeIfPresent(String.self, forKey: .method)
    switch method.flatMap(ControlProtocol.Notification.init) {
    case .history: self = .update(.history(try line.decode([JobSample].self, forKey: .params)))
    case .sample: self = .update(.sample(try line.decode(JobSample.self, forKey: .params)))
    case .news: self = .news(try line.decode(JobNews.self, forKey: .params))
    case .snapshot: self = .snapshot(try line.decode(JobSnapshot.self, forKey: .params))
    case .hello, nil: self = .other
    }
  }
}

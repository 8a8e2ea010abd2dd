package import BatchEndpoints
import Foundation
import Glibc

/// A client's end of a runner's control socket.
///
/// Blocks in `next`; `cancel` and `close` may be called from another thread meanwhile.
package final class JobConnection: Sendable {
  private let descriptor: Int32
  private let jobName: String
  private let answerDeadline: Duration

  /// What a runner tells those who watch.
  package enum Update: Sendable {
    /// The samples so far, oldest first.
    case history([JobSample])
    case sample(JobSample)
    case snapshot(JobSnapshot)
  }

  /// `answerDeadline` is how long a runner may take to answer; it is busy for milliseconds at most.
  ///
  /// - Throws: `ExecutionError.jobNotRunning` when nobody listens.
  package init(
    folder: JobFolder, jobName: String, answerDeadline: Duration = .seconds(10)
  ) throws {
    self.jobName = jobName
    self.answerDeadline = answerDeadline
    let short: ShortSocketPath
    do {
      short = try ShortSocketPath(folder.controlSocketPath)
    } catch {
      throw ExecutionError.jobNotRunning(name: jobName)
    }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else {
      throw ExecutionError.io(path: "socket", activity: "make", errno: errno)
    }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { bytes in
      bytes.copyBytes(from: short.path.utf8.prefix(bytes.count - 1))
    }
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard code == 0 else {
      // Every property is set, so `deinit` closes the descriptor.
      throw ExecutionError.jobNotRunning(name: jobName)
    }
  }

  deinit { Glibc.close(descriptor) }

  /// Ends a `next` that waits in another thread.
  package func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  // MARK: - Requests

  /// The job now.
  package func snapshot() throws -> JobSnapshot {
    try send(.get, NoParameters())
    var reader = LineReader(descriptor: descriptor)
    return try answer(from: &reader, as: JobSnapshot.self)
  }

  /// Asks the job to stop: after the running mini-batches, or at once.
  package func cancel(now: Bool) throws { try order(.cancel, CancelParameters(now: now)) }

  /// Asks for another number of workers, at least 1.
  package func setWorkers(_ count: Int) throws {
    try order(.setWorkers, CountParameters(count: count))
  }

  /// Asks for another number of files in a mini-batch, at least 1.
  package func setMiniBatchSize(_ count: Int) throws {
    try order(.setMiniBatchSize, CountParameters(count: count))
  }

  /// Asks for another limit of each worker's memory, bytes; nil for none.
  ///
  /// - Throws: `ExecutionError.refused` for less than any worker needs.
  package func setMemoryLimit(_ bytes: Int?) throws {
    try JobSpecification.check(memoryLimitBytes: bytes)
    try order(.setMemoryLimit, BytesParameters(bytes: bytes))
  }

  /// Asks that nothing new begins until `goOn`.
  package func pause() throws { try order(.pause, NoParameters()) }
  package func goOn() throws { try order(.continue, NoParameters()) }

  /// Asks that the process in a worker slot is replaced.
  ///
  /// - Returns: False when the slot has none.
  package func stopWorker(_ slot: Int) throws -> Bool {
    try order(.stopWorker, WorkerParameters(worker: slot))
  }

  /// Asks that the mini-batch which a worker is in is given up: its files fail.
  ///
  /// - Returns: False when the worker is in none.
  package func skipMiniBatch(ofWorker slot: Int) throws -> Bool {
    try order(.skipMiniBatch, WorkerParameters(worker: slot))
  }

  /// The Python stacks of a worker's threads, as `faulthandler` prints them.
  ///
  /// - Throws: `ExecutionError.refused` when the slot has no process, or its stacks cannot be had.
  package func stack(ofWorker slot: Int) throws -> String {
    try send(.workerStack, WorkerParameters(worker: slot))
    var reader = LineReader(descriptor: descriptor)
    return try answer(from: &reader, as: String.self)
  }

  @discardableResult
  private func order(
    _ method: ControlProtocol.Method, _ parameters: some Codable
  ) throws -> Bool {
    try send(method, parameters)
    var reader = LineReader(descriptor: descriptor)
    return try answer(from: &reader, as: Bool.self)
  }

  /// Begins to watch. The connection is then for `Subscription.next` and `requestCancel` only.
  package func subscribe() throws -> Subscription {
    try send(.subscribe, NoParameters())
    return Subscription(connection: self, reader: LineReader(descriptor: descriptor))
  }

  /// As `subscribe`, to hear of nothing but the end: a job that nobody watches has less to do.
  package func awaitEnd() -> Subscription {
    Subscription(connection: self, reader: LineReader(descriptor: descriptor))
  }

  /// Asks as `cancel` does, on a connection that watches: the answer shows in the job.
  package func requestCancel(now: Bool) throws { try send(.cancel, CancelParameters(now: now)) }

  private func send(_ method: ControlProtocol.Method, _ parameters: some Codable) throws {
    let line = try ControlProtocol.encode(
      ControlRequest(id: 1, method: method.rawValue, params: parameters))
    do {
      try line.withUnsafeBytes { try writeAll($0, to: descriptor, path: "control socket") }
    } catch {
      throw ExecutionError.jobNotRunning(name: jobName)
    }
  }

  private func answer<Result: Codable>(
    from reader: inout LineReader, as type: Result.Type
  ) throws -> Result {
    let deadline = StatusPage.now + answerDeadline
    while let line = try reader.next(until: deadline) {
      let head = try JSONDecoder().decode(ControlLineHead.self, from: line)
      if let error = head.error { throw ExecutionError.refused(message: error.message) }
      if head.id != nil {
        return try JSONDecoder().decode(ControlResponse<Result>.self, from: line).result
      }
    }
    guard reader.isAtEnd else {
      throw ExecutionError.runnerSilent(
        name: jobName, seconds: Int(answerDeadline / .seconds(1)))
    }
    throw ExecutionError.jobNotRunning(name: jobName)
  }

  // MARK: - Watching

  /// The stream of what a runner tells.
  package struct Subscription {
    fileprivate var reader: LineReader
    private var news = JobNews()
    /// Owns the reader's descriptor.
    private let connection: JobConnection

    fileprivate init(connection: JobConnection, reader: LineReader) {
      self.connection = connection
      self.reader = reader
    }

    /// Readable when `next` would not wait.
    package var descriptor: Int32 { reader.descriptor }

    /// Waits for the next update, at most as long as `timeout` says; nil for as long as it takes.
    ///
    /// Gives nil when the runner closed the connection, or the time is over: `isClosed` tells.
    package mutating func next(timeout: Duration? = nil) throws -> Update? {
      let deadline = timeout.map { StatusPage.now + $0 }
      while let line = try reader.next(until: deadline) {
        switch try JSONDecoder().decode(ControlPush.self, from: line) {
        case .other: continue
        case .update(let update): return update
        case .news(let news): self.news = news
        case .snapshot(var snapshot):
          snapshot.recentFailures = news.failures
          snapshot.recentEvents = news.events
          return .snapshot(snapshot)
        }
      }
      return nil
    }

    /// Whether the runner has closed the connection.
    package var isClosed: Bool { reader.isAtEnd }
  }
}

/// Reads lines from a descriptor.
struct LineReader {
  let descriptor: Int32
  private(set) var isAtEnd = false
  private var buffer = Data()

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// The next line without its end; nil at the end of the stream or at the deadline.
  mutating func next(until deadline: Duration?) throws -> Data? {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Data(buffer[..<end])
        buffer = Data(buffer[(end + 1)...])
        return line
      }
      if isAtEnd { return nil }
      var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let wait = deadline.map { max(0, Int32(($0 - StatusPage.now) / .milliseconds(1)) + 1) } ?? -1
      let ready = poll(&polled, 1, wait)
      if ready == 0 { return nil }
      if ready < 0 {
        if errno == EINTR { continue }
        throw ExecutionError.io(path: "control socket", activity: "read", errno: errno)
      }
      try fill()
    }
  }

  private mutating func fill() throws {
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    let count = read(descriptor, &chunk, chunk.count)
    if count > 0 {
      buffer.append(contentsOf: chunk[..<count])
    } else if count == 0 || errno == ECONNRESET {
      isAtEnd = true
    } else if errno != EINTR {
      throw ExecutionError.io(path: "control socket", activity: "read", errno: errno)
    }
  }
}

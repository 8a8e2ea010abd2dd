import BatchEndpoints
import Foundation
import Glibc
import NIOCore
import NIOPosix

/// The runner's door: answers requests about its job, and keeps those who watch it up to date.
///
/// Lives on the engine's event loop.
final actor ControlServer {
  nonisolated let unownedExecutor: UnownedSerialExecutor
  private let eventLoop: any EventLoop
  private let engine: LocalEngine
  private let jobName: String
  private var listener: (any Channel)?
  private var connections: [ObjectIdentifier: any Channel] = [:]
  private var subscribers: [ObjectIdentifier: Subscriber] = [:]
  private var ticker: RepeatedTask?

  /// What somebody who watches has got so far.
  private struct Subscriber {
    var lastSample: Date
    /// The engine's `newsVersion`.
    var newsVersion: Int
  }

  /// How often those who watch get a snapshot: as often as a screen is drawn.
  private static let tick = TimeAmount.milliseconds(100)

  init(eventLoop: any EventLoop, engine: LocalEngine, jobName: String) {
    self.eventLoop = eventLoop
    unownedExecutor = eventLoop.executor.asUnownedSerialExecutor()
    self.engine = engine
    self.jobName = jobName
  }

  /// Opens the socket, replacing what a dead runner left; `path` may be longer than a socket address
  /// holds.
  nonisolated func listen(at path: String) throws {
    let short = try ShortSocketPath(path)
    let listener = try ServerBootstrap(group: eventLoop)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers([
            ByteToMessageHandler(LineDecoder()), ControlConnection(server: self),
          ])
        }
      }
      .bind(unixDomainSocketPath: short.path, cleanupExistingSocketFile: true)
      .wait()
    chmod(path, 0o600)
    try eventLoop.submit { self.assumeIsolated { $0.listener = listener } }.wait()
  }

  /// Sends the job's last snapshot to everybody and closes; the future ends when all is sent.
  func finish(with last: JobSnapshot) -> EventLoopFuture<Void> {
    ticker?.cancel()
    listener?.close(promise: nil)
    let sent = connections.map { id, channel in
      guard subscribers[id] != nil else { return channel.close() }
      _ = notify(channel, .news, JobNews(last))
      return notify(channel, .snapshot, last.withoutNews).flatMap { channel.close() }
    }
    return EventLoopFuture.andAllComplete(sent, on: eventLoop)
  }

  // MARK: - Connections

  fileprivate func opened(_ channel: any Channel) {
    connections[ObjectIdentifier(channel)] = channel
    // Only who owns the runner may speak to it, whatever the folder's permissions are.
    guard let provider = channel as? any SocketOptionProvider else { return }
    let owner: EventLoopFuture<PeerCredentials> = provider.unsafeGetSocketOption(
      level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
    owner.whenComplete { result in
      guard case .success(let peer) = result, peer.uid == geteuid() else {
        return channel.close(promise: nil)
      }
      self.assumeIsolated { server in
        _ = server.notify(
          channel, .hello,
          ControlGreeting(version: ControlProtocol.version, job: server.jobName))
      }
    }
  }

  fileprivate func closed(_ channel: any Channel) {
    connections[ObjectIdentifier(channel)] = nil
    subscribers[ObjectIdentifier(channel)] = nil
    if subscribers.isEmpty {
      ticker?.cancel()
      ticker = nil
    }
  }

  fileprivate func received(_ line: ByteBuffer, on channel: any Channel) {
    let data = Data(line.readableBytesView)
    guard let head = try? JSONDecoder().decode(ControlRequestHead.self, from: data) else {
      return refuse(channel, nil, .parse, "this line is not a JSON-RPC request")
    }
    guard let id = head.id else { return }  // a notification asks for nothing
    guard let method = ControlProtocol.Method(rawValue: head.method) else {
      return refuse(channel, id, .unknownMethod, "there is no method \"\(head.method)\"")
    }
    switch method {
    case .get:
      let snapshot = engine.assumeIsolated { $0.snapshot() }
      answer(channel, id, snapshot)
    case .subscribe:
      answer(channel, id, true)
      subscribe(channel)
    case .cancel:
      obey(channel, id, method, data, "{\"now\": true or false}") {
        (engine, asked: CancelParameters) throws(LocalEngine.TooLate) in
        try engine.cancelAsAsked(now: asked.now)
        return true
      }
    case .setWorkers:
      obey(channel, id, method, data, "{\"count\": 1 or more}", if: { $0.count >= 1 }) {
        (engine, asked: CountParameters) throws(LocalEngine.TooLate) in
        try engine.setWorkers(asked.count)
        return true
      }
    case .setMiniBatchSize:
      obey(channel, id, method, data, "{\"count\": 1 or more}", if: { $0.count >= 1 }) {
        (engine, asked: CountParameters) throws(LocalEngine.TooLate) in
        try engine.setMiniBatchSize(asked.count)
        return true
      }
    case .setMemoryLimit:
      obey(channel, id, method, data, "{\"bytes\": 1 or more, or null}", if: { $0.bytes ?? 1 >= 1 })
      {
        (engine, asked: BytesParameters) throws(LocalEngine.TooLate) in
        try engine.setMemoryLimit(asked.bytes)
        return true
      }
    case .pause:
      obey(channel, id) { engine throws(LocalEngine.TooLate) in
        try engine.pause()
        return true
      }
    case .continue:
      obey(channel, id) { engine throws(LocalEngine.TooLate) in
        try engine.goOn()
        return true
      }
    case .stopWorker:
      obey(channel, id, method, data, "{\"worker\": slot}") { (engine, asked: WorkerParameters) in
        engine.stopWorker(slot: asked.worker)
      }
    case .skipMiniBatch:
      obey(channel, id, method, data, "{\"worker\": slot}") { (engine, asked: WorkerParameters) in
        engine.skipMiniBatch(slot: asked.worker)
      }
    case .workerStack:
      guard let asked = parameters(data, as: WorkerParameters.self) else {
        return refuse(channel, id, .invalidParameters, "worker.stack needs {\"worker\": slot}")
      }
      engine.assumeIsolated { $0.stack(ofWorkerIn: asked.worker) }.whenComplete { result in
        self.assumeIsolated { server in
          switch result {
          case .success(let text): server.answer(channel, id, text)
          case .failure(let error):
            server.refuse(channel, id, .invalidParameters, "\(error)")
          }
        }
      }
    }
  }

  private func parameters<Parameters: Codable>(
    _ data: Data, as type: Parameters.Type
  ) -> Parameters? {
    (try? JSONDecoder().decode(ControlRequest<Parameters>.self, from: data))?.params
  }

  /// Answers with what the engine says to a request, or refuses one whose parameters are not `needed`.
  private func obey<Parameters: Codable & Sendable>(
    _ channel: any Channel, _ id: Int, _ method: ControlProtocol.Method, _ data: Data,
    _ needed: String,
    if isLegal: (Parameters) -> Bool = { _ in true },
    _ act: @Sendable (isolated LocalEngine, Parameters) throws(LocalEngine.TooLate) -> Bool
  ) {
    guard let asked = parameters(data, as: Parameters.self), isLegal(asked) else {
      return refuse(channel, id, .invalidParameters, "\(method.rawValue) needs \(needed)")
    }
    obey(channel, id) { (engine) throws(LocalEngine.TooLate) in try act(engine, asked) }
  }

  private func obey(
    _ channel: any Channel, _ id: Int,
    _ act: @Sendable (isolated LocalEngine) throws(LocalEngine.TooLate) -> Bool
  ) {
    do {
      answer(channel, id, try engine.assumeIsolated { try act($0) })
    } catch {
      refuse(channel, id, .tooLate, "Job \(jobName) is ending: nothing changes any more.")
    }
  }

  // MARK: - Subscribers

  private func subscribe(_ channel: any Channel) {
    let (history, snapshot, newsVersion) = engine.assumeIsolated {
      ($0.history, $0.snapshot(), $0.newsVersion)
    }
    _ = notify(channel, .history, history)
    _ = notify(channel, .news, JobNews(snapshot))
    _ = notify(channel, .snapshot, snapshot.withoutNews)
    subscribers[ObjectIdentifier(channel)] = Subscriber(
      lastSample: history.last?.at ?? .distantPast, newsVersion: newsVersion)
    guard ticker == nil else { return }
    ticker = eventLoop.scheduleRepeatedTask(initialDelay: Self.tick, delay: Self.tick) { _ in
      self.assumeIsolated { $0.publish() }
    }
  }

  private func publish() {
    let (snapshot, history, newsVersion) = engine.assumeIsolated {
      ($0.snapshot(), $0.history, $0.newsVersion)
    }
    for (id, subscriber) in subscribers {
      // Who reads slower than we send gets the next one instead.
      guard let channel = connections[id], channel.isWritable else { continue }
      let samples = history.suffix(while: { $0.at > subscriber.lastSample })
      for sample in samples { _ = notify(channel, .sample, sample) }
      if subscriber.newsVersion != newsVersion { _ = notify(channel, .news, JobNews(snapshot)) }
      _ = notify(channel, .snapshot, snapshot.withoutNews)
      subscribers[id] = Subscriber(
        lastSample: samples.last?.at ?? subscriber.lastSample, newsVersion: newsVersion)
    }
  }

  // MARK: - Writing

  private func notify(
    _ channel: any Channel, _ kind: ControlProtocol.Notification, _ parameters: some Codable
  ) -> EventLoopFuture<Void> {
    write(ControlNotification(kind, parameters), to: channel)
  }

  private func answer(_ channel: any Channel, _ id: Int, _ result: some Codable) {
    _ = write(ControlResponse(id: id, result: result), to: channel)
  }

  private func refuse(
    _ channel: any Channel, _ id: Int?, _ code: ControlProtocol.ErrorCode, _ message: String
  ) {
    let failure = ControlErrorResponse.Failure(code: code.rawValue, message: message)
    _ = write(ControlErrorResponse(id: id, error: failure), to: channel)
  }

  private func write(_ message: some Encodable, to channel: any Channel) -> EventLoopFuture<Void> {
    do {
      let line = try ControlProtocol.encode(message)
      return channel.writeAndFlush(ByteBuffer(bytes: line))
    } catch {
      return channel.eventLoop.makeFailedFuture(error)
    }
  }
}

extension JobSnapshot {
  /// As it is pushed: failures and events travel in `job.news`.
  fileprivate var withoutNews: JobSnapshot {
    var snapshot = self
    snapshot.recentFailures = []
    snapshot.recentEvents = []
    return snapshot
  }
}

extension Array {
  /// The elements at the end that all satisfy the condition; looks at no others.
  fileprivate func suffix(while condition: (Element) -> Bool) -> ArraySlice<Element> {
    let end = lastIndex { !condition($0) }.map { $0 + 1 } ?? startIndex
    return self[end...]
  }
}

/// `struct ucred` (unix(7)).
private struct PeerCredentials {
  var pid: pid_t = 0
  var uid: uid_t = 0
  var gid: gid_t = 0
}

/// One connection, from its first line to its last.
private final class ControlConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let server: ControlServer

  init(server: ControlServer) {
    self.server = server
  }

  func channelActive(context: ChannelHandlerContext) {
    let channel = context.channel
    server.assumeIsolated { $0.opened(channel) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    let channel = context.channel
    server.assumeIsolated { $0.closed(channel) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let line = unwrapInboundIn(data)
    let channel = context.channel
    server.assumeIsolated { $0.received(line, on: channel) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

/// Cuts a stream into lines.
struct LineDecoder: NIOSingleStepByteToMessageDecoder {
  typealias InboundOut = ByteBuffer

  struct LineTooLong: Error {}

  mutating func decode(buffer: inout ByteBuffer) throws -> ByteBuffer? {
    guard let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else {
      guard buffer.readableBytes <= ControlProtocol.maxRequestBytes else { throw LineTooLong() }
      return nil
    }
    let line = buffer.readSlice(length: end - buffer.readableBytesView.startIndex)
    buffer.moveReaderIndex(forwardBy: 1)
    return line
  }

  mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> ByteBuffer? { nil }
}

import NIOCore
import Scheduling

/// The end of a worker's pipeline: hands frames to the engine, on whose event loop it runs.
final class WorkerConnection: ChannelInboundHandler {
  typealias InboundIn = WorkerFrame

  private let engine: LocalEngine
  private let speaker: Speaker

  /// Who is at the other end: a process, which may be the fork server of the slot it began in.
  struct Speaker: Sendable {
    var worker: WorkerID
    /// The process's number.
    var process: Int
  }

  init(engine: LocalEngine, speaker: Speaker) {
    self.engine = engine
    self.speaker = speaker
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    let speaker = speaker
    engine.assumeIsolated { $0.received(frame, from: speaker) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    let speaker = speaker
    engine.assumeIsolated { $0.socketClosed(speaker) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A socket error is the worker's end, of which its exit status will tell more.
    let speaker = speaker
    if error is WireError { engine.assumeIsolated { $0.protocolBroken(speaker, error) } }
    context.close(promise: nil)
  }
}

import NIOCore
import Scheduling

/// The end of a worker's pipeline: hands frames to the engine, on whose event loop it runs.
final class WorkerConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let engine: LocalEngine
  private let speaker: Speaker
  // A handler of its own for the decoder would box and cast each frame on its way here.
  private let frames = NIOSingleStepByteToMessageProcessor(WorkerFrameDecoder())

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
    let bytes = unwrapInboundIn(data)
    // Handler and engine share one thread.
    nonisolated(unsafe) let frames = frames
    let speaker = speaker
    do {
      try engine.assumeIsolated { engine in
        try frames.process(buffer: bytes) { engine.received($0, from: speaker) }
      }
    } catch {
      errorCaught(context: context, error: error)
    }
  }

  /// All that came in one piece is dealt with: the answers to it go out in one as well.
  func channelReadComplete(context: ChannelHandlerContext) {
    engine.assumeIsolated { $0.flushSent() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    // Handler and engine share one thread.
    nonisolated(unsafe) let frames = frames
    let speaker = speaker
    engine.assumeIsolated { engine in
      // A frame cut short by the worker's death never happened.
      try? frames.finishProcessing(seenEOF: true) { engine.received($0, from: speaker) }
      engine.flushSent()
      engine.socketClosed(speaker)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A socket error is the worker's end, of which its exit status will tell more.
    let speaker = speaker
    if error is WireError { engine.assumeIsolated { $0.protocolBroken(speaker, error) } }
    context.close(promise: nil)
  }
}

import NIOCore
import Scheduling

/// The end of a worker's pipeline: hands frames to the engine, on whose event loop it runs.
final class WorkerConnection: ChannelInboundHandler {
  typealias InboundIn = WorkerFrame

  private let engine: LocalEngine
  private let worker: WorkerID

  init(engine: LocalEngine, worker: WorkerID) {
    self.engine = engine
    self.worker = worker
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    let worker = worker
    engine.assumeIsolated { $0.received(frame, from: worker) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    let worker = worker
    engine.assumeIsolated { $0.socketClosed(worker) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A socket error is the worker's end, of which its exit status will tell more.
    let worker = worker
    if error is WireError { engine.assumeIsolated { $0.protocolBroken(worker, error) } }
    context.close(promise: nil)
  }
}

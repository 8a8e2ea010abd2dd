import Foundation
import NIOCore
import NIOFoundationCompat

/// Reads the frames of a worker; trusts no length.
struct WorkerFrameDecoder: NIOSingleStepByteToMessageDecoder {
  typealias InboundOut = WorkerFrame

  /// The most rows one mini-batch may return, bytes of text; the worker refuses more with a message.
  static let maxRowBytes = 256 << 20
  /// Head room for the fields before the rows and for tracebacks.
  private static let maxFrameBytes = maxRowBytes + (1 << 20)

  mutating func decode(buffer: inout ByteBuffer) throws -> WorkerFrame? {
    guard
      let length = buffer.getInteger(
        at: buffer.readerIndex, endianness: .little, as: UInt32.self)
    else { return nil }
    guard length >= 1, length <= Self.maxFrameBytes else {
      throw WireError.lengthOutOfRange(Int(length))
    }
    guard buffer.readableBytes >= 4 + Int(length) else { return nil }
    buffer.moveReaderIndex(forwardBy: 4)
    guard var frame = buffer.readSlice(length: Int(length)),
      let kind = frame.readInteger(as: UInt8.self)
    else { throw WireError.truncated }
    guard let kind = WorkerFrame.Kind(rawValue: kind) else { throw WireError.unknownKind(kind) }
    return try Self.decode(kind, body: &frame)
  }

  mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> WorkerFrame? {
    try decode(buffer: &buffer)
  }

  private static func decode(
    _ kind: WorkerFrame.Kind, body: inout ByteBuffer
  ) throws -> WorkerFrame {
    switch kind {
    case .ready: return .ready(try json(body))
    case .initFailed: return .initFailed(try json(body))
    case .notice: return .notice(try json(body))
    case .skipped:
      guard let dispatch = body.readInteger(endianness: .little, as: UInt64.self)
      else { throw WireError.truncated }
      return .skipped(dispatch: dispatch)
    case .shareable: return .shareable(try json(body))
    case .forked: return .forked(try json(body))
    case .forkFailed: return .forkFailed(try json(body))
    case .reaped: return .reaped(try json(body))
    case .failed:
      guard let dispatch = body.readInteger(endianness: .little, as: UInt64.self)
      else { throw WireError.truncated }
      return .failed(dispatch: dispatch, try json(body))
    case .result:
      // One by one: the compiler makes nothing of a pack of them.
      guard
        let dispatch = body.readInteger(endianness: .little, as: UInt64.self),
        let items = body.readInteger(endianness: .little, as: UInt32.self),
        body.readInteger(endianness: .little, as: UInt32.self) != nil,  // lines
        let run = body.readInteger(endianness: .little, as: UInt64.self),
        let cpu = body.readInteger(endianness: .little, as: UInt64.self)
      else { throw WireError.truncated }
      return .succeeded(
        WorkerFrame.Success(
          dispatch: dispatch, items: Int(items),
          run: .nanoseconds(Int64(clamping: run)), cpu: .nanoseconds(Int64(clamping: cpu)),
          rows: body))
    }
  }

  private static func json<Value: Decodable>(_ body: ByteBuffer) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(Value.self, from: body)
    } catch {
      throw WireError.badJSON("\(error)")
    }
  }
}

/// A worker broke the protocol: its standard descriptors were meddled with, or it is not ours.
enum WireError: Error, Equatable {
  case lengthOutOfRange(Int)
  case unknownKind(UInt8)
  case truncated
  case badJSON(String)
  /// A frame that only a fork server sends.
  case unexpected
}

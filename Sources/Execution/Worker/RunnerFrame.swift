import Foundation
import NIOCore

/// What the runner says to a worker; the same framing as `WorkerFrame`.
enum RunnerFrame {
  private enum Kind: UInt8 {
    case configure = 1
    case run = 2
    case stop = 3
  }

  /// The first frame: what to load and how.
  struct Configuration: Codable, Equatable, Sendable {
    var scoringScript: String
    var codeDir: String
    var outputAction: String
    var loggingLevel: String
    /// What the script sees as `sys.argv[1:]`.
    var argv: [String]
    var workerId: Int
    var processName: String
    var workingDir: String
    var outputDir: String
    var logDir: String
    var maxRowsBytes: Int
  }

  static func configure(_ configuration: Configuration) throws -> ByteBuffer {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let body = try encoder.encode(configuration)
    var frame = head(.configure, bodyLength: body.count)
    frame.writeBytes(body)
    return frame
  }

  /// A mini-batch; `paths` are absolute, each ended by NUL.
  static func run(dispatch: UInt64, index: Int, count: Int, paths: ByteBuffer) -> ByteBuffer {
    var frame = head(.run, bodyLength: 20 + paths.readableBytes)
    frame.writeMultipleIntegers(
      dispatch, UInt64(index), UInt32(count), endianness: .little)
    frame.writeImmutableBuffer(paths)
    return frame
  }

  static func stop() -> ByteBuffer { head(.stop, bodyLength: 0) }

  private static func head(_ kind: Kind, bodyLength: Int) -> ByteBuffer {
    var frame = ByteBufferAllocator().buffer(capacity: 5 + bodyLength)
    frame.writeInteger(UInt32(1 + bodyLength), endianness: .little)
    frame.writeInteger(kind.rawValue)
    return frame
  }
}

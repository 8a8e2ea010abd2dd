import Foundation
import NIOCore

/// What the runner says to a worker; the same framing as `WorkerFrame`.
enum RunnerFrame {
  private enum Kind: UInt8 {
    case configure = 1
    case run = 2
    case stop = 3
    /// To a fork server only.
    case fork = 4
    case reap = 5
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
    /// Where the worker writes the stacks of its threads when it is asked.
    var stackFile: String
    /// For private writable memory; 0 for no limit.
    var memoryLimitBytes: Int
    /// `off`, or `auto` for a process that may become a fork server.
    var shareModel: String
  }

  /// What a forked worker has of its own.
  struct Fork: Codable, Equatable, Sendable {
    var processName: String
    var workingDir: String
    var workerId: Int
    var stackFile: String
    var memoryLimitBytes: Int
    /// Variables that differ from the server's.
    var environment: [String: String]
  }

  static func fork(_ request: Fork) throws -> [UInt8] {
    let encoder = JSONEncoder()
    // Not the names of variables.
    encoder.keyEncodingStrategy = .custom { keys in
      keys.count == 1 ? SnakeKey(keys[0]) : keys[keys.count - 1]
    }
    return frame(.fork, try encoder.encode(request))
  }

  /// Asks for the exit status of a worker that has ended.
  static func reap(pid: Int32) throws -> [UInt8] {
    frame(.reap, try JSONEncoder().encode(["pid": pid]))
  }

  private static func frame(_ kind: Kind, _ body: Data) -> [UInt8] {
    var frame = head(kind, bodyLength: body.count)
    frame.writeBytes(body)
    return Array(frame.readableBytesView)
  }

  private struct SnakeKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ key: any CodingKey) {
      stringValue = key.stringValue.reduce(into: "") { name, letter in
        name += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
      }
    }

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  static func configure(_ configuration: Configuration) throws -> ByteBuffer {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let body = try encoder.encode(configuration)
    var frame = head(.configure, bodyLength: body.count)
    frame.writeBytes(body)
    return frame
  }

  /// Appends a mini-batch to what is sent; `writePaths` appends its absolute paths, each ended by NUL.
  static func run<Result>(
    dispatch: UInt64, index: Int, count: Int, to buffer: inout ByteBuffer,
    writePaths: (inout ByteBuffer) throws -> Result
  ) throws -> Result {
    let start = buffer.writerIndex
    // One by one: the compiler makes nothing of a pack of them.
    buffer.writeInteger(UInt32(0))
    buffer.writeInteger(Kind.run.rawValue)
    buffer.writeInteger(dispatch, endianness: .little)
    buffer.writeInteger(UInt64(index), endianness: .little)
    buffer.writeInteger(UInt32(count), endianness: .little)
    do {
      let result = try writePaths(&buffer)
      buffer.setInteger(
        UInt32(buffer.writerIndex - start - 4), at: start, endianness: .little)
      return result
    } catch {
      buffer.moveWriterIndex(to: start)
      throw error
    }
  }

  static func stop() -> ByteBuffer { head(.stop, bodyLength: 0) }

  private static func head(_ kind: Kind, bodyLength: Int) -> ByteBuffer {
    var frame = ByteBufferAllocator().buffer(capacity: 5 + bodyLength)
    frame.writeInteger(UInt32(1 + bodyLength), endianness: .little)
    frame.writeInteger(kind.rawValue)
    return frame
  }
}

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
  struct Configuration: Equatable, Sendable {
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
    /// When this run of the job began, nanoseconds since 1970: code that is younger has changed
    /// meanwhile. 0 where no code is the user's.
    var beganNanoseconds: Int
  }

  /// What a forked worker has of its own.
  struct Fork: Equatable, Sendable {
    var processName: String
    var workingDir: String
    var workerId: Int
    var stackFile: String
    var memoryLimitBytes: Int
    /// Variables that differ from the server's.
    var environment: [String: String]
  }

  static func configure(_ configuration: Configuration) -> ByteBuffer {
    var frame = Settings(.configure)
    frame.add("scoring_script", configuration.scoringScript)
    frame.add("code_dir", configuration.codeDir)
    frame.add("output_action", configuration.outputAction)
    frame.add("logging_level", configuration.loggingLevel)
    for argument in configuration.argv { frame.add("argv", argument) }
    frame.add("worker_id", String(configuration.workerId))
    frame.add("process_name", configuration.processName)
    frame.add("working_dir", configuration.workingDir)
    frame.add("output_dir", configuration.outputDir)
    frame.add("log_dir", configuration.logDir)
    frame.add("max_rows_bytes", String(configuration.maxRowsBytes))
    frame.add("stack_file", configuration.stackFile)
    frame.add("memory_limit_bytes", String(configuration.memoryLimitBytes))
    frame.add("share_model", configuration.shareModel)
    frame.add("began_ns", String(configuration.beganNanoseconds))
    return frame.finished()
  }

  static func fork(_ request: Fork) -> ByteBuffer {
    var frame = Settings(.fork)
    frame.add("process_name", request.processName)
    frame.add("working_dir", request.workingDir)
    frame.add("worker_id", String(request.workerId))
    frame.add("stack_file", request.stackFile)
    frame.add("memory_limit_bytes", String(request.memoryLimitBytes))
    for (name, value) in request.environment { frame.add("environment", "\(name)=\(value)") }
    return frame.finished()
  }

  /// Asks for the exit status of a worker that has ended.
  static func reap(pid: Int32) -> ByteBuffer {
    var frame = head(.reap, bodyLength: 4)
    frame.writeInteger(pid, endianness: .little)
    return frame
  }

  /// A frame of `name=value`, each ended by NUL; a name may come again.
  private struct Settings {
    private var frame: ByteBuffer

    init(_ kind: Kind) { frame = RunnerFrame.head(kind, bodyLength: 0) }

    mutating func add(_ name: String, _ value: String) {
      frame.writeString(name)
      frame.writeString("=")
      // As in the arguments of a program, what follows a NUL is cut off.
      frame.writeBytes(value.utf8.prefix { $0 != 0 })
      frame.writeInteger(UInt8(0))
    }

    consuming func finished() -> ByteBuffer {
      frame.setInteger(UInt32(frame.readableBytes - 4), at: 0, endianness: .little)
      return frame
    }
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

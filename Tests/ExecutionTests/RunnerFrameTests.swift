import NIOCore
import Testing

@testable import Execution

@Suite("Frames to a worker")
struct RunnerFrameTests {
  @Test("STOP is five bytes")
  func stop() {
    #expect(bytes(RunnerFrame.stop()) == [1, 0, 0, 0, 3])
  }

  @Test("RUN says dispatch, index and count before the paths")
  func run() throws {
    var frame = RunnerFrame.stop()
    try RunnerFrame.run(
      dispatch: 0x0102_0304_0506_0708, index: 300, count: 2, to: &frame
    ) { _ = $0.writeBytes([0x2F, 0x61, 0, 0x2F, 0xFF, 0]) }
    #expect(
      bytes(frame) == [
        1, 0, 0, 0, 3,  // what was there before
        27, 0, 0, 0, 2,  // length, kind
        8, 7, 6, 5, 4, 3, 2, 1,  // dispatch
        0x2C, 1, 0, 0, 0, 0, 0, 0,  // index
        2, 0, 0, 0,  // count
        0x2F, 0x61, 0, 0x2F, 0xFF, 0,  // paths
      ])
  }

  @Test("a RUN whose paths cannot be had leaves nothing behind")
  func brokenRun() {
    var frame = RunnerFrame.stop()
    #expect(throws: WireError.self) {
      try RunnerFrame.run(dispatch: 1, index: 2, count: 3, to: &frame) { buffer in
        buffer.writeInteger(UInt64(0))
        throw WireError.truncated
      }
    }
    #expect(bytes(frame) == [1, 0, 0, 0, 3])
  }

  @Test("CONFIGURE is settings, with every one that a worker reads")
  func configure() {
    let frame = RunnerFrame.configure(
      RunnerFrame.Configuration(
        scoringScript: "/code/score.py", codeDir: "/code", outputAction: "append_row",
        loggingLevel: "info\0cut=off", argv: ["--a", "b=c"], workerId: 3,
        processName: "process007", workingDir: "/w", outputDir: "/o", logDir: "/l",
        maxRowsBytes: 268_435_456, stackFile: "/s", memoryLimitBytes: 1 << 30,
        shareModel: "auto", beganNanoseconds: 1_700_000_000_000_000_000))
    #expect(
      settings(of: frame, kind: 1) == [
        "scoring_script=/code/score.py", "code_dir=/code", "output_action=append_row",
        "logging_level=info", "argv=--a", "argv=b=c", "worker_id=3", "process_name=process007",
        "working_dir=/w", "output_dir=/o", "log_dir=/l", "max_rows_bytes=268435456",
        "stack_file=/s", "memory_limit_bytes=1073741824", "share_model=auto",
        "began_ns=1700000000000000000",
      ])
  }

  @Test("FORK is settings, the variables among them")
  func fork() {
    let frame = RunnerFrame.fork(
      RunnerFrame.Fork(
        processName: "process007", workingDir: "/w", workerId: 3, stackFile: "/s",
        memoryLimitBytes: 0, environment: ["OMP_NUM_THREADS": "2"]))
    #expect(
      settings(of: frame, kind: 4) == [
        "process_name=process007", "working_dir=/w", "worker_id=3", "stack_file=/s",
        "memory_limit_bytes=0", "environment=OMP_NUM_THREADS=2",
      ])
  }

  @Test("REAP is the pid")
  func reap() {
    #expect(bytes(RunnerFrame.reap(pid: 0x0102)) == [5, 0, 0, 0, 5, 2, 1, 0, 0])
  }

  private func settings(of frame: ByteBuffer, kind: UInt8) -> [String] {
    let frame = bytes(frame)
    let length = frame[0..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length == frame.count - 4, frame[4] == kind, frame.last == 0 else { return [] }
    return frame[5...].dropLast().split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private func bytes(_ frame: ByteBuffer) -> [UInt8] { Array(frame.readableBytesView) }
}

import Foundation
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

  @Test("CONFIGURE is JSON in snake case, with every key that a worker reads")
  func configure() throws {
    let frame = bytes(
      try RunnerFrame.configure(
        RunnerFrame.Configuration(
          scoringScript: "/code/score.py", codeDir: "/code", outputAction: "append_row",
          loggingLevel: "info", argv: ["--a", "b"], workerId: 3, processName: "process007",
          workingDir: "/w", outputDir: "/o", logDir: "/l", maxRowsBytes: 268_435_456,
          stackFile: "/s", memoryLimitBytes: 1 << 30, shareModel: "auto")))
    let length = frame[0..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(length == frame.count - 4)
    #expect(frame[4] == 1)
    let json = try JSONSerialization.jsonObject(with: Data(frame[5...])) as? NSDictionary
    #expect(
      json
        == [
          "scoring_script": "/code/score.py", "code_dir": "/code", "output_action": "append_row",
          "logging_level": "info", "argv": ["--a", "b"], "worker_id": 3,
          "process_name": "process007", "working_dir": "/w", "output_dir": "/o", "log_dir": "/l",
          "max_rows_bytes": 268_435_456, "stack_file": "/s",
          "memory_limit_bytes": 1_073_741_824, "share_model": "auto",
        ] as NSDictionary)
  }

  @Test("FORK and REAP are JSON in snake case, names of variables as they are")
  func fork() throws {
    let frame = try RunnerFrame.fork(
      RunnerFrame.Fork(
        processName: "process007", workingDir: "/w", workerId: 3, stackFile: "/s",
        memoryLimitBytes: 0, environment: ["OMP_NUM_THREADS": "2", "camelCase": "x"]))
    #expect(frame[4] == 4)
    let json = try JSONSerialization.jsonObject(with: Data(frame[5...])) as? NSDictionary
    #expect(
      json
        == [
          "process_name": "process007", "working_dir": "/w", "worker_id": 3, "stack_file": "/s",
          "memory_limit_bytes": 0,
          "environment": ["OMP_NUM_THREADS": "2", "camelCase": "x"],
        ] as NSDictionary)
    let reap = try RunnerFrame.reap(pid: 42)
    #expect(String(decoding: reap[5...], as: UTF8.self) == #"{"pid":42}"#)
    #expect(reap[4] == 5)
  }

  private func bytes(_ frame: ByteBuffer) -> [UInt8] { Array(frame.readableBytesView) }
}

import NIOCore
import Testing

@testable import Execution

@Suite("Frames from a worker")
struct WorkerFrameDecoderTests {
  @Test("every kind is read from its bytes", arguments: Sample.all)
  func kinds(_ sample: Sample) throws {
    #expect(try decode(sample.bytes) == [sample.frame])
  }

  @Test("a frame that comes byte by byte is read once it is whole", arguments: Sample.all)
  func byteByByte(_ sample: Sample) throws {
    let processor = NIOSingleStepByteToMessageProcessor(WorkerFrameDecoder())
    var frames: [WorkerFrame] = []
    for (position, byte) in sample.bytes.enumerated() {
      try processor.process(buffer: ByteBuffer(bytes: [byte])) { frames.append($0) }
      #expect(frames.isEmpty == (position < sample.bytes.count - 1))
    }
    #expect(frames == [sample.frame])
  }

  @Test("frames that come together are read in their order")
  func together() throws {
    let all = Sample.all
    #expect(try decode(all.flatMap(\.bytes)) == all.map(\.frame))
  }

  @Test("what no number of the wire can hold is clamped, not trapped on")
  func clamping() throws {
    let most = [UInt8](repeating: 0xFF, count: 8)
    let frame = Self.frame(131, most + [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0] + most + most)
    #expect(
      try decode(frame) == [
        .succeeded(
          WorkerFrame.Success(
            dispatch: .max, items: 4_294_967_295, run: .nanoseconds(Int64.max),
            cpu: .nanoseconds(Int64.max), rows: ByteBuffer()))
      ])
  }

  @Test(
    "a length no worker sends ends the conversation",
    arguments: zip(
      [[0, 0, 0, 0], [1, 0, 0x10, 0x10], [0xFF, 0xFF, 0xFF, 0xFF]] as [[UInt8]],
      [0, 269_484_033, 4_294_967_295]))
  func lengths(bytes: [UInt8], length: Int) {
    #expect(throws: WireError.lengthOutOfRange(length)) { try decode(bytes) }
  }

  @Test("the longest frame there may be is waited for")
  func longestLength() throws {
    #expect(try decode([0, 0, 0x10, 0x10, 131]) == [])
  }

  @Test(
    "a kind that workers do not send is refused", arguments: [0, 1, 3, 128, 139, 255] as [UInt8])
  func unknownKinds(kind: UInt8) {
    #expect(throws: WireError.unknownKind(kind)) { try decode(Self.frame(kind, [])) }
  }

  @Test("a body shorter than its fields is refused", arguments: [131, 132] as [UInt8])
  func truncatedFields(kind: UInt8) {
    let fields = kind == 131 ? 32 : 8
    for count in 0..<fields {
      #expect(throws: WireError.truncated) {
        try decode(Self.frame(kind, [UInt8](repeating: 0, count: count)))
      }
    }
  }

  @Test(
    "JSON that is none, or lacks a key, is refused",
    arguments: [(129, "{"), (129, #"{"pid": 1}"#), (130, "[]"), (133, #"{"code": 5}"#), (129, "")])
  func badJSON(kind: UInt8, body: String) {
    #expect { try decode(Self.frame(kind, Array(body.utf8))) } throws: { error in
      guard case .badJSON = error as? WireError else { return false }
      return true
    }
  }

  @Test("the JSON of a failure follows its dispatch, and may be bad as well")
  func badJSONAfterDispatch() {
    #expect { try decode(Self.frame(132, [1, 0, 0, 0, 0, 0, 0, 0, 0x7B])) } throws: { error in
      guard case .badJSON = error as? WireError else { return false }
      return true
    }
  }

  @Test("a frame that death cut short never happened", arguments: Sample.all)
  func cutShort(_ sample: Sample) throws {
    for length in sample.bytes.indices {
      let processor = NIOSingleStepByteToMessageProcessor(WorkerFrameDecoder())
      var frames: [WorkerFrame] = []
      try processor.process(buffer: ByteBuffer(bytes: sample.bytes[..<length])) {
        frames.append($0)
      }
      try processor.finishProcessing(seenEOF: true) { frames.append($0) }
      #expect(frames == [], "after \(length) bytes")
    }
  }

  @Test("whole frames before the one that death cut short do count")
  func beforeTheCut() throws {
    let all = Sample.all
    let bytes = all[2].bytes + all[4].bytes + all[0].bytes.dropLast()
    #expect(try decode(bytes) == [all[2].frame, all[4].frame])
  }

  private func decode(_ bytes: [UInt8]) throws -> [WorkerFrame] {
    let processor = NIOSingleStepByteToMessageProcessor(WorkerFrameDecoder())
    var frames: [WorkerFrame] = []
    try processor.process(buffer: ByteBuffer(bytes: bytes)) { frames.append($0) }
    try processor.finishProcessing(seenEOF: true) { frames.append($0) }
    return frames
  }

  /// A frame of any kind around any body.
  fileprivate static func frame(_ kind: UInt8, _ body: [UInt8]) -> [UInt8] {
    withUnsafeBytes(of: UInt32(1 + body.count).littleEndian, Array.init) + [kind] + body
  }
}

/// A frame and the bytes that say it.
struct Sample: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var bytes: [UInt8]
  var frame: WorkerFrame

  static let all = [
    Sample(
      testDescription: "READY",
      bytes: json(
        129, #"{"pid":42,"python":"3.11.7","init_seconds":0.5,"threads":3}"#),
      frame: .ready(.init(pid: 42, python: "3.11.7", initSeconds: 0.5, threads: 3))),
    Sample(
      testDescription: "INIT_FAILED",
      bytes: json(
        130,
        #"{"class":"ModuleNotFoundError","message":"no x","traceback":"T\n","stage":"import","missing_module":"x"}"#
      ),
      frame: .initFailed(
        .init(
          class: "ModuleNotFoundError", message: "no x", traceback: "T\n", stage: "import",
          missingModule: "x"))),
    Sample(
      testDescription: "RESULT",
      bytes: [
        37, 0, 0, 0, 131,  // length, kind
        7, 0, 0, 0, 0, 0, 0, 1,  // dispatch
        3, 0, 0, 0, 2, 0, 0, 0,  // items, lines
        0x40, 0x42, 0x0F, 0, 0, 0, 0, 0,  // 1 000 000 ns in run()
        0x20, 0xA1, 0x07, 0, 0, 0, 0, 0,  // 500 000 ns of processor time
        0x61, 0x0A, 0xFF, 0x0A,  // rows, one of them not UTF-8
      ],
      frame: .succeeded(
        .init(
          dispatch: 0x0100_0000_0000_0007, items: 3, run: .milliseconds(1),
          cpu: .microseconds(500), rows: ByteBuffer(bytes: [0x61, 0x0A, 0xFF, 0x0A])))),
    Sample(
      testDescription: "FAILED",
      bytes: [44, 0, 0, 0, 132, 9, 0, 0, 0, 0, 0, 0, 0]
        + Array(#"{"class":"ValueError","message":""}"#.utf8),
      frame: .failed(dispatch: 9, .init(class: "ValueError", message: ""))),
    Sample(
      testDescription: "NOTICE",
      bytes: json(133, #"{"code":"numpy_return","message":"an array"}"#),
      frame: .notice(.init(code: "numpy_return", message: "an array"))),
  ]

  private static func json(_ kind: UInt8, _ body: String) -> [UInt8] {
    WorkerFrameDecoderTests.frame(kind, Array(body.utf8))
  }
}

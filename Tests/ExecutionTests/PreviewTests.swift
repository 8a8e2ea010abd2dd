import BatchEndpoints
import Foundation
import Glibc
import Testing

@testable import Execution

@Suite("Previews")
struct PreviewTests {
  private func preview(_ bytes: [UInt8], _ name: String) throws -> FilePreview {
    try FilePreview(of: PreviewFile(bytes), name: name)
  }

  private func fact(_ label: String, _ preview: FilePreview) -> String? {
    preview.facts.first { $0.label == label }?.value
  }

  // MARK: - Text

  struct Text: CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var name = "x"
    var kind: String
    var lines: [String]?
  }

  static let texts: [Text] = [
    Text(testDescription: "empty", bytes: [], kind: "empty", lines: []),
    Text(
      testDescription: "text", bytes: Array("a\tb\r\nc é\n".utf8), kind: "text",
      lines: ["a\tb", "c é"]),
    Text(testDescription: "an INI file", bytes: Array("[a]\nb=1".utf8), kind: "text"),
    Text(
      testDescription: "an object", bytes: Array(" {\"b\":[1],\"a\":\"x/y\"}\n".utf8), kind: "JSON",
      lines: ["{", "  \"a\" : \"x/y\",", "  \"b\" : [", "    1", "  ]", "}"]),
    Text(testDescription: "a number", bytes: Array("17\n".utf8), kind: "text", lines: ["17"]),
    Text(
      testDescription: "half a JSON file", bytes: Array("{\"a\":".utf8), name: "X.json",
      kind: "JSON", lines: ["{\"a\":"]),
    Text(
      testDescription: "brackets without end", bytes: [UInt8](repeating: 0x5B, count: 60_000),
      name: "x.json", kind: "JSON"),
    Text(
      testDescription: "a table", bytes: Array("id,label,\"a, b\"\n1,cat,x\n22,dog,y\n".utf8),
      name: "Labels.CSV", kind: "CSV",
      lines: ["id  label  a, b", "1   cat    x   ", "22  dog    y   "]
    ),
    Text(testDescription: "a NUL", bytes: [0x61, 0, 0x62], kind: "binary"),
    Text(
      testDescription: "an escape", bytes: [0x1B, 0x5B], kind: "binary",
      lines: ["00000000  1b5b                                     .["]),
    Text(testDescription: "not UTF-8", bytes: [0x61, 0xFF, 0x62], kind: "binary"),
    Text(testDescription: "HDF5", bytes: Array("\u{89}HDF".utf8) + [1], kind: "binary"),
    Text(
      testDescription: "GGUF", bytes: Array("GGUF".utf8) + [3, 0, 0, 0], name: "m.gguf",
      kind: "GGUF"),
  ]

  @Test("a file without a header of its own is text, a table, JSON or bytes", arguments: texts)
  func text(text: Text) throws {
    let preview = try preview(text.bytes, text.name)
    #expect(preview.kind == text.kind)
    if let lines = text.lines { #expect(preview.lines == lines) }
    #expect(preview.bytes == text.bytes.count)
  }

  @Test("a cut through a character is no reason to call a text binary")
  func cutCharacter() throws {
    let text = String(repeating: "a", count: FilePreview.headBytes - 1) + "写真"
    let preview = try preview(Array(text.utf8), "a")
    #expect(preview.kind == "text")
    #expect(preview.isCut)
  }

  @Test("an MLmodel file tells flavors, signature and run")
  func mlmodel() throws {
    let text = """
      artifact_path: model
      flavors:
        python_function:
          loader_module: mlflow.sklearn
          python_version: 3.11.9
        sklearn:
          sklearn_version: 1.5.0
      mlflow_version: 2.14.1
      run_id: 9c2f
      signature:
        inputs: '[{"name": "x", "type": "double"}, {"name": "y",
          "type": "string", "required": false}]'
        outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 10]}}]'
        params: null
      """
    let preview = try preview(Array(text.utf8), "MLmodel")
    #expect(preview.kind == "MLflow model")
    #expect(
      preview.facts == [
        .init("flavors", "python_function, sklearn"), .init("loader", "mlflow.sklearn"),
        .init("python", "3.11.9"), .init("inputs", "x: double, y: string?"),
        .init("outputs", "float32[?, 10]"), .init("run id", "9c2f"),
        .init("mlflow version", "2.14.1"),
      ])
    #expect(preview.lines.first == "artifact_path: model")
  }

  // MARK: - Arrays and tensors

  @Test("a NumPy array tells type and shape")
  func array() throws {
    let preview = try preview(WrittenFile.array, "a.npy")
    #expect(preview.kind == "NumPy array")
    #expect(
      preview.facts == [
        .init("dtype", "float64, big-endian"), .init("shape", "(2, 3, 4)"),
        .init("elements", "24"), .init("order", "Fortran"),
      ])
  }

  @Test("an archive of arrays tells each of them, packed or not")
  func arrays() throws {
    let preview = try preview(WrittenFile.arrays, "a.npz")
    #expect(preview.kind == "NumPy arrays")
    #expect(preview.lines == ["weights  float32 [3, 4]", "labels   int64 [5]"])
  }

  @Test("a shape of one side is written as Python writes it")
  func oneSide() throws {
    let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0]
    bytes += Array(text.utf8)
    #expect(fact("shape", try preview(bytes, "a.npy")) == "(3,)")
  }

  @Test("a shape that no memory could hold is no overflow")
  func hugeShape() throws {
    var bytes = WrittenFile.array
    let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (9999999999, 9999999999), }"
    bytes.replaceSubrange(10..., with: Array(text.utf8))
    bytes[8] = UInt8(text.utf8.count)
    #expect(fact("elements", try preview(bytes, "a.npy")) == "more than there can be")
  }

  @Test("safetensors tell their tensors in the order of the file")
  func tensors() throws {
    let header = """
      {"__metadata__": {"format": "pt"},
       "b": {"dtype": "F32", "shape": [2], "data_offsets": [16, 24]},
       "a": {"dtype": "F16", "shape": [2, 4], "data_offsets": [0, 16]}}
      """
    let whole = try preview(safetensors(header: header, dataBytes: 24), "m.safetensors")
    #expect(whole.kind == "safetensors")
    #expect(
      whole.facts == [
        .init("tensors", "2"), .init("dtypes", "1 F16, 1 F32"), .init("data", "24 bytes"),
        .init("format", "pt"),
      ])
    #expect(whole.lines == ["a  F16  [2, 4]  16 bytes", "b  F32  [2]     8 bytes"])
    let cut = try preview(safetensors(header: header, dataBytes: 20), "m.safetensors")
    #expect(fact("note", cut) == "The file is cut off.")
  }

  @Test("an ONNX model tells inputs, outputs and operators, and its weights are not read")
  func onnx() throws {
    let workspace = try Workspace()
    let path = workspace["m.onnx"]
    // Four gigabytes of weights that take no room on the disk.
    let weights = 4 << 30
    let (head, tail) = partsOfONNX(weightBytes: weights)
    let file = try FileHandle(forWritingTo: URL(filePath: try workspace.file("m.onnx")))
    try file.write(contentsOf: head)
    try file.seek(toOffset: UInt64(head.count + weights))
    try file.write(contentsOf: tail)
    try file.close()

    // Not by the clock on the wall: this thread may have to wait for others.
    func used() -> Duration {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let before = used()
    let found = try PreviewFile.open(path) { try FilePreview(of: $0, name: "m.onnx") }
    #expect(used() - before < .milliseconds(300))
    #expect(found.kind == "ONNX")
    #expect(
      found.facts == [
        .init("IR version", "8"), .init("producer", "pytorch 2.3.0"),
        .init("opset", "17, ai.onnx.ml 3"), .init("graph", "main"),
        .init("input", "x: float32 [batch, 3, 224]"), .init("output", "y: float32 [batch, 1000]"),
        .init("weights", "1 tensor"), .init("operators", "3, of 2 kinds"),
      ])
    #expect(found.lines == ["Conv  2", "Relu  1"])
  }

  @Test("what is called ONNX and is none is shown as bytes")
  func noONNX() throws {
    #expect(try preview([0xFF, 0xFF, 0x00], "m.onnx").kind == "binary")
    #expect(try preview(Array("hello".utf8), "m.onnx").kind == "text")
  }

  @Test("a pickle is named and not loaded")
  func pickle() throws {
    let preview = try preview([0x80, 4, 0x95, 0x2E], "model.pkl")
    #expect(preview.kind == "pickle")
    #expect(fact("protocol", preview) == "4")
  }

  // MARK: - Pictures

  @Test(
    "a picture tells its size",
    arguments: [
      ("GIF", WrittenFile.gif, "palette"), ("BMP", WrittenFile.bmp, "24 bits a point"),
      ("WebP", WrittenFile.webp, "lossy"), ("JPEG", WrittenFile.jpeg, "8-bit colour, progressive"),
    ])
  func pictures(format: String, bytes: [UInt8], mode: String) throws {
    let preview = try preview(bytes, "x")
    #expect(preview.kind == format)
    #expect(preview.facts.prefix(2) == [.init("size", "31 x 17"), .init("mode", mode)])
    #expect(preview.picture == nil)
  }

  @Test("a PNG is a picture, whatever its rows are predicted from")
  func png() throws {
    let picture = try #require(try preview(WrittenFile.colours, "x.png").picture)
    #expect((picture.width, picture.height) == (5, 5))
    for y in 0..<5 {
      for x in 0..<5 {
        #expect(picture[x, y] == UInt32(x * 50 << 16 | y * 60 << 8 | x * y * 10), "(\(x), \(y))")
      }
    }
  }

  @Test("a PNG with a palette has its colours")
  func palette() throws {
    let preview = try preview(WrittenFile.palette, "x.png")
    #expect(fact("mode", preview) == "2-bit palette")
    let picture = try #require(preview.picture)
    #expect(picture[1, 1] == 0xFF0000)
    #expect(picture[3, 3] == 0x00FF00)
    #expect(picture.points.filter { $0 != 0 }.count == 2)
  }

  @Test("deflated bytes come out as they went in, up to a limit")
  func inflate() {
    let text = (0..<200).map { "\($0) green bottles, \($0 * $0) of them\n" }.joined()
    let whole = Inflate.unpack(WrittenFile.bottles, limit: 10_000)
    #expect(whole.isWhole)
    #expect(whole.bytes == Array(text.utf8))
    let part = Inflate.unpack(WrittenFile.bottles, limit: 100)
    #expect(part.bytes == Array(text.utf8.prefix(100)))
    // Codes that everybody knows, and bytes as they are.
    let known = Inflate.unpack([0x4B, 0x4C, 0x4A, 0x4E, 0x44, 0x42, 0x11, 0x00], limit: 99)
    #expect(known.bytes == Array("abcabcabcabcabcX".utf8))
    let stored = Inflate.unpack([1, 2, 0, 0xFD, 0xFF, 0x68, 0x69], limit: 99)
    #expect(stored.bytes == Array("hi".utf8) && stored.isWhole)
  }

  // MARK: - Bad files

  @Test("what is not a regular file is not waited for")
  func pipe() throws {
    let workspace = try Workspace()
    #expect(mkfifo(workspace["pipe"], 0o600) == 0)
    #expect(throws: ExecutionError.self) { try PreviewFile.open(workspace["pipe"]) { $0.bytes } }
  }

  @Test("no bytes trap or take long", arguments: 1...8)
  func hostile(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let (head, tail) = partsOfONNX(weightBytes: 50)
    let samples: [[UInt8]] = [
      WrittenFile.array, WrittenFile.arrays, WrittenFile.colours, WrittenFile.palette,
      WrittenFile.gif, WrittenFile.bmp, WrittenFile.webp, WrittenFile.jpeg, WrittenFile.bottles,
      head + [UInt8](repeating: 7, count: 50) + tail, [0x80, 4, 0x95, 0x2E], [],
      safetensors(
        header: #"{"a": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]}}"#, dataBytes: 4),
      Array("flavors:\n  a: {}\nsignature:\n  inputs: '[{\"name\": \"x\"}]'\n".utf8),
      Array("a,b\n1,\"2\n".utf8),
    ]
    let names = ["x", "x.onnx", "MLmodel", "x.csv", "x.json", "x.npz", "x.safetensors", "x.pkl"]
    for _ in 0..<150 {
      var bytes = samples.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 0...8, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[place] = .random(in: 0...255, using: &random)
        case 1: bytes[place] = [0, 0xFF, 0x7F, 0x80].randomElement(using: &random) ?? 0
        case 2: bytes.removeSubrange(place...)
        default:
          bytes.insert(contentsOf: [UInt8](repeating: 0xFF, count: 9), at: place)
        }
      }
      let name = names.randomElement(using: &random) ?? "x"
      let preview = try preview(bytes, name)
      #expect(preview.lines.count <= FilePreview.mostLines)
      _ = Inflate.unpack(bytes, limit: 100_000)
    }
  }
}

import BatchEndpoints

extension FilePreview {
  /// An ONNX model by its fields other than the weights (onnx/onnx.proto: `ModelProto`).
  static func graph(_ file: PreviewFile, _ head: [UInt8], name: String) throws -> FilePreview? {
    guard name.hasSuffix(".onnx") else { return nil }
    var reader = ONNXReader(file)
    guard try reader.readModel() else { return nil }
    return FilePreview(
      kind: "ONNX", facts: reader.facts, lines: reader.operatorLines, isCut: true,
      bytes: file.bytes)
  }
}

/// Collects what is worth knowing of a model; numbers of fields are those of `onnx.proto`.
struct ONNXReader {
  private(set) var facts: [FilePreview.Fact] = []
  private var irVersion: UInt64?
  private var producer: [String] = []
  private var opsets: [String] = []
  private var graphName: String?
  private var inputs: [(name: String, type: String)] = []
  private var outputs: [(name: String, type: String)] = []
  private var initialized: Set<String> = []
  private var operators: [String: Int] = [:]
  private var initializerCount = 0
  private let file: PreviewFile
  private var reader: ProtobufReader

  /// Values that are listed.
  private static let mostValues = 100

  init(_ file: PreviewFile) {
    self.file = file
    reader = ProtobufReader(file)
  }

  /// Whether the file is a model.
  mutating func readModel() throws -> Bool {
    var graph: Range<Int>?
    var opsetParts: [Range<Int>] = []
    var texts: [(number: Int, part: Range<Int>)] = []
    var version: UInt64?
    let isWhole = try reader.walk(0..<file.bytes) { field in
      switch (field.number, field.value) {
      case (1, .number(let number)): version = number
      case (2, .bytes(let part)), (3, .bytes(let part)): texts.append((field.number, part))
      case (7, .bytes(let part)): graph = part
      case (8, .bytes(let part)): if opsetParts.count < 50 { opsetParts.append(part) }
      default: break
      }
      return true
    }
    guard isWhole, let graph, let version else { return false }
    irVersion = version
    for text in texts.prefix(2) {
      if let text = try reader.text(text.part), !text.isEmpty { producer.append(text) }
    }
    for part in opsetParts { try readOpset(part) }
    guard try readGraph(graph) else { return false }
    makeFacts()
    return true
  }

  var operatorLines: [String] {
    FilePreview.aligned(
      operators.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(FilePreview.mostLines)
        .map { [$0.key, Amount.grouped($0.value)] })
  }

  private mutating func makeFacts() {
    func add(_ label: String, _ value: String?) {
      if let value, !value.isEmpty { facts.append(.init(label, value)) }
    }
    add("IR version", irVersion.map { "\($0)" })
    add("producer", producer.joined(separator: " "))
    add("opset", opsets.joined(separator: ", "))
    add("graph", graphName)
    // Before IR version 4 weights were listed among the inputs.
    for input in inputs where !initialized.contains(input.name) {
      add("input", "\(input.name): \(input.type)")
    }
    for output in outputs { add("output", "\(output.name): \(output.type)") }
    add("weights", Amount.count(initializerCount, "tensor"))
    let count = Amount.grouped(operators.values.reduce(0, +))
    add("operators", "\(count), of \(Amount.count(operators.count, "kind"))")
  }

  private mutating func readOpset(_ part: Range<Int>) throws {
    var (domain, version): (Range<Int>?, UInt64?)
    _ = try reader.walk(part) { field in
      if case (1, .bytes(let text)) = (field.number, field.value) { domain = text }
      if case (2, .number(let number)) = (field.number, field.value) { version = number }
      return true
    }
    guard let version else { return }
    let name = try domain.flatMap { try reader.text($0) } ?? ""
    opsets.append(name.isEmpty ? "\(version)" : "\(name) \(version)")
  }

  private mutating func readGraph(_ graph: Range<Int>) throws -> Bool {
    var nodes: [Range<Int>] = []
    var weights: [Range<Int>] = []
    var ins: [Range<Int>] = []
    var outs: [Range<Int>] = []
    var name: Range<Int>?
    let isWhole = try reader.walk(graph) { field in
      guard case .bytes(let part) = field.value else { return true }
      switch field.number {
      case 1: nodes.append(part)
      case 2: name = part
      case 5: weights.append(part)
      case 11: if ins.count < 10_000 { ins.append(part) }
      case 12: if outs.count < Self.mostValues { outs.append(part) }
      default: break
      }
      return true
    }
    guard isWhole else { return false }
    graphName = try name.flatMap { try reader.text($0) }
    initializerCount = weights.count
    for part in nodes { operators[try textField(4, in: part) ?? "?", default: 0] += 1 }
    // Only to tell inputs from weights.
    if ins.count > 1 {
      for part in weights {
        if let name = try textField(8, in: part) { initialized.insert(name) }
      }
    }
    for part in ins { if let value = try value(part) { inputs.append(value) } }
    for part in outs { if let value = try value(part) { outputs.append(value) } }
    inputs.removeAll { initialized.contains($0.name) }
    inputs = Array(inputs.prefix(Self.mostValues))
    return true
  }

  private mutating func part(_ number: Int, in range: Range<Int>) throws -> Range<Int>? {
    var found: Range<Int>?
    _ = try reader.walk(range) { field in
      if field.number == number, case .bytes(let part) = field.value { found = part }
      return found == nil
    }
    return found
  }

  private mutating func textField(_ number: Int, in range: Range<Int>) throws -> String? {
    try part(number, in: range).flatMap { try reader.text($0) }
  }

  /// `ValueInfoProto`: a name and `float32 [batch, 3, 224, 224]`.
  private mutating func value(_ range: Range<Int>) throws -> (name: String, type: String)? {
    guard let name = try textField(1, in: range) else { return nil }
    guard let type = try part(2, in: range), let tensor = try part(1, in: type) else {
      return (name, "no tensor")
    }
    var element: UInt64 = 0
    var shape: Range<Int>?
    _ = try reader.walk(tensor) { field in
      if case (1, .number(let number)) = (field.number, field.value) { element = number }
      if case (2, .bytes(let part)) = (field.number, field.value) { shape = part }
      return true
    }
    return (name, Self.typeName(element) + (try shape.map { try sides($0) } ?? ""))
  }

  private mutating func sides(_ shape: Range<Int>) throws -> String {
    var parts: [Range<Int>] = []
    _ = try reader.walk(shape) { field in
      if case (1, .bytes(let part)) = (field.number, field.value) { parts.append(part) }
      return parts.count < 32
    }
    let sides = try parts.map { part in
      var (number, name): (UInt64?, Range<Int>?)
      _ = try reader.walk(part) { field in
        if case (1, .number(let value)) = (field.number, field.value) { number = value }
        if case (2, .bytes(let text)) = (field.number, field.value) { name = text }
        return true
      }
      return try name.flatMap { try reader.text($0) } ?? number.map { "\($0)" } ?? "?"
    }
    return " [" + sides.joined(separator: ", ") + "]"
  }

  /// `TensorProto.DataType`.
  private static func typeName(_ number: UInt64) -> String {
    let names = [
      "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string",
      "bool",
      "float16", "float64", "uint32", "uint64", "complex64", "complex128", "bfloat16",
    ]
    return number < names.count ? names[Int(number)] : "type \(number)"
  }
}

import BatchEndpoints
import Foundation

extension FilePreview {
  /// The tensors of a safetensors file by its header: a length, then JSON (the format's own
  /// description: https://huggingface.co/docs/safetensors).
  static func tensors(_ file: PreviewFile, _ head: [UInt8]) throws -> FilePreview? {
    guard let length = littleEndian(UInt64.self, in: head, at: 0), length >= 2,
      length <= UInt64(PreviewFile.mostBytes), Int(length) <= file.bytes - 8, head.count > 8,
      head[8] == UInt8(ascii: "{")
    else { return nil }
    let header = try file.bytes(at: 8, count: Int(length))
    guard TextPreview.depth(of: header) <= 8,
      let object = try? JSONSerialization.jsonObject(with: Data(header)) as? [String: Any]
    else { return nil }
    var tensors: [(name: String, type: String, shape: [Int], start: Int, bytes: Int)] = []
    for (name, value) in object where name != "__metadata__" {
      guard let value = value as? [String: Any], let type = value["dtype"] as? String,
        let shape = value["shape"] as? [Int], let place = value["data_offsets"] as? [Int],
        place.count == 2, 0 <= place[0], place[0] <= place[1]
      else { return nil }
      tensors.append((name, type, shape, place[0], place[1] - place[0]))
    }
    tensors.sort { ($0.start, $0.name) < ($1.start, $1.name) }

    var counts: [String: Int] = [:]
    for tensor in tensors { counts[tensor.type, default: 0] += 1 }
    let types = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let data = tensors.map { $0.start + min($0.bytes, .max / 2 - $0.start / 2) }.max() ?? 0
    var facts = [
      Fact("tensors", Amount.grouped(tensors.count)),
      Fact("dtypes", types.map { "\(Amount.grouped($0.value)) \($0.key)" }.joined(separator: ", ")),
      Fact("data", Amount.count(data, "byte")),
    ]
    let metadata = object["__metadata__"] as? [String: String] ?? [:]
    facts += metadata.sorted { $0.key < $1.key }.prefix(20).map { Fact($0.key, $0.value) }
    if data > file.bytes - 8 - Int(length) { facts.append(Fact("note", "The file is cut off.")) }
    let rows = tensors.prefix(mostLines).map { tensor in
      let shape = "[" + tensor.shape.map(String.init).joined(separator: ", ") + "]"
      return [tensor.name, tensor.type, shape, Amount.count(tensor.bytes, "byte")]
    }
    return FilePreview(
      kind: "safetensors", facts: facts, lines: aligned(rows),
      isCut: tensors.count > mostLines, bytes: file.bytes)
  }

  /// Rows with their fields under each other.
  static func aligned(_ rows: [[String]]) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (column, field) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], min(60, field.count))
      }
    }
    return rows.map { row in
      row.enumerated().map { column, field in
        column == row.count - 1
          ? field : field + String(repeating: " ", count: max(0, widths[column] - field.count))
      }.joined(separator: "  ")
    }
  }
}

import BatchEndpoints

extension FilePreview {
  /// A NumPy array by its header alone.
  static func array(_ file: PreviewFile, _ head: [UInt8]) throws -> FilePreview? {
    guard let header = NumPyHeader(head) else { return nil }
    return FilePreview(kind: "NumPy array", facts: header.facts, isCut: true, bytes: file.bytes)
  }
}

/// The header of a `.npy` file (NumPy's documentation, numpy.lib.format).
struct NumPyHeader: Equatable {
  /// As NumPy spells it: `<f4`, `|u1`; a list of fields for records.
  var dtype: String
  var shape: [Int]
  var isFortranOrder: Bool

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy itself refuses longer ones unless told to trust the file.
  private static let mostBytes = 10_000

  /// Nil for bytes that do not begin with a header.
  init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: Self.magic), bytes.count > 10, (1...3).contains(bytes[6]) else {
      return nil
    }
    let isLong = bytes[6] > 1
    let length =
      isLong
      ? littleEndian(UInt32.self, in: bytes, at: 8).map(Int.init)
      : littleEndian(UInt16.self, in: bytes, at: 8).map(Int.init)
    let start = isLong ? 12 : 10
    guard let length, length <= Self.mostBytes, start + length <= bytes.count else { return nil }
    // A Python dictionary with three keys.
    let text = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let dtype = Self.value(of: "descr", in: text),
      let shape = Self.value(of: "shape", in: text),
      shape.hasPrefix("("), shape.hasSuffix(")")
    else { return nil }
    self.dtype = dtype.count > 1 && "'\"".contains(dtype.first ?? " ") ? Self.bare(dtype) : dtype
    self.shape = shape.dropFirst().dropLast().split(separator: ",")
      .compactMap { Int($0.filter { !$0.isWhitespace }) }
    isFortranOrder = Self.value(of: "fortran_order", in: text) == "True"
  }

  private static func bare(_ literal: String) -> String { String(literal.dropFirst().dropLast()) }

  /// The text of a value: up to the comma outside of all brackets and quotes.
  private static func value(of key: String, in text: String) -> String? {
    guard let start = text.firstRange(of: "'\(key)':")?.upperBound else { return nil }
    var value = ""
    var depth = 0
    var quote: Character?
    for character in text[start...] {
      if let open = quote {
        if character == open { quote = nil }
      } else if "'\"".contains(character) {
        quote = character
      } else if "([".contains(character) {
        depth += 1
      } else if ")]".contains(character) {
        depth -= 1
      } else if depth == 0, ",}".contains(character) {
        return String(value.drop(while: \.isWhitespace))
      }
      value.append(character)
    }
    return nil
  }

  /// `float32`, or what the file says for a type without a common name.
  var typeName: String {
    guard let kind = dtype.dropFirst().first, let size = Int(dtype.dropFirst(2)), size > 0,
      size <= 1 << 20
    else { return dtype }
    let bits = size * 8
    let name: String? =
      switch kind {
      case "f": "float\(bits)"
      case "i": "int\(bits)"
      case "u": "uint\(bits)"
      case "c": "complex\(bits)"
      case "b": "bool"
      case "U": "text of \(size) characters"
      case "S": Amount.count(size, "byte")
      case "O": "Python objects"
      default: nil
      }
    guard let name else { return dtype }
    return dtype.first == ">" && size > 1 ? "\(name), big-endian" : name
  }

  /// `float32 [3, 224]`
  var summary: String { "\(typeName) [\(shape.map(String.init).joined(separator: ", "))]" }

  var facts: [FilePreview.Fact] {
    var elements: Int? = 1
    for side in shape {
      elements = elements.flatMap {
        let (product, overflow) = $0.multipliedReportingOverflow(by: side)
        return overflow ? nil : product
      }
    }
    return [
      .init("dtype", typeName),
      // As Python writes tuples: one element has a comma as well.
      .init(
        "shape",
        "(\(shape.map(String.init).joined(separator: ", "))\(shape.count == 1 ? "," : ""))"),
      .init("elements", elements.map(Amount.grouped) ?? "more than there can be"),
      .init("order", isFortranOrder ? "Fortran" : "C"),
    ]
  }
}

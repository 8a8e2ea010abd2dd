package import BatchEndpoints

extension FilePreview {
  /// How much of a file without a format of its own is read.
  static let headBytes = 64 << 10
  /// Lines of content that are kept.
  static let mostLines = 2000

  /// Looks into a file. Its first bytes say what it is; where they do not, its name does. Any bytes
  /// are safe to look into: sizes, depths and counts are bounded, and nothing in the file is run.
  /// `name` is without folders.
  ///
  /// - Throws: `ExecutionError.io`.
  package init(of file: PreviewFile, name: String) throws {
    let head = try file.bytes(at: 0, count: Self.headBytes)
    let name = name.lowercased()
    let found =
      try Self.picture(file, head) ?? Self.array(file, head) ?? Self.archive(file, head)
      ?? Self.tensors(file, head) ?? Self.graph(file, head, name: name)
      ?? Self.pickle(file, head, name: name) ?? Self.text(file, head, name: name)
    self = found ?? Self.unknown(file, head)
    if lines.count > Self.mostLines {
      lines.removeLast(lines.count - Self.mostLines)
      isCut = true
    }
  }

  /// A pickle is a program: reading it runs whatever it says, so it is only named (Python's
  /// pickletools: the first opcode of protocols 2 to 5 is PROTO with the number).
  private static func pickle(
    _ file: PreviewFile, _ head: [UInt8], name: String
  ) throws -> FilePreview? {
    let suffixes = [".pkl", ".pickle", ".joblib", ".pk"]
    guard head.count > 2, head[0] == 0x80, (2...5).contains(head[1]) else { return nil }
    // Two bytes are little evidence without a name or the opcode that ends a pickle.
    let last = try file.bytes(at: file.bytes - 1, count: 1).first
    guard suffixes.contains(where: name.hasSuffix) || last == UInt8(ascii: ".") else { return nil }
    return FilePreview(
      kind: "pickle",
      facts: [
        Fact("protocol", "\(head[1])"),
        Fact("note", "A pickle is a program, so it is not loaded to be looked at."),
      ], lines: TextPreview.hexadecimal(head), isCut: file.bytes > TextPreview.hexBytes,
      bytes: file.bytes)
  }

  /// Formats that are named by their first bytes, and no more said of them.
  private static let signatures: [(kind: String, bytes: [UInt8])] = [
    ("HDF5", [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]),
    ("gzip", [0x1F, 0x8B]), ("Zstandard", [0x28, 0xB5, 0x2F, 0xFD]), ("bzip2", Array("BZh".utf8)),
    ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]), ("Parquet", Array("PAR1".utf8)),
    ("Arrow", Array("ARROW1".utf8)), ("GGUF", Array("GGUF".utf8)),
    ("ELF", [0x7F, 0x45, 0x4C, 0x46]),
    ("SQLite", Array("SQLite format 3\0".utf8)), ("PDF", Array("%PDF-".utf8)),
    ("XGBoost", Array("binf".utf8)),
  ]

  private static func unknown(_ file: PreviewFile, _ head: [UInt8]) -> FilePreview {
    FilePreview(
      kind: signatures.first { head.starts(with: $0.bytes) }?.kind ?? "binary",
      lines: TextPreview.hexadecimal(head), isCut: file.bytes > TextPreview.hexBytes,
      bytes: file.bytes)
  }
}

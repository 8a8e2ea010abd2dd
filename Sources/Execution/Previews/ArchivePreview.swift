import BatchEndpoints

extension FilePreview {
  /// A zip archive by its central directory: `.npz`, PyTorch's `.pt`, Keras' `.keras` and plain ones.
  static func archive(_ file: PreviewFile, _ head: [UInt8]) throws -> FilePreview? {
    guard head.starts(with: [0x50, 0x4B, 0x03, 0x04]),
      let directory = try ZipDirectory(file), !directory.entries.isEmpty
    else { return nil }
    let entries = directory.entries
    if entries.allSatisfy({ $0.name.hasSuffix(".npy") }) {
      let rows = try entries.prefix(ZipDirectory.mostHeaders).map { entry in
        let header = NumPyHeader(try directory.head(of: entry, in: file))
        return [String(entry.name.dropLast(4)), header?.summary ?? "no array"]
      }
      return FilePreview(
        kind: "NumPy arrays", facts: [Fact("arrays", Amount.grouped(directory.count))],
        lines: aligned(rows), isCut: directory.count > rows.count, bytes: file.bytes)
    }
    var facts = [Fact("files", Amount.grouped(directory.count))]
    let isTorch = entries.contains { $0.name.hasSuffix("/data.pkl") || $0.name == "data.pkl" }
    if isTorch {
      facts.append(Fact("note", "A pickle in it is a program, so it is not loaded."))
    }
    let rows = entries.map { [$0.name, Amount.count($0.bytes, "byte")] }
    return FilePreview(
      kind: isTorch ? "PyTorch" : "zip archive", facts: facts, lines: aligned(rows),
      isCut: directory.count > entries.count, bytes: file.bytes)
  }
}

/// What is in a zip archive (PKWARE's APPNOTE.TXT, 4.3); archives of several disks are none.
struct ZipDirectory {
  struct Entry {
    var name: String
    /// When unpacked.
    var bytes: Int
    var packedBytes: Int
    /// 0 stored, 8 deflated.
    var method: UInt16
    /// Of its local header.
    var offset: Int
  }

  /// Entries that are listed.
  static let mostEntries = 2000
  /// Entries that are looked into.
  static let mostHeaders = 200
  /// Of the directory, bytes.
  private static let mostBytes = 4 << 20
  /// Bytes of an entry that are unpacked, and packed bytes read for them.
  private static let headBytes = 1024

  private(set) var entries: [Entry] = []
  /// All there are, as the archive says.
  private(set) var count = 0

  /// Nil when there is no directory at the end of the file.
  init?(_ file: PreviewFile) throws {
    // The end record has 22 bytes and a comment of 65 535 at most.
    let tailStart = max(0, file.bytes - 65_557)
    let tail = try file.bytes(at: tailStart, count: 65_557)
    guard
      let place = stride(from: tail.count - 22, through: 0, by: -1).first(where: {
        littleEndian(UInt32.self, in: tail, at: $0) == 0x0605_4B50
      })
    else { return nil }
    var count = littleEndian(UInt16.self, in: tail, at: place + 10).map(UInt64.init)
    var offset = littleEndian(UInt32.self, in: tail, at: place + 16).map(UInt64.init)
    // Large archives have a record of 64-bit numbers before it, found by its locator.
    if littleEndian(UInt32.self, in: tail, at: place - 20) == 0x0706_4B50,
      let start = littleEndian(UInt64.self, in: tail, at: place - 12),
      let start = Int(exactly: start)
    {
      let record = try file.bytes(at: start, count: 56)
      if littleEndian(UInt32.self, in: record, at: 0) == 0x0606_4B50 {
        count = littleEndian(UInt64.self, in: record, at: 32)
        offset = littleEndian(UInt64.self, in: record, at: 48)
      }
    }
    guard let count = count.flatMap({ Int(exactly: $0) }),
      let offset = offset.flatMap({ Int(exactly: $0) }), offset < file.bytes
    else { return nil }
    self.count = count
    let directory = try file.bytes(at: offset, count: Self.mostBytes)
    var at = 0
    while entries.count < min(count, Self.mostEntries),
      let (entry, length) = Self.entry(in: directory, at: at)
    {
      entries.append(entry)
      at += length
    }
  }

  private static func entry(in bytes: [UInt8], at start: Int) -> (Entry, length: Int)? {
    guard littleEndian(UInt32.self, in: bytes, at: start) == 0x0201_4B50,
      let method = littleEndian(UInt16.self, in: bytes, at: start + 10),
      let packed = littleEndian(UInt32.self, in: bytes, at: start + 20),
      let size = littleEndian(UInt32.self, in: bytes, at: start + 24),
      let nameLength = littleEndian(UInt16.self, in: bytes, at: start + 28),
      let extraLength = littleEndian(UInt16.self, in: bytes, at: start + 30),
      let commentLength = littleEndian(UInt16.self, in: bytes, at: start + 32),
      let offset = littleEndian(UInt32.self, in: bytes, at: start + 42)
    else { return nil }
    let nameEnd = start + 46 + Int(nameLength)
    guard nameEnd <= bytes.count else { return nil }
    var entry = Entry(
      name: displayText(ofBytes: bytes[(start + 46)..<nameEnd]), bytes: Int(size),
      packedBytes: Int(packed), method: method, offset: Int(offset))
    let extra = bytes[nameEnd..<min(nameEnd + Int(extraLength), bytes.count)]
    entry.takeLargeNumbers(from: extra)
    return (entry, 46 + Int(nameLength) + Int(extraLength) + Int(commentLength))
  }

  /// The first bytes of an entry, unpacked; none where they cannot be had.
  func head(of entry: Entry, in file: PreviewFile) throws -> [UInt8] {
    let header = try file.bytes(at: entry.offset, count: 30)
    guard littleEndian(UInt32.self, in: header, at: 0) == 0x0403_4B50,
      let nameLength = littleEndian(UInt16.self, in: header, at: 26),
      let extraLength = littleEndian(UInt16.self, in: header, at: 28)
    else { return [] }
    let start = entry.offset + 30 + Int(nameLength) + Int(extraLength)
    let packed = try file.bytes(at: start, count: min(entry.packedBytes, Self.headBytes))
    switch entry.method {
    case 0: return packed
    case 8: return Inflate.unpack(packed, limit: Self.headBytes).bytes
    default: return []
    }
  }
}

extension ZipDirectory.Entry {
  /// Numbers of 64 bits stand in an extra field (APPNOTE.TXT, 4.5.3), those alone that do not fit.
  fileprivate mutating func takeLargeNumbers(from extra: ArraySlice<UInt8>) {
    let full = Int(UInt32.max)
    var at = 0
    while let tag = littleEndian(UInt16.self, in: extra, at: at),
      let length = littleEndian(UInt16.self, in: extra, at: at + 2)
    {
      if tag == 1 {
        var place = at + 4
        func next() -> Int? {
          defer { place += 8 }
          return littleEndian(UInt64.self, in: extra, at: place).flatMap { Int(exactly: $0) }
        }
        if bytes == full { bytes = next() ?? bytes }
        if packedBytes == full { packedBytes = next() ?? packedBytes }
        if offset == full { offset = next() ?? offset }
        return
      }
      at += 4 + Int(length)
    }
  }
}

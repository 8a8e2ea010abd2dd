import Glibc
import NIOCore

/// A job's frozen input list: what is to be scored, in the bytewise order of the relative paths.
///
/// Two files. `manifest.paths` holds the paths relative to the input folder, each ended by NUL.
/// `manifest.index` holds a header of 32 bytes (magic, count, bytes in all, problems) and per entry 32 bytes:
/// offset into the paths, size, modification time in ns, kind, errno; all little-endian. The index is
/// renamed into place last, so a manifest that exists is whole. Read by `pread`, so a manifest of any
/// length costs no memory.
package final class InputManifest: Sendable {
  static let magic: UInt64 = 0x3154_464e_4d44_4231
  static let headerSize = 32
  static let recordSize = 32

  /// One line of the list.
  package struct Entry: Sendable, Equatable {
    /// Relative to the input folder, as the file system has it.
    package var path: [UInt8]
    /// Bytes.
    package var size: Int
    /// Why it cannot be scored; nil for a readable file.
    package var problem: InputProblem?

    /// For people: bytes that are not UTF-8 appear as `\xNN`.
    package var displayPath: String { displayText(ofBytes: path) }
  }

  package let count: Int
  /// The sizes of all readable files together.
  package let bytesTotal: Int
  /// How many entries cannot be scored.
  package let problemCount: Int
  private let index: Int32
  private let paths: Int32

  /// - Throws: `ExecutionError.io` when a file is missing or is no manifest.
  package init(folder: String) throws {
    index = try openFile(folder + "/manifest.index", O_RDONLY)
    do {
      paths = try openFile(folder + "/manifest.paths", O_RDONLY)
    } catch {
      close(index)
      throw error
    }
    var header = try Self.read(index, at: 0, count: Self.headerSize)
    guard header.readInteger(endianness: .little, as: UInt64.self) == Self.magic,
      let count = header.readInteger(endianness: .little, as: Int64.self),
      let bytes = header.readInteger(endianness: .little, as: Int64.self),
      let problems = header.readInteger(endianness: .little, as: Int64.self)
    else {
      close(index)
      close(paths)
      throw ExecutionError.io(path: folder + "/manifest.index", activity: "read", errno: EBADMSG)
    }
    self.count = Int(count)
    bytesTotal = Int(bytes)
    problemCount = Int(problems)
  }

  deinit {
    close(index)
    close(paths)
  }

  package static func exists(in folder: String) -> Bool {
    access(folder + "/manifest.index", F_OK) == 0
  }

  /// Entries `first..<first+count`; the range lies inside the manifest.
  package func entries(first: Int, count: Int) throws -> [Entry] {
    guard count > 0 else { return [] }
    let records = try self.records(first: first, count: count)
    let text = try pathBytes(of: records)
    return text.readableBytesView.split(separator: 0, omittingEmptySubsequences: false)
      .prefix(count).enumerated().map { offset, path in
        Entry(path: Array(path), size: records[offset].size, problem: records[offset].problem)
      }
  }

  /// Everything that cannot be scored, with its position.
  func problems() throws -> [(position: Int, entry: Entry)] {
    guard problemCount > 0 else { return [] }
    var found: [(Int, Entry)] = []
    let step = 4096
    for first in stride(from: 0, to: count, by: step) {
      for (offset, entry) in try entries(first: first, count: min(step, count - first)).enumerated()
      where entry.problem != nil {
        found.append((first + offset, entry))
      }
    }
    return found
  }

  /// Whether the input was one file: then its path is relative to the folder it lies in.
  func isSingleFile(at input: String) -> Bool {
    var status = stat()
    return stat(input, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  /// The sizes of a range together, and its paths as `RUN` frames hold them: absolute, each ended by NUL.
  func run(first: Int, count: Int, root: ByteBuffer) throws -> (paths: ByteBuffer, bytes: Int) {
    let records = try self.records(first: first, count: count)
    let text = try pathBytes(of: records)
    var frame = ByteBufferAllocator().buffer(
      capacity: text.readableBytes + count * root.readableBytes)
    for path in text.readableBytesView.split(separator: 0, omittingEmptySubsequences: false)
      .prefix(count)
    {
      frame.writeImmutableBuffer(root)
      frame.writeBytes(path)
      frame.writeInteger(0, as: UInt8.self)
    }
    return (frame, records.reduce(0) { $0 + $1.size })
  }

  private struct Record {
    var offset: Int
    var size: Int
    var problem: InputProblem?
  }

  /// One more record than asked for where there is one: its offset ends the last path.
  private func records(first: Int, count: Int) throws -> [Record] {
    precondition(first >= 0 && count >= 0 && first + count <= self.count)
    var bytes = try Self.read(
      index, at: Self.headerSize + first * Self.recordSize, count: count * Self.recordSize)
    var records: [Record] = []
    records.reserveCapacity(count)
    while let offset = bytes.readInteger(endianness: .little, as: Int64.self),
      let size = bytes.readInteger(endianness: .little, as: Int64.self),
      bytes.readInteger(endianness: .little, as: Int64.self) != nil,
      let kind = bytes.readInteger(endianness: .little, as: Int32.self),
      let code = bytes.readInteger(endianness: .little, as: Int32.self)
    {
      records.append(
        Record(
          offset: Int(offset), size: Int(size),
          problem: InputProblem.Kind(rawValue: kind).map { InputProblem(kind: $0, errno: code) }))
    }
    return records
  }

  private func pathBytes(of records: [Record]) throws -> ByteBuffer {
    guard let first = records.first, let last = records.last else { return ByteBuffer() }
    // The last path's length is not in the index: PATH_MAX bounds it.
    return try Self.read(
      paths, at: first.offset, count: last.offset - first.offset + Int(PATH_MAX),
      mayEndEarly: true)
  }

  private static func read(
    _ descriptor: Int32, at offset: Int, count: Int, mayEndEarly: Bool = false
  ) throws -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: count)
    while buffer.readableBytes < count {
      let done = buffer.readableBytes
      let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count - done) {
        max(0, pread(descriptor, $0.baseAddress, count - done, off_t(offset + done)))
      }
      if got == 0 { break }
    }
    guard mayEndEarly || buffer.readableBytes == count else {
      throw ExecutionError.io(path: "manifest", activity: "read", errno: EBADMSG)
    }
    return buffer
  }
}

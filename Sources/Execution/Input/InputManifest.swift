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
  /// Bytes.
  private let pathsLength: Int

  /// - Throws: `ExecutionError.io` when a file is missing or is no manifest.
  package init(folder: String) throws {
    index = try openFile(folder + "/manifest.index", O_RDONLY)
    do {
      paths = try openFile(folder + "/manifest.paths", O_RDONLY)
    } catch {
      close(index)
      throw error
    }
    pathsLength = Int(lseek(paths, 0, SEEK_END))
    guard var header = try? Self.read(index, at: 0, count: Self.headerSize),
      header.readInteger(endianness: .little, as: UInt64.self) == Self.magic,
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
    let slice = try slice(first: first, count: count)
    return slice.records.indices.map { index in
      Entry(
        path: Array(slice.path(index).readableBytesView), size: slice.records[index].size,
        problem: slice.records[index].problem)
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
    let slice = try slice(first: first, count: count)
    var frame = ByteBufferAllocator().buffer(
      capacity: slice.text.readableBytes + count * root.readableBytes)
    for index in slice.records.indices {
      frame.writeImmutableBuffer(root)
      frame.writeImmutableBuffer(slice.path(index))
      frame.writeInteger(0, as: UInt8.self)
    }
    return (frame, slice.records.reduce(0) { $0 + $1.size })
  }

  private struct Record {
    /// Of the path's first byte in the paths file.
    var offset: Int
    var size: Int
    var problem: InputProblem?
  }

  /// Some consecutive records and the text of their paths.
  private struct Slice {
    var records: [Record]
    /// From the first record's offset on, each path ended by NUL.
    var text: ByteBuffer

    func path(_ index: Int) -> ByteBuffer {
      let start = records[index].offset - records[0].offset
      let end =
        index + 1 < records.count
        ? records[index + 1].offset - records[0].offset : text.readableBytes
      return text.getSlice(at: text.readerIndex + start, length: end - start - 1) ?? ByteBuffer()
    }
  }

  private func slice(first: Int, count: Int) throws -> Slice {
    precondition(first >= 0 && count >= 0 && first + count <= self.count)
    guard count > 0 else { return Slice(records: [], text: ByteBuffer()) }
    // Where the next record's path begins, the last one's ends.
    let hasNext = first + count < self.count
    var records = try records(first: first, count: count + (hasNext ? 1 : 0))
    let end = hasNext ? records.removeLast().offset : pathsLength
    let offsets = records.map(\.offset) + [end]
    guard records.count == count, zip(offsets, offsets.dropFirst()).allSatisfy(<),
      end <= pathsLength
    else { throw ExecutionError.io(path: "manifest", activity: "read", errno: EBADMSG) }
    let text = try Self.read(paths, at: records[0].offset, count: end - records[0].offset)
    return Slice(records: records, text: text)
  }

  private func records(first: Int, count: Int) throws -> [Record] {
    var bytes = try Self.read(
      index, at: Self.headerSize + first * Self.recordSize, count: count * Self.recordSize)
    var records: [Record] = []
    records.reserveCapacity(count)
    while let (offset, size, _, kind, code) = bytes.readMultipleIntegers(
      endianness: .little, as: (Int64, Int64, Int64, Int32, Int32).self)
    {
      records.append(
        Record(
          offset: Int(offset), size: Int(size),
          problem: InputProblem.Kind(rawValue: kind).map { InputProblem(kind: $0, errno: code) }))
    }
    return records
  }

  private static func read(_ descriptor: Int32, at offset: Int, count: Int) throws -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: count)
    while buffer.readableBytes < count {
      let done = buffer.readableBytes
      let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count - done) {
        max(0, pread(descriptor, $0.baseAddress, count - done, off_t(offset + done)))
      }
      guard got > 0 else {
        throw ExecutionError.io(path: "manifest", activity: "read", errno: EBADMSG)
      }
    }
    return buffer
  }
}

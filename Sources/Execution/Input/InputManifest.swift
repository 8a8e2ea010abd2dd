import Glibc
import NIOCore

/// A job's frozen input list: what is to be scored, in the order of work.
///
/// Two files. `manifest.paths` holds the paths relative to the input folder, each ended by NUL.
/// `manifest.index` holds a header of 32 bytes (magic, count, bytes in all, problems) and per entry 32 bytes:
/// offset into the paths, size, modification time in ns, kind, errno; all little-endian. While the
/// index is being written its name ends in `.new` and its header counts the whole blocks; it is renamed
/// last, so a manifest that exists is whole. Read by `pread`, so a manifest of any length costs no memory.
package struct InputManifest: Sendable {
  static let magic: UInt64 = 0x3154_464e_4d44_4231
  static let headerSize = 32
  static let recordSize = 32
  static let pathsName = "manifest.paths"
  static let indexName = "manifest.index"

  /// How far a manifest reaches.
  struct Extent: Sendable, Equatable {
    var count = 0
    /// The sizes of all readable files together.
    var bytesTotal = 0
    /// How many entries cannot be scored.
    var problemCount = 0
    /// Bytes.
    var pathsLength = 0
  }

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

  /// Grows while the input is being listed.
  var extent: Extent
  private let files: Files

  package var count: Int { extent.count }
  /// The sizes of all readable files together.
  package var bytesTotal: Int { extent.bytesTotal }
  package var problemCount: Int { extent.problemCount }

  /// A whole manifest.
  ///
  /// - Throws: `ExecutionError.io` when a file is missing or is no manifest.
  package init(folder: String) throws {
    files = try Files(
      index: folder + "/" + Self.indexName, paths: folder + "/" + Self.pathsName, O_RDONLY)
    guard var header = try? Self.read(files.index, at: 0, count: Self.headerSize),
      header.readInteger(endianness: .little, as: UInt64.self) == Self.magic,
      let count = header.readInteger(endianness: .little, as: Int64.self),
      let bytes = header.readInteger(endianness: .little, as: Int64.self),
      let problems = header.readInteger(endianness: .little, as: Int64.self)
    else {
      throw ExecutionError.io(
        path: folder + "/" + Self.indexName, activity: "read", errno: EBADMSG)
    }
    extent = Extent(
      count: Int(count), bytesTotal: Int(bytes), problemCount: Int(problems),
      pathsLength: Int(lseek(files.paths, 0, SEEK_END)))
  }

  /// A manifest that is being written, or that a runner left unfinished: its whole blocks.
  init(unfinishedIn folder: String) throws {
    files = try Files(
      index: Self.unfinishedIndex(in: folder), paths: folder + "/" + Self.pathsName,
      O_RDONLY | O_CREAT)
    extent = Extent()
    // A header that is cut short counts nothing.
    guard var header = try? Self.read(files.index, at: 0, count: Self.headerSize),
      let (_, count, bytes, problems) = header.readMultipleIntegers(
        endianness: .little, as: (UInt64, Int64, Int64, Int64).self), count > 0
    else { return }
    extent = Extent(
      count: Int(count), bytesTotal: Int(bytes), problemCount: Int(problems),
      pathsLength: Int(lseek(files.paths, 0, SEEK_END)))
    // What a block that is not whole has left of its paths is cut off.
    let offset = try records(first: extent.count - 1, count: 1)[0].offset
    let rest = try Self.read(files.paths, at: offset, count: extent.pathsLength - offset)
    extent.pathsLength = offset + rest.readableBytesView.prefix { $0 != 0 }.count + 1
  }

  /// What the index is called while it is being written.
  static func unfinishedIndex(in folder: String) -> String { "\(folder)/\(indexName).new" }

  /// The same files, none of them known yet: for a reader who is told as they are listed.
  var emptied: InputManifest {
    var manifest = self
    manifest.extent = Extent()
    return manifest
  }

  /// Entries that are read at once where all are looked through.
  private static let step = 4096

  private final class Files: Sendable {
    let index: Int32
    let paths: Int32

    init(index: String, paths: String, _ flags: Int32) throws {
      let opened = try openFile(index, flags, mode: 0o600)
      do {
        self.paths = try openFile(paths, flags, mode: 0o600)
      } catch {
        close(opened)
        throw error
      }
      self.index = opened
    }

    deinit {
      close(index)
      close(paths)
    }
  }

  package static func exists(in folder: String) -> Bool {
    access(folder + "/" + indexName, F_OK) == 0
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
    for first in stride(from: 0, to: count, by: Self.step) {
      let entries = try entries(first: first, count: min(Self.step, count - first))
      for (offset, entry) in entries.enumerated() where entry.problem != nil {
        found.append((first + offset, entry))
      }
    }
    return found
  }

  /// A file's line as it is in the manifest, for those who look at all of them.
  struct RawEntry {
    var position: Int
    /// Ended by NUL; valid during the call only.
    var path: UnsafePointer<CChar>
    var size: Int
    /// Nanoseconds since 1970.
    var modified: Int64
  }

  /// Calls for each file among these that can be scored.
  func forEachFile(in positions: Range<Int>, _ look: (RawEntry) -> Void) throws {
    for first in stride(from: positions.lowerBound, to: positions.upperBound, by: Self.step) {
      let slice = try slice(first: first, count: min(Self.step, positions.upperBound - first))
      slice.text.withUnsafeReadableBytes { text in
        guard let base = text.bindMemory(to: CChar.self).baseAddress else { return }
        for (index, record) in slice.records.enumerated() where record.problem == nil {
          look(
            RawEntry(
              position: first + index, path: base + (record.offset - slice.records[0].offset),
              size: record.size, modified: record.modified))
        }
      }
    }
  }

  /// The path that the walk had come to when the last block was written; nil before the first one.
  ///
  /// A block is sorted in itself, and all of it comes after the blocks before it.
  func lastWalkedPath() throws -> [UInt8]? {
    let length = min(ManifestWriter.maxBlock, count)
    var last: [UInt8]?
    for first in stride(from: count - length, to: count, by: Self.step) {
      for entry in try entries(first: first, count: min(Self.step, count - first))
      where last.map({ $0.lexicographicallyPrecedes(entry.path) }) ?? true {
        last = entry.path
      }
    }
    return last
  }

  /// Whether the input was one file: then its path is relative to the folder it lies in.
  func isSingleFile(at input: String) -> Bool {
    var status = stat()
    return stat(input, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  /// Appends the paths of a range as `RUN` frames hold them: absolute, each ended by NUL. Reads ahead into
  /// `window`, for one who asks for one range after another.
  ///
  /// - Returns: The sizes of the files together.
  func writePaths(
    first: Int, count: Int, root: ByteBuffer, window: inout Window?, to frame: inout ByteBuffer
  ) throws -> Int {
    if !(window?.covers(first, count) ?? false) {
      let ahead = max(count, min(Self.windowSize, self.count - first))
      window = Window(first: first, slice: try slice(first: first, count: ahead))
    }
    guard let window else { preconditionFailure("it was just read") }
    var bytes = 0
    for index in first - window.first..<first - window.first + count {
      frame.writeImmutableBuffer(root)
      window.slice.write(index, to: &frame)
      bytes += window.slice.records[index].size
    }
    return bytes
  }

  /// Files that are read ahead: two system calls for so many.
  private static let windowSize = 256

  /// A part of the manifest in memory.
  struct Window {
    fileprivate var first: Int
    fileprivate var slice: Slice

    fileprivate func covers(_ first: Int, _ count: Int) -> Bool {
      first >= self.first && first + count <= self.first + slice.records.count
    }
  }

  fileprivate struct Record {
    /// Of the path's first byte in the paths file.
    var offset: Int
    var size: Int
    /// Nanoseconds since 1970.
    var modified: Int64
    var problem: InputProblem?
  }

  /// Some consecutive records and the text of their paths.
  fileprivate struct Slice {
    var records: [Record]
    /// From the first record's offset on, each path ended by NUL.
    var text: ByteBuffer

    /// The path with the NUL at its end.
    func write(_ index: Int, to frame: inout ByteBuffer) {
      let start = records[index].offset - records[0].offset
      let end =
        index + 1 < records.count
        ? records[index + 1].offset - records[0].offset : text.readableBytes
      text.withUnsafeReadableBytes { _ = frame.writeBytes($0[start..<end]) }
    }

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
    let end = hasNext ? records.removeLast().offset : extent.pathsLength
    let offsets = records.map(\.offset) + [end]
    guard records.count == count, zip(offsets, offsets.dropFirst()).allSatisfy(<),
      end <= extent.pathsLength
    else { throw ExecutionError.io(path: "manifest", activity: "read", errno: EBADMSG) }
    let text = try Self.read(files.paths, at: records[0].offset, count: end - records[0].offset)
    return Slice(records: records, text: text)
  }

  /// In bytes; none where the index cannot be read.
  func sizes(first: Int, count: Int) -> [Int] {
    (try? records(first: first, count: count).map(\.size)) ?? []
  }

  private func records(first: Int, count: Int) throws -> [Record] {
    let bytes = try Self.read(
      files.index, at: Self.headerSize + first * Self.recordSize, count: count * Self.recordSize)
    return bytes.withUnsafeReadableBytes { bytes in
      (0..<count).map { index in
        func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
          at offset: Int, as type: Integer.Type
        ) -> Integer {
          Integer(
            littleEndian: bytes.loadUnaligned(
              fromByteOffset: index * Self.recordSize + offset, as: type))
        }
        let kind = InputProblem.Kind(rawValue: integer(at: 24, as: Int32.self))
        return Record(
          offset: Int(integer(at: 0, as: Int64.self)), size: Int(integer(at: 8, as: Int64.self)),
          modified: integer(at: 16, as: Int64.self),
          problem: kind.map { InputProblem(kind: $0, errno: integer(at: 28, as: Int32.self)) })
      }
    }
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

import Glibc

/// What a worker prints, held to a bounded size while it goes on printing.
///
/// The worker and whatever it starts have the file open for appending, so it can be cut under their hands:
/// the first 8 MiB stay, then a line tells how much is left out, then comes the latest 4 MiB or more. The
/// script never waits for it. What is printed within the microseconds between the last look and the cut is
/// lost without being counted, and may leave half a line.
struct BoundedLog: Sendable {
  /// From here on a log is cut, bytes.
  static let limit = 16 << 20
  private static let keptHead = 8 << 20
  private static let keptTail = 4 << 20
  /// What came while the tail was copied is copied after it, up to so much; the tail's place in the file must
  /// not reach what is still to be copied.
  private static let keptMeanwhile = 2 << 20
  /// A line ends within so many bytes, or is cut in two.
  private static let lineSearch = 64 << 10

  let path: String
  /// Where the first part ends and the line about the rest begins; nil before the first cut.
  private var headEnd: Int?
  /// Bytes left out so far.
  private(set) var dropped = 0

  init(path: String) {
    self.path = path
  }

  /// One call of stat(2).
  var isTooLong: Bool { LogFile(path: path).size > Self.limit }

  /// Cuts the middle out if there is too much; takes some milliseconds then.
  ///
  /// - Throws: `ExecutionError.io`.
  mutating func cut() throws {
    let descriptor = try openFile(path, O_RDWR)
    defer { close(descriptor) }
    var size = try Self.size(of: descriptor, path)
    guard size > Self.limit else { return }

    let headEnd = try self.headEnd ?? Self.lineEnd(in: descriptor, before: Self.keptHead, path)
    let noticeEnd = headEnd + notice.utf8.count
    var tail = try Self.read(descriptor, from: size - Self.keptTail, count: Self.keptTail, path)
    if let lineEnd = tail.prefix(Self.lineSearch).firstIndex(of: UInt8(ascii: "\n")) {
      tail.removeFirst(lineEnd + 1)
    }
    // An earlier line about what is left out lies where the new one goes.
    dropped += size - tail.count - (self.headEnd == nil ? headEnd : noticeEnd)
    var end = noticeEnd
    let latestEnd = noticeEnd + Self.keptTail + Self.keptMeanwhile
    while !tail.isEmpty, end + tail.count <= latestEnd {
      try Self.write(tail, to: descriptor, at: end, path)
      end += tail.count
      let grown = try Self.size(of: descriptor, path)
      tail = try Self.read(
        descriptor, from: size, count: min(grown - size, Self.keptMeanwhile), path)
      size += tail.count
    }
    dropped += tail.count + max(0, try Self.size(of: descriptor, path) - size)
    guard ftruncate(descriptor, off_t(end)) == 0 else {
      throw ExecutionError.io(path: path, activity: "truncate", errno: errno)
    }
    self.headEnd = headEnd
    try Self.write(Array(notice.utf8), to: descriptor, at: headEnd, path)
  }

  /// As long for any number, so that it can be written over.
  private var notice: String {
    let text = "[\(dropped) bytes more were dropped here]"
    return text + String(repeating: " ", count: max(0, 60 - text.utf8.count)) + "\n"
  }

  // MARK: - The file

  private static func size(of descriptor: Int32, _ path: String) throws -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ExecutionError.io(path: path, activity: "look at", errno: errno)
    }
    return Int(status.st_size)
  }

  /// Where the last whole line ends at or before an offset; the offset itself in the middle of a long line.
  private static func lineEnd(
    in descriptor: Int32, before offset: Int, _ path: String
  ) throws -> Int {
    let start = offset - lineSearch
    let bytes = try read(descriptor, from: start, count: lineSearch, path)
    return bytes.lastIndex(of: UInt8(ascii: "\n")).map { start + $0 + 1 } ?? offset
  }

  private static func read(
    _ descriptor: Int32, from start: Int, count: Int, _ path: String
  ) throws -> [UInt8] {
    var done = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, initialized in
      while done < count {
        let got = pread(
          descriptor, buffer.baseAddress.map { $0 + done }, count - done, off_t(start + done))
        if got < 0, errno == EINTR { continue }
        if got <= 0 { break }
        done += got
      }
      initialized = done
    }
    guard done == max(0, count) else {
      throw ExecutionError.io(path: path, activity: "read", errno: errno)
    }
    return bytes
  }

  private static func write(
    _ bytes: [UInt8], to descriptor: Int32, at offset: Int, _ path: String
  ) throws {
    guard lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
      throw ExecutionError.io(path: path, activity: "write", errno: errno)
    }
    try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
  }
}

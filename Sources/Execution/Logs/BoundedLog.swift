import CProcess
import Glibc
import Synchronization

/// What a worker prints, held to a bounded size while it goes on printing.
///
/// The worker and whatever it starts have the file open for appending, so it can be cut under their hands:
/// the first 8 MiB stay, then a line tells how much is left out, then comes the latest 4 MiB or more.
///
/// Where the file system can take the middle out of a file (ext4, XFS), all that is printed meanwhile stays
/// and every byte that goes is counted; the script waits for some milliseconds if it prints just then. Elsewhere
/// the tail is copied forward and the file shortened: the script never waits, but what it prints within the
/// microseconds between the last look and the cut is lost without being counted, and may leave half a line.
final class BoundedLog: Sendable {
  /// From here on a log is cut, bytes.
  static let limit = 16 << 20
  private static let keptHead = 8 << 20
  private static let keptTail = 4 << 20
  /// When it is copied, what came meanwhile is copied after the tail, up to so much; the tail's place in the
  /// file must not reach what is still to be copied.
  private static let keptMeanwhile = 2 << 20
  /// A line ends within so many bytes, or is cut in two.
  private static let lineSearch = 64 << 10
  /// A multiple of the blocks of any file system: none has larger ones, XFS has as large ones.
  private static let blockSize = 64 << 10
  /// What the line about the rest takes at least, so that it can be written over.
  private static let noticeSize = 61

  let path: String
  private let cuts = Mutex(Cuts())

  /// What the cuts so far have come to.
  private struct Cuts {
    var collapses = true
    /// Where the line about the rest is; nil before the first cut.
    var noticePlace: Range<Int>?
    /// Bytes left out.
    var dropped = 0
  }

  init(path: String) {
    self.path = path
  }

  /// Whether the middle is taken out; false from then on when the file system has been found not to do that.
  var collapses: Bool {
    get { cuts.withLock { $0.collapses } }
    set { cuts.withLock { $0.collapses = newValue } }
  }
  /// Bytes left out so far.
  var dropped: Int { cuts.withLock { $0.dropped } }

  /// One call of stat(2).
  var isTooLong: Bool { LogFile(path: path).size > Self.limit }

  /// Cuts the middle out if there is too much; takes some milliseconds then.
  ///
  /// - Throws: `ExecutionError.io`.
  func cut() throws {
    // Somebody may have removed it.
    guard isTooLong else { return }
    let descriptor = try openFile(path, O_RDWR)
    defer { close(descriptor) }
    let size = try Self.size(of: descriptor, path)
    guard size > Self.limit else { return }
    try cuts.withLock { cuts in
      if cuts.collapses { cuts.collapses = try collapse(descriptor, size, &cuts) }
      if !cuts.collapses { try copyTail(descriptor, size, &cuts) }
    }
  }

  /// Takes whole blocks out of the middle. The line about the rest covers what is left of the lines that the
  /// cut went through.
  ///
  /// - Returns: False when the file system does not do that.
  private func collapse(_ descriptor: Int32, _ size: Int, _ cuts: inout Cuts) throws -> Bool {
    let begin =
      try cuts.noticePlace?.lowerBound
      ?? Self.lineEnd(in: descriptor, before: Self.keptHead - Self.noticeSize, path)
    let (from, to) = (Self.keptHead, (size - Self.keptTail) / Self.blockSize * Self.blockSize)
    let head = try Self.read(descriptor, from: to, count: Self.lineSearch, path)
    let brokenLine = head.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    guard batchdeck_collapse_file(descriptor, Int64(from), Int64(to - from)) == 0 else {
      return false
    }
    // An earlier line about what is left out is covered by the new one.
    cuts.dropped += to + brokenLine - (cuts.noticePlace?.upperBound ?? begin)
    try writeNotice(at: begin..<(from + brokenLine), descriptor, &cuts)
    return true
  }

  private func copyTail(_ descriptor: Int32, _ size: Int, _ cuts: inout Cuts) throws {
    var size = size
    let begin =
      try cuts.noticePlace?.lowerBound
      ?? Self.lineEnd(in: descriptor, before: Self.keptHead, path)
    let place = begin..<(begin + Self.noticeSize)
    var tail = try Self.read(descriptor, from: size - Self.keptTail, count: Self.keptTail, path)
    if let lineEnd = tail.prefix(Self.lineSearch).firstIndex(of: UInt8(ascii: "\n")) {
      tail.removeFirst(lineEnd + 1)
    }
    cuts.dropped += size - tail.count - (cuts.noticePlace?.upperBound ?? begin)
    var end = place.upperBound
    let latestEnd = end + Self.keptTail + Self.keptMeanwhile
    while !tail.isEmpty, end + tail.count <= latestEnd {
      try Self.write(tail, to: descriptor, at: end, path)
      end += tail.count
      let grown = try Self.size(of: descriptor, path)
      tail = try Self.read(
        descriptor, from: size, count: min(grown - size, Self.keptMeanwhile), path)
      size += tail.count
    }
    cuts.dropped += tail.count + max(0, try Self.size(of: descriptor, path) - size)
    guard ftruncate(descriptor, off_t(end)) == 0 else {
      throw ExecutionError.io(path: path, activity: "truncate", errno: errno)
    }
    try writeNotice(at: place, descriptor, &cuts)
  }

  private func writeNotice(
    at place: Range<Int>, _ descriptor: Int32, _ cuts: inout Cuts
  ) throws {
    cuts.noticePlace = place
    var line = Array("[\(cuts.dropped) bytes more were dropped here]".utf8)
    line += repeatElement(UInt8(ascii: " "), count: max(0, place.count - 1 - line.count))
    line.append(UInt8(ascii: "\n"))
    try Self.write(line, to: descriptor, at: place.lowerBound, path)
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

import CProcess
import Glibc

/// Walks an input folder once and freezes what it finds as the job's manifest.
package enum InputListing {
  /// Writes `manifest.paths` and `manifest.index` into `folder`.
  ///
  /// Blocks for about half a second per million files, so call it off the cooperative pool and off the
  /// event loop. `shouldGoOn` is asked every few thousand entries; false abandons the walk.
  ///
  /// - Throws: `ExecutionError.inputEmpty`, `.io`, or `CancellationError`.
  package static func list(
    input: String, into folder: String, isTopLevelOnly: Bool = false,
    shouldGoOn: () -> Bool = { true }
  ) throws {
    let writer = try ManifestWriter(folder: folder)
    let outcome = withoutActuallyEscaping(shouldGoOn) { shouldGoOn in
      let visit = Visit(
        writer: writer, isTopLevelOnly: isTopLevelOnly, shouldGoOn: shouldGoOn)
      return batchdeck_walk(
        input,
        { context, entry in
          guard let context, let entry else { return false }
          return Unmanaged<Visit>.fromOpaque(context).takeUnretainedValue().see(entry.pointee)
        }, Unmanaged.passUnretained(visit).toOpaque())
    }
    if let error = writer.error { throw error }
    if outcome < 0 {
      throw ExecutionError.io(path: input, activity: "list", errno: -outcome)
    }
    if outcome > 0 { throw CancellationError() }
    if writer.count == 0 { throw ExecutionError.inputEmpty(path: input) }
    try writer.finish()
  }

  /// Whether there is nothing to score under `input`; looks no further than the first entry.
  package static func isEmpty(_ input: String, isTopLevelOnly: Bool = false) throws -> Bool {
    let outcome =
      isTopLevelOnly
      ? batchdeck_walk(
        input, { _, entry in entry.map { InputListing.isNested($0.pointee) } ?? false }, nil)
      : batchdeck_walk(input, { _, _ in false }, nil)
    if outcome < 0 {
      throw ExecutionError.io(path: input, activity: "list", errno: -outcome)
    }
    return outcome == 0
  }

  private static func isNested(_ entry: batchdeck_entry) -> Bool {
    memchr(entry.path, Int32(UInt8(ascii: "/")), entry.path_length) != nil
  }

  private final class Visit {
    let writer: ManifestWriter
    let isTopLevelOnly: Bool
    let shouldGoOn: () -> Bool

    init(writer: ManifestWriter, isTopLevelOnly: Bool, shouldGoOn: @escaping () -> Bool) {
      self.writer = writer
      self.isTopLevelOnly = isTopLevelOnly
      self.shouldGoOn = shouldGoOn
    }

    func see(_ entry: batchdeck_entry) -> Bool {
      if isTopLevelOnly, InputListing.isNested(entry) { return shouldGoOn() }
      writer.append(entry)
      guard writer.error == nil else { return false }
      return writer.count % 4096 != 0 || shouldGoOn()
    }
  }
}

/// Appends entries to the two files of a manifest under temporary names.
private final class ManifestWriter {
  private(set) var count = 0
  private(set) var error: (any Error)?
  private let folder: String
  private let paths: BufferedFile
  private let index: BufferedFile
  private var pathOffset: Int64 = 0
  private var bytesTotal: Int64 = 0
  private var problemCount: Int64 = 0

  init(folder: String) throws {
    self.folder = folder
    paths = try BufferedFile(path: folder + "/manifest.paths.new")
    index = try BufferedFile(path: folder + "/manifest.index.new")
    try writeHeader()
  }

  private func writeHeader() throws {
    try index.writeInteger(InputManifest.magic)
    try index.writeInteger(Int64(count))
    try index.writeInteger(bytesTotal)
    try index.writeInteger(problemCount)
  }

  func append(_ entry: batchdeck_entry) {
    do {
      let path = UnsafeRawBufferPointer(start: entry.path, count: entry.path_length + 1)
      try paths.write(path)
      try index.writeInteger(pathOffset)
      try index.writeInteger(entry.size)
      try index.writeInteger(entry.mtime_ns)
      try index.writeInteger(Int32(entry.kind.rawValue))
      try index.writeInteger(Int32(entry.error))
      pathOffset += Int64(path.count)
      bytesTotal += entry.size
      if entry.kind != batchdeck_entry_file { problemCount += 1 }
      count += 1
    } catch {
      self.error = error
    }
  }

  func finish() throws {
    try paths.flush()
    try index.flush()
    try index.rewind()
    try writeHeader()
    try index.flush()
    for name in ["manifest.paths", "manifest.index"] {
      let path = folder + "/" + name
      guard rename(path + ".new", path) == 0 else {
        throw ExecutionError.io(path: path, activity: "rename", errno: errno)
      }
    }
  }
}

/// Collects small writes into large ones.
private final class BufferedFile {
  private static let capacity = 256 * 1024

  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  init(path: String) throws {
    self.path = path
    descriptor = try openFile(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    buffer.reserveCapacity(Self.capacity)
  }

  deinit { close(descriptor) }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    if buffer.count + bytes.count > Self.capacity { try flush() }
    buffer.append(contentsOf: bytes)
  }

  func writeInteger(_ value: some FixedWidthInteger) throws {
    try withUnsafeBytes(of: value.littleEndian) { try write($0) }
  }

  func flush() throws {
    try buffer.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
    buffer.removeAll(keepingCapacity: true)
  }

  func rewind() throws {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw ExecutionError.io(path: path, activity: "write", errno: errno)
    }
  }
}

import BatchEndpoints
import CProcess
import Glibc

/// Writes a manifest block by block; its index has a temporary name until it is whole.
///
/// A block is sorted as the job's order asks, written, and reported; from then on it never changes, so
/// scoring begins while the walk goes on, and a runner that comes after a crash goes on behind the last
/// block.
final class ManifestWriter {
  /// Files of the first block: few, so that the first worker has work when it is ready.
  private static let firstBlock = 1024
  /// Files of a block at most (architecture, "splitting the work").
  static let maxBlock = 65_536

  private(set) var extent: InputManifest.Extent
  private let folder: String
  private let order: EngineOptions.FileOrder
  private let report: (ListedFiles) -> Bool
  private let paths: BufferedFile
  private let index: BufferedFile
  private var block = Block()
  private var blockLimit = firstBlock

  /// Goes on behind `extent` of the files that are there.
  init(
    folder: String, extent: InputManifest.Extent, order: EngineOptions.FileOrder,
    report: @escaping (ListedFiles) -> Bool
  ) throws {
    self.folder = folder
    self.extent = extent
    self.order = order
    self.report = report
    paths = try BufferedFile(
      path: folder + "/" + InputManifest.pathsName, keeping: extent.pathsLength)
    index = try BufferedFile(
      path: InputManifest.unfinishedIndex(in: folder),
      keeping: InputManifest.headerSize + extent.count * InputManifest.recordSize)
    try writeHeader(magic: 0)
  }

  /// The magic only when the manifest is whole; the counts are true after each block.
  private func writeHeader(magic: UInt64) throws {
    try index.overwriteStart { header in
      try header.writeInteger(magic)
      for number in [extent.count, extent.bytesTotal, extent.problemCount] {
        try header.writeInteger(Int64(number))
      }
    }
  }

  /// Adds what the walk found next.
  ///
  /// - Returns: False when nobody wants the rest.
  func append(_ entry: batchdeck_entry) throws -> Bool {
    block.append(entry)
    return block.entries.count < blockLimit ? true : try publish()
  }

  /// Writes the last block and gives the manifest its name.
  func finish() throws {
    if !block.entries.isEmpty { _ = try publish() }
    try writeHeader(magic: InputManifest.magic)
    let path = folder + "/" + InputManifest.indexName
    guard rename(InputManifest.unfinishedIndex(in: folder), path) == 0 else {
      throw ExecutionError.io(path: path, activity: "rename", errno: errno)
    }
  }

  private func publish() throws -> Bool {
    let first = extent.count
    var problems: [(position: Int, entry: InputManifest.Entry)] = []
    for entry in block.sorted(order) {
      let path = block.text[entry.path]
      try path.withUnsafeBytes { try paths.write($0) }
      try index.writeInteger(Int64(extent.pathsLength))
      try index.writeInteger(Int64(entry.size))
      try index.writeInteger(entry.modified)
      try index.writeInteger(entry.kind)
      try index.writeInteger(entry.errno)
      if let kind = InputProblem.Kind(rawValue: entry.kind) {
        problems.append(
          (
            extent.count,
            InputManifest.Entry(
              path: Array(path.dropLast()), size: entry.size,
              problem: InputProblem(kind: kind, errno: entry.errno))
          ))
      }
      extent.pathsLength += path.count
      extent.bytesTotal += entry.size
      extent.count += 1
    }
    extent.problemCount += problems.count
    // The paths first: a record in the index has its path. The header last: what it counts is whole, and a
    // block that is not will be listed again.
    try paths.flush()
    try index.flush()
    try writeHeader(magic: 0)
    block = Block()
    blockLimit = min(4 * blockLimit, Self.maxBlock)
    return report(ListedFiles(first: first, extent: extent, problems: problems))
  }

  /// Entries that wait for the rest of their block.
  private struct Block {
    struct Entry {
      /// In `text`, with the NUL at the end.
      var path: Range<Int>
      var size: Int
      /// Nanoseconds since 1970.
      var modified: Int64
      var kind: Int32
      var errno: Int32
    }

    private(set) var entries: [Entry] = []
    private(set) var text: [UInt8] = []

    mutating func append(_ entry: batchdeck_entry) {
      let start = text.count
      text.append(
        contentsOf: UnsafeRawBufferPointer(start: entry.path, count: entry.path_length + 1))
      entries.append(
        Entry(
          path: start..<text.count, size: Int(entry.size), modified: entry.mtime_ns,
          kind: Int32(entry.kind.rawValue), errno: Int32(entry.error)))
    }

    /// Files of one size keep the order of their paths.
    func sorted(_ order: EngineOptions.FileOrder) -> [Entry] {
      switch order {
      case .path: entries
      case .largestFirst:
        entries.sorted { ($1.size, $0.path.lowerBound) < ($0.size, $1.path.lowerBound) }
      }
    }
  }
}

/// A block that was added to the manifest.
struct ListedFiles: Sendable {
  /// The position of its first file.
  var first: Int
  /// The manifest with it.
  var extent: InputManifest.Extent
  /// What of it cannot be scored.
  var problems: [(position: Int, entry: InputManifest.Entry)]
}

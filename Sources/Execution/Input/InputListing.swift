import BatchEndpoints
import CProcess
import Glibc

/// Walks an input folder once and freezes what it finds as the job's manifest.
package struct InputListing {
  /// What is listed already: all, a part that an earlier runner got to, or nothing.
  let manifest: InputManifest
  let isWhole: Bool
  private let folder: String

  /// Opens the manifest in `folder`, and makes an empty one where there is none.
  init(into folder: String) throws {
    self.folder = folder
    isWhole = InputManifest.exists(in: folder)
    manifest =
      isWhole ? try InputManifest(folder: folder) : try InputManifest(unfinishedIn: folder)
  }

  /// Lists what is not listed yet; `report` hears of each block that was added, and false abandons the
  /// walk.
  ///
  /// Blocks for a second or more per million files, so call it off the cooperative pool and off the
  /// event loop. After a crash, files that have appeared among those listed before are passed over: the
  /// list is frozen up to there.
  ///
  /// - Throws: `ExecutionError.inputEmpty`, `.io`, or `CancellationError`.
  func run(
    input: String, isTopLevelOnly: Bool = false, order: EngineOptions.FileOrder = .path,
    report: (ListedFiles) -> Bool
  ) throws {
    guard !isWhole else { return }
    let lastPath = try manifest.lastWalkedPath()
    try withoutActuallyEscaping(report) { report in
      let writer = try ManifestWriter(
        folder: folder, extent: manifest.extent, order: order, report: report)
      var failure: (any Error)?
      let outcome = Self.walk(input) { entry in
        if isTopLevelOnly, entry.isNested { return true }
        if let lastPath, !entry.comesAfter(lastPath) { return true }
        do {
          return try writer.append(entry)
        } catch {
          failure = error
          return false
        }
      }
      if let failure { throw failure }
      if outcome < 0 {
        throw ExecutionError.io(path: input, activity: "list", errno: -outcome)
      }
      if outcome > 0 { throw CancellationError() }
      try writer.finish()
      if writer.extent.count == 0 { throw ExecutionError.inputEmpty(path: input) }
    }
  }

  /// What the first files of an input are like, for decisions before the list stands.
  ///
  /// - Throws: `ExecutionError.io`.
  static func survey(_ input: String, isTopLevelOnly: Bool = false) throws -> InputSurvey {
    var survey = InputSurvey()
    let outcome = walk(input) { entry in
      if !(isTopLevelOnly && entry.isNested) { survey.add(Int(entry.size)) }
      return survey.count < InputSurvey.limit
    }
    if outcome < 0 {
      throw ExecutionError.io(path: input, activity: "list", errno: -outcome)
    }
    return survey
  }

  /// As `batchdeck_walk`, with a closure.
  static func walk(
    _ input: String, _ visit: (batchdeck_entry) -> Bool
  ) -> Int32 {
    withoutActuallyEscaping(visit) { visit in
      let visitor = Visitor(visit)
      return batchdeck_walk(
        input,
        { context, entry in
          guard let context, let entry else { return false }
          return Unmanaged<Visitor>.fromOpaque(context).takeUnretainedValue().visit(entry.pointee)
        }, Unmanaged.passUnretained(visitor).toOpaque())
    }
  }

  private final class Visitor {
    let visit: (batchdeck_entry) -> Bool
    init(_ visit: @escaping (batchdeck_entry) -> Bool) { self.visit = visit }
  }
}

extension batchdeck_entry {
  /// Whether it lies in a folder of the input.
  var isNested: Bool {
    memchr(path, Int32(UInt8(ascii: "/")), path_length) != nil
  }

  /// In the bytewise order of the walk.
  fileprivate func comesAfter(_ other: [UInt8]) -> Bool {
    let order = other.withUnsafeBytes { other in
      other.baseAddress.map { memcmp(path, $0, min(path_length, other.count)) } ?? 1
    }
    return order > 0 || order == 0 && path_length > other.count
  }
}

/// The sizes of an input's first files.
struct InputSurvey: Equatable {
  /// How many files are looked at.
  static let limit = 1024

  private(set) var count = 0
  private var bytes = 0
  private var largest = 0

  mutating func add(_ size: Int) {
    count += 1
    bytes += size
    largest = max(largest, size)
  }

  /// Largest first where one file weighs as much as eight of the average: there the last file of the
  /// list could keep one worker busy long after the others are done.
  var order: EngineOptions.FileOrder {
    count > 1 && largest > 8 * max(1, bytes / count) ? .largestFirst : .path
  }
}

import BatchEndpoints
import CProcess
import Dispatch
import Foundation
import Glibc
import Synchronization

/// Compares a job's script, model and input with what they were when it began.
struct ResumeCheck {
  let folder: JobFolder
  let ledger: Ledger

  /// One line for each kind of change, as in "the job …".
  func changes() throws -> [String] {
    let specification = try ledger.specification()
    return try [
      code(specification), model(specification), input(specification),
    ].compactMap { $0 }
  }

  private func code(_ specification: JobSpecification) throws -> String? {
    guard let script = specification.script else { return nil }
    guard access(script.path, R_OK) == 0 else { return "the script \(script.path) is gone" }
    let change = "the code in \(script.folder) has changed since the job began"
    guard let known = try ledger.lineage()?.codeDigest else {
      // Killed before it was noted.
      let files = try ContentDigest.files(in: script.folder, leavingOutBuilds: false)
      return files.contains { isYounger(script.folder + "/" + $0, specification) } ? change : nil
    }
    let now = try ContentDigest.hex(ofFileOrFolder: script.folder, leavingOutBuilds: false)
    return now == known ? nil : change
  }

  /// Looks at the sizes and times of what the workers find, and into the files only when those differ: a model
  /// may be large.
  private func model(_ specification: JobSpecification) throws -> String? {
    guard let model = specification.model else { return nil }
    let place = model.folder + "/" + ManifestPath.name(of: model.path)
    guard let listing = try? ModelListing(path: place) else { return "the model \(place) is gone" }
    if let state = model.state, state == listing.state { return nil }
    if let known = try ledger.lineage()?.modelDigest ?? model.digest,
      try ModelDigest.hex(ofModelAt: place) == known
    {
      return nil
    }
    let began = Int(specification.createdAt.timeIntervalSince1970 * 1e9)
    if let younger = listing.files.first(where: { $0.modified > began }) {
      return "the model's file \(younger.path) has changed since the job began"
    }
    // Ledgers of earlier builds know no sizes and times.
    return model.state.map { _ in
      "files of the model \(model.path) have changed since the job began"
    }
  }

  /// By st_ctim (inode(7)), which, unlike the time of modification, copying with old times does not set
  /// back. What is gone has changed as well.
  private func isYounger(_ path: String, _ specification: JobSpecification) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return true }
    let changed = Double(status.st_ctim.tv_sec) + Double(status.st_ctim.tv_nsec) / 1e9
    return changed > specification.createdAt.timeIntervalSince1970
  }

  private func input(_ specification: JobSpecification) throws -> String? {
    guard InputManifest.exists(in: folder.path) else { return nil }
    let manifest = try InputManifest(folder: folder.path)
    let root =
      manifest.isSingleFile(at: specification.inputPath)
      ? parentFolder(of: specification.inputPath) : specification.inputPath
    let directory = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return "the input \(root) is gone" }
    defer { close(directory) }
    let changed = try Self.changed(in: manifest, at: directory)
    guard let first = changed.first else { return nil }
    let path = try manifest.entries(first: first, count: 1)[0].displayPath
    return changed.count == 1
      ? "the input file \(path) has changed since the job began"
      : "\(changed.count) input files have changed since the job began, \(path) among them"
  }

  /// How many files are not what they were, and the first of them. Each costs a call of stat(2), so all
  /// cores share them.
  private static func changed(
    in manifest: InputManifest, at directory: Int32
  ) throws -> (count: Int, first: Int?) {
    let parts = (manifest.count + partLength - 1) / partLength
    let found = Mutex<Result<(count: Int, first: Int?), any Error>>(.success((0, nil)))
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let start = part * partLength
      let result = Result {
        try changed(in: manifest, start..<min(start + partLength, manifest.count), at: directory)
      }
      found.withLock { found in
        found = found.flatMap { before in
          result.map {
            ($0.count + before.count, [before.first, $0.first].compactMap(\.self).min())
          }
        }
      }
    }
    return try found.withLock { try $0.get() }
  }

  /// Files that are looked at by one thread at a time.
  private static let partLength = 16_384

  private static func changed(
    in manifest: InputManifest, _ positions: Range<Int>, at directory: Int32
  ) throws -> (count: Int, first: Int?) {
    var changed: (count: Int, first: Int?) = (0, nil)
    try manifest.forEachFile(in: positions) { entry in
      var status = stat()
      let isThere = fstatat(directory, entry.path, &status, 0) == 0
      let now = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
      guard !isThere || Int(status.st_size) != entry.size || now != entry.modified else { return }
      changed = (changed.count + 1, changed.first ?? entry.position)
    }
    return changed
  }
}

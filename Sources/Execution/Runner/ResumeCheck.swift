import BatchEndpoints
import CProcess
import Foundation
import Glibc

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
    guard let known = try ledger.lineage()?.codeDigest else { return nil }
    let now = try ContentDigest.hex(ofFileOrFolder: script.folder, leavingOutBuilds: false)
    return now == known ? nil : "the code in \(script.folder) has changed since the job began"
  }

  /// Looks at the times of the files that the workers find, not into them: a model may be large.
  private func model(_ specification: JobSpecification) throws -> String? {
    guard let model = specification.model else { return nil }
    let began = specification.createdAt.timeIntervalSince1970
    let place = model.folder + "/" + ManifestPath.name(of: model.path)
    guard let listing = try? ModelListing(path: place) else { return "the model \(place) is gone" }
    for file in listing.files {
      var status = stat()
      guard stat(file.source, &status) == 0 else { return "the model's file \(file.path) is gone" }
      let modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
      if modified > began { return "the model's file \(file.path) has changed since the job began" }
    }
    return nil
  }

  private func input(_ specification: JobSpecification) throws -> String? {
    guard InputManifest.exists(in: folder.path) else { return nil }
    let manifest = try InputManifest(folder: folder.path)
    let root =
      manifest.isSingleFile(at: specification.inputPath)
      ? parentFolder(of: specification.inputPath) : specification.inputPath
    var changed = 0
    var first: InputManifest.Entry?
    let directory = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return "the input \(root) is gone" }
    defer { close(directory) }
    try manifest.forEachFile { entry, modified in
      var status = stat()
      let isThere = entry.path.withUnsafeBufferPointer { path in
        path.baseAddress.map { fstatat(directory, $0, &status, 0) == 0 } ?? false
      }
      let now = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
      guard !isThere || Int(status.st_size) != entry.size || now != modified else { return }
      changed += 1
      if first == nil { first = entry.named }
    }
    guard let first else { return nil }
    return changed == 1
      ? "the input file \(first.displayPath) has changed since the job began"
      : "\(changed) input files have changed since the job began, \(first.displayPath) among them"
  }
}

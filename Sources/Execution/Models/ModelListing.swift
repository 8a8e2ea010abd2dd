import BatchEndpoints
import CProcess
import Glibc

/// The files of a model, where they are now.
struct ModelListing {
  /// The last component of the model's path.
  let fileName: String
  /// In bytewise order of their paths; symbolic links are followed, hidden files are among them,
  /// folders without files are not.
  private(set) var files: [File] = []
  /// What cannot be part of a model, in the same order.
  private(set) var problems: [Problem] = []

  struct File: Equatable {
    /// Beginning with the model's `fileName`.
    var path: String
    /// Absolute.
    var source: String
    var bytes: Int
    /// Nanoseconds since 1970.
    var modified: Int
  }

  /// In hexadecimal: other as soon as a file's name, size or time of modification is.
  var state: String {
    ContentDigest.hex(
      of: files.map { "\($0.path)\0\($0.bytes)\0\($0.modified)\0" }.joined())
  }

  struct Problem: Equatable {
    /// As `File.path`; what is not UTF-8 appears as `\xNN`.
    var path: String
    var reason: String
  }

  /// Lists a file or folder by its absolute path.
  ///
  /// - Throws: `ModelError.sourceMissing`; `ExecutionError.io` when the folder cannot be read.
  init(path root: String) throws {
    fileName = ManifestPath.name(of: root)
    let visit = Visit()
    let outcome = batchdeck_walk(
      root,
      { context, entry in
        guard let context, let entry = entry?.pointee else { return false }
        Unmanaged<Visit>.fromOpaque(context).takeUnretainedValue().entries.append(Entry(entry))
        return true
      }, Unmanaged.passUnretained(visit).toOpaque())
    if outcome == -ENOENT || outcome == -ENOTDIR { throw ModelError.sourceMissing(path: root) }
    if outcome < 0 {
      throw ExecutionError.io(path: root, activity: "list", errno: -outcome)
    }
    var status = stat()
    // A root that is a file is its own only entry, under its own name.
    let isFile = stat(root, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
    for entry in visit.entries { add(entry, root: root, isRoot: isFile) }
  }

  private mutating func add(_ entry: Entry, root: String, isRoot: Bool) {
    let shown = isRoot ? fileName : fileName + "/" + displayText(ofBytes: entry.path)
    if let problem = entry.problem {
      problems.append(Problem(path: shown, reason: problem.message))
    } else if let name = String(validating: entry.path, as: UTF8.self) {
      files.append(
        File(
          path: shown, source: isRoot ? root : root + "/" + name, bytes: entry.bytes,
          modified: entry.modified))
    } else {
      problems.append(Problem(path: shown, reason: "its name is not UTF-8"))
    }
  }
}

private final class Visit {
  var entries: [Entry] = []
}

private struct Entry {
  var path: [UInt8]
  var bytes: Int
  var modified: Int
  var problem: InputProblem?

  init(_ entry: batchdeck_entry) {
    path = UnsafeRawBufferPointer(start: entry.path, count: entry.path_length).map(\.self)
    bytes = Int(entry.size)
    modified = Int(entry.mtime_ns)
    problem = InputProblem.Kind(rawValue: Int32(bitPattern: entry.kind.rawValue)).map {
      InputProblem(kind: $0, errno: entry.error)
    }
  }
}

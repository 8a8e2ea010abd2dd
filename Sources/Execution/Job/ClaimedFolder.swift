import Foundation
import Glibc

/// A new folder that its maker alone uses: `PREFIX` and a UUID, a name that nothing else has.
///
/// It is locked (flock(2)) as long as this object lives, which is no longer than the process. One that
/// nobody has locked is left over from a process that died: `sweep` takes it away.
final class ClaimedFolder: Sendable {
  /// How often a folder may be swept away under our hands before we give up; twice is unheard of.
  private static let attempts = 100

  /// Where it was made; whoever renames it knows where it is.
  let path: String
  private let descriptor: Int32

  /// Makes and locks a folder in another, which is made too.
  ///
  /// - Throws: `ExecutionError.io`.
  static func make(prefix: String, in parent: String) throws -> ClaimedFolder {
    for _ in 0..<attempts {
      try makeFolder(parent)
      let path = newPath(prefix: prefix, in: parent)
      if mkdir(path, 0o700) == 0 {
        // A sweeper may have found the folder before it was locked: then it is gone, and we try again.
        if let folder = ClaimedFolder(path, waiting: true), folder.isStill(at: path) {
          return folder
        }
      } else if errno != ENOENT {
        throw ExecutionError.io(path: path, activity: "make the folder", errno: errno)
      }
    }
    throw ExecutionError.io(path: parent, activity: "make a folder in", errno: ENOENT)
  }

  /// Nil when the folder is not there, or somebody else has it and `waiting` is false.
  private init?(_ path: String, waiting: Bool) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | (waiting ? 0 : LOCK_NB)) == 0 else {
      close(descriptor)
      return nil
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    // Closing alone would leave the lock with a child that is between fork and exec.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  static func newPath(prefix: String, in parent: String) -> String {
    "\(parent)/\(prefix)\(UUID().uuidString)"
  }

  /// Whether the path still means the folder that is locked.
  func isStill(at path: String) -> Bool {
    var (here, there) = (stat(), stat())
    return fstat(descriptor, &here) == 0 && lstat(path, &there) == 0
      && here.st_ino == there.st_ino && here.st_dev == there.st_dev
  }

  /// Removes the folders of that prefix which dead processes left in another, except those in use
  /// otherwise.
  static func sweep(
    prefix: String, in parent: String, except isInUse: (_ path: String) -> Bool = { _ in false }
  ) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(prefix) {
      guard let folder = ClaimedFolder("\(parent)/\(name)", waiting: false),
        !isInUse(folder.path)
      else { continue }
      try? remove(folder.path)
    }
  }

  /// Removes a folder and all in it, folders that are not writable as well.
  static func remove(_ path: String) throws {
    let files = FileManager.default
    chmod(path, 0o700)
    if let entries = files.enumerator(atPath: path) {
      for case let entry as String in entries
      where entries.fileAttributes?[.type] as? FileAttributeType == .typeDirectory {
        chmod(path + "/" + entry, 0o700)
      }
    }
    try files.removeItem(atPath: path)
  }
}

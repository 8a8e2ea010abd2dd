import Foundation
import Glibc

/// A model's folder while it is being made: `models/NAME/.new-UUID`, a name that no version has.
///
/// It is locked (flock(2)) as long as this object lives. One that nobody has locked is left over from a
/// process that died, and whoever comes next sweeps it away.
final class ModelFolder {
  private static let prefix = ".new-"
  /// How often a folder may be swept away under our hands before we give up; twice is unheard of.
  private static let attempts = 100

  private(set) var path: String
  private let descriptor: Int32

  /// Makes and locks a new folder below `nameFolder`, which is made too.
  ///
  /// - Throws: `ExecutionError.io`.
  static func make(in nameFolder: String) throws -> ModelFolder {
    for _ in 0..<attempts {
      try makeFolder(nameFolder)
      let path = newPath(in: nameFolder)
      if mkdir(path, 0o700) == 0 {
        // A sweeper may have found the folder before it was locked: then it is gone, and we try again.
        if let descriptor = lock(path, waiting: true) {
          let folder = ModelFolder(path: path, descriptor: descriptor)
          if folder.isThere { return folder }
        }
      } else if errno != ENOENT {
        throw ExecutionError.io(path: path, activity: "make the folder", errno: errno)
      }
    }
    throw ExecutionError.io(path: nameFolder, activity: "make a folder in", errno: ENOENT)
  }

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func newPath(in folder: String) -> String {
    "\(folder)/\(prefix)\(UUID().uuidString)"
  }

  /// Makes the folders in it unwritable, itself included.
  func protect(_ folders: some Sequence<String>) throws {
    for folder in folders {
      guard chmod(folder.isEmpty ? path : path + "/" + folder, 0o555) == 0 else {
        throw ExecutionError.io(path: path + "/" + folder, activity: "protect", errno: errno)
      }
    }
  }

  /// Gives the folder its place, and moves out of the way what is there but not registered. The caller
  /// holds the registry, so that nobody else settles at the same time.
  func settle(at place: String) throws {
    let folder = String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
    if rename(place, Self.newPath(in: folder)) != 0, errno != ENOENT {
      throw ExecutionError.io(path: place, activity: "replace", errno: errno)
    }
    guard rename(path, place) == 0 else {
      throw ExecutionError.io(path: place, activity: "make the folder", errno: errno)
    }
    path = place
  }

  /// Takes the folder away again, wherever it is by now.
  func discard() {
    guard isThere else { return }
    try? Self.remove(path)
  }

  /// Takes a settled folder away. Its place is free at once; a crash leaves at most what is swept away.
  static func retire(_ place: String) throws -> String? {
    let folder = String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)])
    let path = newPath(in: folder)
    if rename(place, path) == 0 { return path }
    if errno == ENOENT { return nil }
    throw ExecutionError.io(path: place, activity: "remove", errno: errno)
  }

  /// Removes what dead processes left below `models`.
  static func sweep(_ models: String) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: models)) ?? [] {
      let folder = models + "/" + name
      for entry in (try? files.contentsOfDirectory(atPath: folder)) ?? []
      where entry.hasPrefix(prefix) {
        let path = folder + "/" + entry
        guard let descriptor = lock(path, waiting: false) else { continue }
        try? remove(path)
        close(descriptor)
      }
      // Succeeds when nothing is left of the name.
      rmdir(folder)
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

  /// Nil when the folder is not there, or somebody else has it and `waiting` is false.
  private static func lock(_ path: String, waiting: Bool) -> Int32? {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    if flock(descriptor, LOCK_EX | (waiting ? 0 : LOCK_NB)) == 0 { return descriptor }
    close(descriptor)
    return nil
  }

  /// Whether the path still means the folder that is locked.
  private var isThere: Bool {
    var (here, there) = (stat(), stat())
    return fstat(descriptor, &here) == 0 && lstat(path, &there) == 0
      && here.st_ino == there.st_ino && here.st_dev == there.st_dev
  }
}

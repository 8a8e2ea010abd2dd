import Foundation
import Glibc

/// A model's folder while it is being made: `models/NAME/.new-UUID`, a name that no version has.
final class ModelFolder {
  private static let prefix = ".new-"

  private(set) var path: String
  private let claim: ClaimedFolder

  /// Makes a new folder below `nameFolder`, which is made too.
  ///
  /// - Throws: `ExecutionError.io`.
  init(in nameFolder: String) throws {
    claim = try ClaimedFolder.make(prefix: Self.prefix, in: nameFolder)
    path = claim.path
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
    if rename(place, Self.newPath(beside: place)) != 0, errno != ENOENT {
      throw ExecutionError.io(path: place, activity: "replace", errno: errno)
    }
    guard rename(path, place) == 0 else {
      throw ExecutionError.io(path: place, activity: "make the folder", errno: errno)
    }
    path = place
  }

  /// Takes the folder away again, wherever it is by now.
  func discard() {
    guard claim.isStill(at: path) else { return }
    try? ClaimedFolder.remove(path)
  }

  /// Takes a settled folder away. Its place is free at once; a crash leaves at most what is swept away.
  ///
  /// - Returns: Where it is now, to be removed; nil when it is gone already.
  static func retire(_ place: String) throws -> String? {
    let path = newPath(beside: place)
    if rename(place, path) == 0 { return path }
    if errno == ENOENT { return nil }
    throw ExecutionError.io(path: place, activity: "remove", errno: errno)
  }

  private static func newPath(beside place: String) -> String {
    ClaimedFolder.newPath(
      prefix: prefix, in: String(place[..<(place.lastIndex(of: "/") ?? place.startIndex)]))
  }

  /// Removes what dead processes left below `models`.
  static func sweep(_ models: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: models)) ?? [] {
      let folder = models + "/" + name
      ClaimedFolder.sweep(prefix: prefix, in: folder)
      // Succeeds when nothing is left of the name.
      rmdir(folder)
    }
  }
}

import Foundation
import Glibc

/// A folder that is in use as long as this value lives, and is of no worth afterwards.
package final class ScratchFolder: Sendable {
  private let folder: ClaimedFolder

  package var path: String { folder.path }

  /// Makes a folder in another, which need not be there; its name begins with `prefix`.
  ///
  /// - Throws: `ExecutionError.io`.
  package init(prefix: String, in parent: String) throws {
    folder = try ClaimedFolder.make(prefix: prefix, in: parent)
  }

  /// How often removing is tried, microseconds apart: a runner that has let go of its job still closes its
  /// databases, and a file that goes by itself ends the attempt.
  private static let (attempts, pause) = (50, UInt32(20_000))

  deinit {
    for _ in 0..<Self.attempts {
      try? ClaimedFolder.remove(path)
      guard FileManager.default.fileExists(atPath: path) else { return }
      usleep(Self.pause)
    }
  }

  /// Removes the folders that nobody uses any more, neither their process nor a job's runner in a home
  /// of that name inside.
  package static func sweep(prefix: String, in parent: String, home: String) {
    ClaimedFolder.sweep(prefix: prefix, in: parent) { path in
      let home = BatchDeckHome(path: "\(path)/\(home)")
      return names(in: home.jobsPath).contains { RunnerLock.holder(of: home.job($0)) != nil }
    }
  }

  private static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }
}

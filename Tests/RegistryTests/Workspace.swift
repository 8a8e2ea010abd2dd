import Foundation

/// Instants that the database gives back exactly.
func instant(_ seconds: Double) -> Date {
  Date(timeIntervalSince1970: 1_700_000_000 + seconds)
}

/// A folder of its own for one test, removed at the end.
final class Workspace {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "batchdeck-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  subscript(_ name: String) -> String { folder.appending(path: name).path }
}

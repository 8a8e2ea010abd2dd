import Foundation
import Testing

/// A screen on file that a test compares with; `BATCHDECK_UPDATE_GOLDEN=1` writes it anew.
enum GoldenFile {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Golden", directoryHint: .isDirectory)

  static func expect(
    _ actual: String, matches name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: name + ".txt")
    if ProcessInfo.processInfo.environment["BATCHDECK_UPDATE_GOLDEN"] == "1" {
      try Data((actual + "\n").utf8).write(to: file)
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    guard expected != actual + "\n" else { return }
    Issue.record(
      Comment(rawValue: "\(name) differs:\n" + difference(from: expected, to: actual)),
      sourceLocation: sourceLocation)
  }

  /// The lines that differ, the expected one above the actual one.
  private static func difference(from expected: String, to actual: String) -> String {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
    return (0..<max(old.count, new.count)).compactMap { line in
      let before = line < old.count ? String(old[line]) : ""
      let after = line < new.count ? String(new[line]) : ""
      return before == after ? nil : "\(line + 1) - \(before)\n\(line + 1) + \(after)"
    }.joined(separator: "\n")
  }
}

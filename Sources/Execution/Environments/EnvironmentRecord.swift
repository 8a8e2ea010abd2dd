import Foundation
import Glibc

/// What a finished environment says about itself, in `.batchdeck.json`.
struct EnvironmentRecord: Codable, Sendable, Equatable {
  private(set) var format = Self.currentFormat
  /// The recipe's.
  var digest: String
  /// Where it was built; elsewhere it does not work.
  var folder: String
  var pythonVersion: String
  /// As `pip freeze` prints them: `numpy==2.2.6`, sorted.
  var packages: [String]
  var builtAt: Date
  var buildSeconds: Double

  private static let currentFormat = 1

  init(
    digest: String, folder: String, pythonVersion: String, packages: [String], builtAt: Date,
    buildSeconds: Double
  ) {
    self.digest = digest
    self.folder = folder
    self.pythonVersion = pythonVersion
    self.packages = packages
    self.builtAt = builtAt
    self.buildSeconds = buildSeconds
  }

  /// The record of an environment that was finished and still stands: its interpreter is there too.
  static func ofReady(_ files: EnvironmentFiles, digest: String) -> EnvironmentRecord? {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let data = FileManager.default.contents(atPath: files.recordPath),
      let record = try? decoder.decode(EnvironmentRecord.self, from: data),
      record.format == currentFormat, record.digest == digest, record.folder == files.folder,
      Programs.isProgram(files.python)
    else { return nil }
    return record
  }

  /// Makes the environment a finished one.
  func write(to files: EnvironmentFiles) throws {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let temporary = files.recordPath + ".new"
    try writeFile(temporary, try encoder.encode(self))
    guard rename(temporary, files.recordPath) == 0 else {
      throw ExecutionError.io(path: files.recordPath, activity: "write", errno: errno)
    }
  }
}

/// Writes a file of the owner's own, whatever stood there before.
func writeFile(_ path: String, _ bytes: Data) throws {
  let descriptor = try openFile(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
  defer { close(descriptor) }
  try bytes.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
}

import BatchEndpoints
import Foundation

/// Where the operator's own files are (XDG Base Directory Specification 0.8), and how they are read.
package enum PreferencesFolder {
  /// `${XDG_CONFIG_HOME:-~/.config}/batchdeck`; nil when there is no home either.
  package static func configuration(_ environment: [String: String]) -> String? {
    folder("XDG_CONFIG_HOME", or: ".config", environment)
  }

  /// The operator's configuration, there or not; nil without a home.
  package static func configurationFile(_ environment: [String: String]) -> String? {
    configuration(environment).map { "\($0)/config.yaml" }
  }

  /// `${XDG_STATE_HOME:-~/.local/state}/batchdeck`; nil when there is no home either.
  package static func state(_ environment: [String: String]) -> String? {
    folder("XDG_STATE_HOME", or: ".local/state", environment)
  }

  /// A path that is not absolute is to be ignored, says the specification.
  private static func folder(
    _ variable: String, or fallback: String, _ environment: [String: String]
  ) -> String? {
    if let path = environment[variable], path.hasPrefix("/") { return "\(path)/batchdeck" }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return "\(home)/\(fallback)/batchdeck"
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Reads a regular file, at most `limit` bytes and one more, by which a larger one is noticed.
  static func read(_ path: String, limit: Int) throws(PreferencesError) -> [UInt8] {
    do {
      // A pipe without a writer would be waited for.
      var status = stat()
      guard stat(path, &status) == 0 else { throw CocoaError(.fileReadNoSuchFile) }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw PreferencesError([
          Diagnostic(severity: .error, file: path, message: "this is not a file; name a YAML file.")
        ])
      }
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      return Array(try handle.read(upToCount: limit + 1) ?? Data())
    } catch let error as PreferencesError {
      throw error
    } catch {
      let isMissing = (error as? CocoaError)?.code == .fileReadNoSuchFile
      throw PreferencesError([
        Diagnostic(
          severity: .error, file: path,
          message: isMissing
            ? "there is no such file; check the path."
            : "the file cannot be read; check its permissions.")
      ])
    }
  }
}

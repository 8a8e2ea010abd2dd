import Crypto
import Foundation
import Glibc

/// The answer that an interpreter gave about a scoring script, kept until either of them changes: asking
/// costs the start of a process, 30 ms or more, between an operator and the first row.
///
/// One small file for each pair of interpreter and script.
struct CheckedScript {
  private let path: String
  private let stamp: String

  /// What tells how DataFrames become rows; looked for beside the script, then in the code folder.
  private static let settingsName = "parallel_run_step.settings.json"

  /// Nil when there is nothing to go by.
  init?(script: String, codeFolder: String, interpreter: String, workerFiles: String) {
    guard let program = Self.identity(of: interpreter),
      let digest = try? ContentDigest.hex(ofFileOrFolder: script)
    else { return nil }
    let settings = [parentFolder(of: script), codeFolder].map { folder in
      (try? ContentDigest.hex(ofFileOrFolder: folder + "/" + Self.settingsName)) ?? "none"
    }
    let name = ContentDigest.hex(of: "\(interpreter)\0\(script)").prefix(16)
    path = parentFolder(of: workerFiles) + "/checked-scripts/\(name)"
    // The worker files' name is their content's digest.
    stamp = ContentDigest.hex(of: "\(program)\0\(digest)\0\(settings)\0\(workerFiles)")
  }

  /// The interpreter's version, when this very script passed before.
  var version: String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let words = text.split(separator: " ")
    return words.count == 2 && words[0] == stamp ? String(words[1]) : nil
  }

  /// Keeps that the script passed. Where that cannot be written, it is asked again next time.
  func passed(version: String) {
    try? makeFolder(parentFolder(of: path))
    try? Data("\(stamp) \(version)".utf8).write(to: URL(filePath: path), options: .atomic)
  }

  /// What changes when a program is replaced; links are followed.
  private static func identity(of program: String) -> String? {
    var status = stat()
    guard stat(program, &status) == 0 else { return nil }
    return "\(status.st_dev) \(status.st_ino) \(status.st_size) "
      + "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }
}

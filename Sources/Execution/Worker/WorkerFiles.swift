import CPythonWorker
import Crypto
import Foundation
import Glibc

/// The Python half, written out where an interpreter finds it and a traceback can show it.
package enum WorkerFiles {
  /// Writes the embedded files to `worker-DIGEST` in the cache, unless they are there.
  ///
  /// - Returns: The folder. Its name is the content's digest, so versions live side by side.
  package static func install(in cachePath: String) throws -> String {
    let files = embedded
    var digest = SHA256()
    for file in files {
      digest.update(data: Data("\(file.path)\0\(file.bytes.count)\0".utf8))
      digest.update(data: file.bytes)
    }
    let folder = "\(cachePath)/worker-\(digest.finalize().hexadecimal.prefix(16))"
    if access(folder, F_OK) == 0 { return folder }

    // Written aside and renamed, so that nobody sees half of it; whoever comes second throws his away.
    let temporary = "\(folder).\(UUID().uuidString)"
    for file in files {
      let path = temporary + "/" + file.path
      try makeFolder(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
      let descriptor = try openFile(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
      defer { close(descriptor) }
      try file.bytes.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
    }
    if rename(temporary, folder) != 0 {
      let code = errno
      try? FileManager.default.removeItem(atPath: temporary)
      guard code == EEXIST || code == ENOTEMPTY else {
        throw ExecutionError.io(path: folder, activity: "make the folder", errno: code)
      }
    }
    return folder
  }

  /// Scores MLflow models that come without a script.
  static func mlflowDriver(in workerFiles: String) -> JobSpecification.Script {
    let folder = workerFiles + "/mlflow_driver"
    return JobSpecification.Script(folder: folder, path: folder + "/mlflow_driver.py")
  }

  private static var embedded: [(path: String, bytes: Data)] {
    UnsafeBufferPointer(start: batchdeck_python_files, count: batchdeck_python_file_count)
      .map { (String(cString: $0.path), Data(bytes: $0.bytes, count: $0.count)) }
  }
}

import BatchEndpoints
import Execution
import Foundation
import OutputFormats

/// Writes all failed files of a job to a new file: CSV where its name ends so, otherwise JSON as
/// `job failures -o json` prints it.
struct FailureExport {
  let ledger: Ledger

  /// - Throws: `ExecutionError.refused` when the file is there already, or cannot be written.
  func write(to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw ExecutionError.refused(
        message: errno == EEXIST
          ? "\(path) exists already; name another file."
          : "\(path): \(String(cString: strerror(errno))).")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      var text = BufferedText { try file.write(contentsOf: Data($0.utf8)) }
      if path.lowercased().hasSuffix(".csv") {
        try writeCSV(to: &text)
      } else {
        try text.write(list: ledger.forEachFailedFile, format: .json)
      }
      try text.flush()
    } catch {
      unlink(path)
      throw ExecutionError.refused(message: "\(path): \(error.localizedDescription)")
    }
  }

  private func writeCSV(to text: inout BufferedText) throws {
    try text.write(
      "path,size_bytes,attempts,error_class,message,traceback,worker,failed_at,"
        + "worker_end_stderr,worker_end_rss_bytes,worker_end_peak_bytes\n")
    try ledger.forEachFailedFile { file in
      let cells = [
        file.path, "\(file.sizeBytes)", "\(file.attempts)", file.errorClass, file.message,
        file.traceback ?? "", file.worker.map { "\($0)" } ?? "",
        file.failedAt.ISO8601Format(.iso8601(timeZone: .gmt, includingFractionalSeconds: true)),
        file.workerEnd?.stderr ?? "", file.workerEnd?.rssBytes.map { "\($0)" } ?? "",
        file.workerEnd?.peakBytes.map { "\($0)" } ?? "",
      ]
      try text.write(cells.map(Self.cell).joined(separator: ",") + "\n")
    }
  }

  /// In quotation marks where it must be (RFC 4180).
  private static func cell(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

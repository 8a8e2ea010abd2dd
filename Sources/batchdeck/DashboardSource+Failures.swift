import BatchEndpoints
import Dashboard
import Execution
import Foundation
import OutputFormats

/// A job's failed files, as the dashboard asks for them; blocks.
struct FailureReader {
  let directory: JobDirectory

  /// The commonest first.
  func classes(of job: String) throws -> [FailureClass] {
    var counts: [String: Int] = [:]
    for file in try directory.failedFiles(of: job) { counts[file.errorClass, default: 0] += 1 }
    return counts.map { FailureClass(name: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
  }

  func page(_ query: FailureQuery) throws -> FailurePage {
    let matching = try directory.failedFiles(of: query.job).filter { file in
      guard query.errorClass == nil || file.errorClass == query.errorClass else { return false }
      return query.text.isEmpty || file.path.localizedCaseInsensitiveContains(query.text)
        || file.message.localizedCaseInsensitiveContains(query.text)
    }
    return FailurePage(
      total: matching.count,
      files: Array(matching.dropFirst(query.offset).prefix(query.limit)))
  }

  /// Writes all failed files as `job failures -o json` does.
  ///
  /// - Throws: When the file is there already, or cannot be written.
  func export(_ job: String, to path: String) throws {
    let text = try render(
      JSONValue(encoding: try directory.failedFiles(of: job)), query: nil, format: .json)
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
    } catch CocoaError.fileWriteFileExists {
      throw ExecutionError.refused(message: "\(path) exists already; name another file.")
    } catch {
      throw ExecutionError.refused(message: "\(path): \(error.localizedDescription)")
    }
  }
}

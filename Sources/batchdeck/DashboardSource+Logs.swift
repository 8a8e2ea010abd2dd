import Dashboard
import Execution
import Foundation
import Glibc

/// A job's logs, as the dashboard asks for them; blocks.
struct LogReader {
  let directory: JobDirectory

  /// All below the job's folder of logs, or those of the processes that a worker slot has had.
  func files(of job: String, worker: Int?) throws -> [LogFile] {
    let folder = try directory.folder(of: job)
    let processes = worker.map { Set(folder.processes(ofWorker: $0)) }
    let root = URL(filePath: folder.logsPath, directoryHint: .isDirectory)
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey, .isRegularFileKey]
    let found = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: Array(keys), options: [.skipsHiddenFiles])
    var files: [LogFile] = []
    while let file = found?.nextObject() as? URL {
      guard let values = try? file.resourceValues(forKeys: keys), values.isRegularFile == true,
        file.path.hasPrefix(root.path)
      else { continue }
      let base = file.lastPathComponent.prefix { $0 != "." }
      if let processes, !processes.contains(String(base)) { continue }
      let name = file.path.dropFirst(root.path.count).drop { $0 == "/" }
      files.append(
        LogFile(
          name: String(name), sizeBytes: values.fileSize ?? 0,
          modifiedAt: values.contentModificationDate ?? .distantPast))
    }
    return files.sorted { $0.name < $1.name }
  }

  /// - Throws: `ExecutionError.refused` when the file cannot be read.
  func window(_ query: LogQuery) throws -> LogWindow {
    let descriptor = try open(query.name, of: query.job)
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let start = min(max(0, query.start ?? size - query.length), size)
    let bytes = try read(descriptor, from: start, count: min(query.length, size - start))
    return LogWindow(start: start, bytes: bytes, fileSize: size)
  }

  func open(_ name: String, of job: String) throws -> Int32 {
    let path = try directory.folder(of: job).logsPath + "/" + name
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal(name) }
    return descriptor
  }

  func read(_ descriptor: Int32, from start: Int, count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress.map { $0 + done }, count - done, off_t(start + done))
      }
      if got < 0, errno == EINTR { continue }
      if got < 0 { throw refusal("the log") }
      // It has become shorter meanwhile.
      if got == 0 { break }
      done += got
    }
    return Array(bytes[..<done])
  }

  private func refusal(_ name: String) -> ExecutionError {
    .refused(message: "\(name) cannot be read: \(String(cString: strerror(errno))).")
  }
}

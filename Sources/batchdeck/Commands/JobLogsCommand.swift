import ArgumentParser
import BatchEndpoints
import Execution
import Foundation

struct JobLogsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs", abstract: "Show what a job's workers have printed and logged.")

  @OptionGroup var job: JobNameOption
  @Option(help: "Only this worker, from 0: the processes it has had.")
  var worker: Int?
  @Flag(name: [.customShort("f"), .long], help: "Go on as they print, until the job ends.")
  var follow = false
  @OptionGroup var noOutput: NoOutputOptions

  /// Between two looks at the files.
  private static let lookMicroseconds: useconds_t = 100_000

  func run() throws {
    let context = try Context()
    let folder = try context.directory.folder(of: job.name)
    var reader = WorkerLogReader(folder: folder, worker: worker) { printOutput($0) }
    while true {
      // Asked first: what is printed up to the end is then in the files.
      let isOver = try !follow || context.directory.snapshot(of: job.name).status.isOver
      reader.read()
      if isOver { break }
      usleep(Self.lookMicroseconds)
    }
    if let worker, folder.processes(ofWorker: worker).isEmpty {
      throw ExecutionError.refused(
        message: "Worker \(worker) of job \(job.name) has had no process; the first worker is 0.")
    }
  }
}

/// Reads the growing logs of worker processes, with a heading wherever another file goes on.
private struct WorkerLogReader {
  let folder: JobFolder
  let worker: Int?
  let show: (String) -> Void

  private var offsets: [String: UInt64] = [:]
  private var shown: String?

  init(folder: JobFolder, worker: Int?, show: @escaping (String) -> Void) {
    self.folder = folder
    self.worker = worker
    self.show = show
  }

  mutating func read() {
    let processes = worker.map { folder.processes(ofWorker: $0) }
    for stream in JobFolder.LogStream.allCases {
      let place = folder.workerLogFolder(stream)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place))?.sorted() ?? []
      for name in names where processes.map({ $0.contains { name.hasPrefix("\($0).") } }) ?? true {
        readOn(place + "/" + name, named: name)
      }
    }
  }

  private mutating func readOn(_ path: String, named name: String) {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    defer { try? file.close() }
    if let size = try? file.seekToEnd(), size < offsets[path] ?? 0 {
      // It grew beyond its bound.
      show("[\(name) was cut to its first and latest part; what came meanwhile is in the file]")
      offsets[path] = size
    }
    try? file.seek(toOffset: offsets[path] ?? 0)
    // A part at a time: a log may be larger than memory.
    while let data = try? file.read(upToCount: 1 << 20), !data.isEmpty {
      let end = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? data.endIndex
      if shown != name {
        show("==> \(name) <==")
        shown = name
      }
      for line in Wording.harmlessLines(String(decoding: data[..<end], as: UTF8.self)) {
        show(line)
      }
      offsets[path, default: 0] += UInt64(end - data.startIndex)
      try? file.seek(toOffset: offsets[path] ?? 0)
    }
  }
}

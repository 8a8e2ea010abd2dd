import ArgumentParser
import BatchEndpoints
import Dashboard
import Execution

struct JobFailuresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failures", abstract: "Show a job's failed files and why they failed.")

  @OptionGroup var job: JobNameOption

  @Option(
    help: "Write them to this new file instead: CSV where its name ends in .csv, otherwise JSON.",
    completion: .file())
  var export: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    let ledger = try Context().directory.ledger(of: job.name)
    if let export { return try FailureExport(ledger: ledger).write(to: export) }
    try output.show(each: ledger.forEachFailedFile) { file in
      Self.lines(of: file).joined(separator: "\n") + "\n"
    }
    if output.isTable, try ledger.failureCounts().isEmpty {
      printError("Job \(job.name) has no failed files.")
    }
  }

  private static func lines(of file: FailedFile) -> [String] {
    [
      "\(Wording.harmless(file.path))  \(Wording.bytes(file.sizeBytes)), "
        + Wording.count(file.attempts, "attempt"),
      "    \(Wording.cause(file))",
    ] + Wording.harmlessLines(file.traceback ?? "").map { "    \($0)" }
      + (file.workerEnd.map(lines) ?? [])
  }

  private static func lines(of end: FailedFile.WorkerEnd) -> [String] {
    let stderr = Wording.harmlessLines(end.stderr ?? "")
    return (Format.memory(of: end).map { ["    memory of the worker: \($0)"] } ?? [])
      + (stderr.isEmpty ? [] : ["    last lines of its stderr:"]) + stderr.map { "      \($0)" }
  }
}

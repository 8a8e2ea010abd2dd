import ArgumentParser
import BatchEndpoints
import Execution

struct JobFailuresCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "failures", abstract: "Show a job's failed files and why they failed.")

  @OptionGroup var job: JobNameOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let failures = try Context().directory.failedFiles(of: job.name)
    try output.show(failures) {
      if failures.isEmpty { printError("Job \(job.name) has no failed files.") }
      for file in failures {
        printOutput(
          "\(Wording.harmless(file.path))  \(Wording.bytes(file.sizeBytes)), "
            + Wording.count(file.attempts, "attempt"))
        printOutput("    \(file.errorClass): \(Wording.harmless(file.message))")
        for line in Wording.harmlessLines(file.traceback ?? "") {
          printOutput("    \(line)")
        }
      }
    }
  }
}

import ArgumentParser
import BatchEndpoints
import Execution

struct JobShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one job as it is now.")

  @OptionGroup var job: JobNameOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let snapshot = try context.directory.snapshot(of: job.name)
    let warnings = try context.directory.warnings(of: job.name)
    try output.show(JobShow(snapshot, warnings: warnings)) {
      let summary = Summary(
        snapshot: snapshot, failures: snapshot.recentFailures, warnings: warnings,
        logsPath: context.home.job(job.name).logsPath)
      printOutput(
        "\(snapshot.name): \(snapshot.deploymentName) over \(snapshot.settings.inputPath)")
      for line in summary.lines { printOutput(line) }
    }
  }
}

import ArgumentParser
import Execution

struct JobListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List jobs, newest first.")

  @OptionGroup var output: OutputOptions

  func run() throws {
    try output.show(
      jobs: try Context().directory.jobs(),
      orElse: "No jobs yet. Begin one with: batchdeck run deployment.yml --input FOLDER")
  }
}

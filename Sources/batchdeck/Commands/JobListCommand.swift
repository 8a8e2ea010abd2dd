import ArgumentParser
import BatchEndpoints
import Execution
import Foundation

struct JobListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List jobs, newest first.")

  @OptionGroup var output: OutputOptions

  func run() throws {
    let jobs = try Context().directory.jobs()
    try output.show(jobs) {
      guard !jobs.isEmpty else {
        return printError(
          "No jobs yet. Begin one with: batchdeck run deployment.yml --input FOLDER")
      }
      printOutput(
        columns(
          ["NAME", "STATUS", "DEPLOYMENT", "SCORED", "FAILED", "FILES", "CREATED"],
          jobs.map { job in
            [
              job.name, job.status.rawValue, job.deploymentName, "\(job.filesSucceeded)",
              "\(job.filesFailed)", "\(job.filesTotal)",
              Wording.time(job.createdAt),
            ]
          }))
    }
  }
}

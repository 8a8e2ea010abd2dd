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
        table(
          ["NAME", "STATUS", "DEPLOYMENT", "SCORED", "FAILED", "FILES", "CREATED"],
          jobs.map { job in
            [
              job.name, job.status.rawValue, job.deploymentName, "\(job.filesSucceeded)",
              "\(job.filesFailed)", "\(job.filesTotal)",
              job.createdAt.formatted(.iso8601.dateTimeSeparator(.space)),
            ]
          }))
    }
  }

  private func table(_ header: [String], _ rows: [[String]]) -> String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
        .joined(separator: "  ").replacing(/\s+$/, with: "")
    }.joined(separator: "\n")
  }
}

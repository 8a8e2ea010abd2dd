import ArgumentParser
import BatchEndpoints
import Execution

struct JobListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List jobs, newest first.")

  @Option(
    help: """
      The step of this job that scores. Azure runs it as a job of its own; here it is the job itself.
      """)
  var parentJobName: String?

  @Option(name: [.customShort("r"), .long], help: "At most so many.")
  var maxResults: Int?

  @OptionGroup var output: OutputOptions

  func validate() throws { try checkMaxResults(maxResults) }

  func run() throws {
    let directory = try Context().directory
    var jobs = try directory.jobs()
    if let parentJobName {
      // Refuses a name that no job has.
      _ = try directory.folder(of: parentJobName)
      jobs = jobs.filter { $0.name == parentJobName }
    }
    try output.show(
      jobs: Array(jobs.prefix(maxResults ?? jobs.count)), directory,
      orElse: "No jobs yet. Begin one with: batchdeck run deployment.yml --input FOLDER")
  }
}

/// - Throws: `ValidationError` for a number of results that makes no sense.
func checkMaxResults(_ count: Int?) throws {
  if let count, count < 1 {
    throw ValidationError("--max-results is \(count); it must be at least 1.")
  }
}

import BatchEndpoints
import Execution
import Foundation

extension OutputOptions {
  /// Prints a list of jobs; to people says `hint` where there are none.
  func show(jobs: [JobSummary], _ directory: JobDirectory, orElse hint: String) throws {
    guard isTable else {
      return isData ? try show(jobs.map { JobListShow($0, directory) }) : ()
    }
    guard !jobs.isEmpty else { return printError(hint) }
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

/// A job as a list prints it: of what `job show` prints what a list knows, under the same keys.
private struct JobListShow: Encodable {
  var name: String
  var displayName: String
  var status: JobStatus
  var endpointName: String?
  var deploymentName: String
  var creationContext: CreationContext
  var endedAt: Date?
  var settings: Settings
  var progress: Progress
  /// Nil where the job's ledger cannot be read.
  var outputs: JobSnapshot.Outputs?

  struct Settings: Encodable {
    var inputPath: String
  }

  struct Progress: Encodable {
    var filesTotal: Int
    var filesSucceeded: Int
    var filesFailed: Int
    var elapsedSeconds: Double?
  }

  init(_ job: JobSummary, _ directory: JobDirectory) {
    name = job.name
    displayName = job.deploymentName
    status = job.status
    endpointName = job.endpointName
    deploymentName = job.deploymentName
    creationContext = CreationContext(createdAt: job.createdAt)
    endedAt = job.endedAt
    settings = Settings(inputPath: job.inputPath)
    progress = Progress(
      filesTotal: job.filesTotal, filesSucceeded: job.filesSucceeded,
      filesFailed: job.filesFailed, elapsedSeconds: job.elapsedSeconds)
    outputs = try? directory.outputs(of: job.name)
  }
}

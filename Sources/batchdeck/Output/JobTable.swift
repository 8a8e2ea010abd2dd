import BatchEndpoints

extension OutputOptions {
  /// Prints a list of jobs; to people says `hint` where there are none.
  func show(jobs: [JobSummary], orElse hint: String) throws {
    try show(jobs) {
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
}

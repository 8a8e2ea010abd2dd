import ArgumentParser
import BatchEndpoints
import Execution
import Foundation

/// `batchdeck job …`
struct JobCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "job", abstract: "List, watch, stop and resume jobs.",
    subcommands: [
      JobListCommand.self, JobShowCommand.self, JobStreamCommand.self, JobCancelCommand.self,
      JobPauseCommand.self, JobContinueCommand.self, JobScaleCommand.self, JobResumeCommand.self,
      JobRetryFailedCommand.self, JobFailuresCommand.self, JobLogsCommand.self,
      JobDownloadCommand.self,
      JobStackCommand.self, JobSkipCommand.self, JobStopWorkerCommand.self,
    ])
}

struct JobNameOption: ParsableArguments {
  @Option(name: [.customShort("n"), .long], help: "The job's name.")
  var name: String
}

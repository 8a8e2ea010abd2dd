import ArgumentParser
import Execution

struct JobPauseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: "Begin nothing new; running mini-batches finish, workers stay ready.")

  @OptionGroup var job: JobNameOption
  @OptionGroup var noOutput: NoOutputOptions

  func run() throws {
    try Context().directory.connect(to: job.name).pause()
    printError(
      "Job \(job.name) pauses. Go on with: batchdeck job continue -n \(job.name)")
  }
}

struct JobContinueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "continue", abstract: "Go on with a job that was paused.")

  @OptionGroup var job: JobNameOption
  @OptionGroup var noOutput: NoOutputOptions

  func run() throws {
    try Context().directory.connect(to: job.name).goOn()
    printError("Job \(job.name) goes on.")
  }
}

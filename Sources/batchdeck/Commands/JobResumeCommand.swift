import ArgumentParser
import BatchEndpoints
import Execution

struct JobResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with an interrupted, canceled or failed job, into the same output.")

  @OptionGroup var job: JobNameOption
  @OptionGroup var tuning: TuningOptions
  @OptionGroup var change: ChangeOption
  @OptionGroup var following: FollowingOptions

  func run() throws {
    let context = try Context()
    let changes = try context.directory.prepareResume(
      of: job.name, acceptChanges: change.acceptChanges
    ) { tuning.apply(to: &$0) }
    for change in changes { printError("Job \(job.name): \(change).") }
    try following.follow(try context.launcher.launch(job.name), of: job.name, context)
  }
}

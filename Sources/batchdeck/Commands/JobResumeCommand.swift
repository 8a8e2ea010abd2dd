import ArgumentParser
import BatchEndpoints
import Execution

struct JobResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with an interrupted, canceled or failed job, into the same output.")

  @OptionGroup var job: JobNameOption
  @Flag(help: "Start the job and return.")
  var detach = false
  @Option(help: "auto, bar, plain, json or none; goes to stderr.")
  var progress = ProgressStyle.auto
  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    let snapshot = try context.directory.snapshot(of: job.name)
    if snapshot.status == .completed { throw ExecutionError.jobAlreadyCompleted(name: job.name) }
    let connection = try context.launcher.launch(job.name)
    if detach {
      return printError("Job \(job.name) goes on. Watch it with: batchdeck")
    }
    throw try Follower(
      context: context, jobName: job.name, interruptMeaning: .cancelsJob, progress: progress,
      output: output
    ).follow(connection)
  }
}

import ArgumentParser
import BatchEndpoints
import Execution

struct JobRetryFailedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry-failed",
    abstract: "Score a job's failed files again, into the same output.")

  @OptionGroup var job: JobNameOption
  @Option(
    help: "Only this failed file, as job failures names it; may be given several times.")
  var file: [String] = []
  @OptionGroup var tuning: TuningOptions
  @OptionGroup var change: ChangeOption
  @OptionGroup var following: FollowingOptions

  func run() throws {
    let context = try Context()
    let (files, changes) = try context.directory.retryFailed(
      of: job.name, paths: file.isEmpty ? nil : file, acceptChanges: change.acceptChanges
    ) { tuning.apply(to: &$0) }
    if files == 0 { return printError("Job \(job.name) has no failed files.") }
    for change in changes { printError("Job \(job.name): \(change).") }
    printError("Job \(job.name): \(Wording.count(files, "failed file")) again.")
    try following.follow(try context.launcher.launch(job.name), of: job.name, context)
  }
}

struct ChangeOption: ParsableArguments {
  @Flag(help: "Go on although the script, the model or input files have changed.")
  var acceptChanges = false
}

/// How a job that goes on is watched.
struct FollowingOptions: ParsableArguments {
  @Flag(help: "Start the job and return.")
  var detach = false
  @Option(help: "auto, bar, plain, json or none; goes to stderr.")
  var progress = ProgressStyle.auto
  @OptionGroup var output: OutputOptions

  /// - Throws: The exit status when the job has ended.
  func follow(_ connection: JobConnection, of job: String, _ context: Context) throws {
    if detach { return printError("Job \(job) goes on. Watch it with: batchdeck") }
    throw try Follower(
      context: context, jobName: job, interruptMeaning: .cancelsJob, progress: progress,
      output: output
    ).follow(connection)
  }
}

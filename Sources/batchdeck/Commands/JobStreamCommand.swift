import ArgumentParser
import Execution
import OutputFormats

struct JobStreamCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stream", abstract: "Follow a job to its end; Ctrl-C only stops watching.")

  @OptionGroup var job: JobNameOption
  @Option(help: "auto, bar, plain, json or none; goes to stderr.")
  var progress = ProgressStyle.auto
  @OptionGroup var output: OutputOptions

  func run() throws {
    let context = try Context()
    _ = try context.directory.folder(of: job.name)
    throw try Follower(
      context: context, jobName: job.name, interruptMeaning: .stopsWatching,
      progress: progress, output: output.defaulting(to: .none)
    ).follow(try? context.directory.connect(to: job.name))
  }
}

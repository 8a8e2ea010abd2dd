import ArgumentParser
import Execution

struct JobCancelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Stop a job after its running mini-batches.")

  @OptionGroup var job: JobNameOption
  @OptionGroup var noOutput: NoOutputOptions
  @Flag(help: "Stop at once; the running mini-batches are scored again on a resume.")
  var now = false

  func run() throws {
    try Context().directory.connect(to: job.name).cancel(now: now)
    printError(
      now ? "Job \(job.name) is stopping." : "Job \(job.name) stops after its running mini-batches."
    )
  }
}

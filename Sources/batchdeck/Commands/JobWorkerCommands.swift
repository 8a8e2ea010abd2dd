import ArgumentParser
import Execution

/// Which worker of which job a verb is about.
struct WorkerOptions: ParsableArguments {
  @OptionGroup var job: JobNameOption
  @Option(help: "The worker's number, from 0.")
  var worker: Int
  @OptionGroup var noOutput: NoOutputOptions
}

struct JobStackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stack", abstract: "Show where in its script a worker is: its Python stacks.")

  @OptionGroup var options: WorkerOptions

  func run() throws {
    let stack = try Context().directory.connect(to: options.job.name)
      .stack(ofWorker: options.worker)
    for line in Wording.harmlessLines(stack) { printOutput(line) }
  }
}

struct JobStopWorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop-worker",
    abstract: "End a worker's process; another takes its place and its mini-batch.")

  @OptionGroup var options: WorkerOptions

  func run() throws {
    let connection = try Context().directory.connect(to: options.job.name)
    guard try connection.stopWorker(options.worker) else {
      throw ExecutionError.refused(message: "Worker \(options.worker) has no process now.")
    }
    printError(
      "Worker \(options.worker) of job \(options.job.name) is stopped; another takes its place if "
        + "there is work for it.")
  }
}

struct JobSkipCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skip",
    abstract: "Give up on the mini-batch that a worker is in: its files fail as skipped.")

  @OptionGroup var options: WorkerOptions

  func run() throws {
    let connection = try Context().directory.connect(to: options.job.name)
    guard try connection.skipMiniBatch(ofWorker: options.worker) else {
      throw ExecutionError.refused(message: "Worker \(options.worker) is in no mini-batch now.")
    }
    printError("The mini-batch of worker \(options.worker) is skipped.")
  }
}

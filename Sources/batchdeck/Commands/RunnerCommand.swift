import ArgumentParser
import BatchEndpoints
import Execution
import Foundation
import Registry

/// `batchdeck runner JOB`: what a job runs in. Started by us, not by people.
struct RunnerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runner", abstract: "Run a job that has been made.", shouldDisplay: false)

  @Argument var job: String

  func run() throws {
    let signals = RunnerSignals()
    defer { withExtendedLifetime(signals) {} }
    let context = try Context()
    let status = try Runner(
      home: context.home, registry: context.registry.jobs, jobName: job,
      environment: context.environment
    ).run()
    throw status == .completed ? ExitStatus.completed : ExitStatus.jobFailed
  }
}

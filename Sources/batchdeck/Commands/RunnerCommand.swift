import BatchEndpoints
import Execution
import Foundation
import Registry

/// `batchdeck runner JOB`: what a job runs in. Started by us, not by people: so nothing is parsed that takes
/// time before the first row.
struct RunnerCommand {
  static let name = "runner"

  private let job: String

  /// - Throws: `CommandFailure` when the arguments do not name one job.
  init(_ arguments: ArraySlice<String>) throws {
    guard arguments.count == 2, let job = arguments.last else {
      throw CommandFailure(status: .wrongUsage, message: "Usage: batchdeck \(Self.name) JOB")
    }
    self.job = job
  }

  func run() throws {
    let signals = RunnerSignals()
    defer { withExtendedLifetime(signals) {} }
    let environment = ProcessInfo.processInfo.environment
    let home = try BatchDeckHome(environment: environment)
    let status = try Runner(
      home: home, openRegistry: { try RegistryDatabase(path: home.registryPath).jobs },
      jobName: job, environment: environment
    ).run()
    throw status == .completed ? ExitStatus.completed : ExitStatus.jobFailed
  }
}

/// What an operator may ask of a job, with its twin on the command line.
package enum JobOrder: Sendable, Hashable {
  /// At least 1.
  case setWorkers(Int)
  /// Files, at least 1.
  case setMiniBatchSize(Int)
  /// Bytes for each worker; nil for any amount.
  case setMemoryLimit(Int?)
  case pause, goOn
  /// After the mini-batches in work, or at once when `now`.
  case cancel(now: Bool)
  /// Replaces the process in a worker slot.
  case stopWorker(Int)
  /// Gives up the mini-batch that a worker is in: its files fail.
  case skipMiniBatch(ofWorker: Int)
  /// Starts the next runner of a job that has none.
  case restart(Restart)
  /// Writes all failed files to a file that does not exist yet: CSV where its name ends so, or JSON.
  case exportFailures(path: String)

  /// The command that does the same.
  package func commandLine(job: String) -> String {
    switch self {
    case .setWorkers(let count): "batchdeck job scale -n \(job) --workers \(count)"
    case .setMiniBatchSize(let count):
      "batchdeck job scale -n \(job) --mini-batch-size \(count)"
    case .setMemoryLimit(let bytes):
      "batchdeck job scale -n \(job) --memory-limit \(bytes.map(Self.size) ?? "none")"
    case .pause: "batchdeck job pause -n \(job)"
    case .goOn: "batchdeck job continue -n \(job)"
    case .cancel(let now): "batchdeck job cancel -n \(job)" + (now ? " --now" : "")
    case .stopWorker(let slot): "batchdeck job stop-worker -n \(job) --worker \(slot)"
    case .skipMiniBatch(let slot): "batchdeck job skip -n \(job) --worker \(slot)"
    case .restart(let restart): restart.commandLine(job: job)
    case .exportFailures(let path):
      "batchdeck job failures -n \(job) --export \(ShellWord.quoted(path))"
    }
  }

  /// After "Could not".
  var infinitive: String {
    switch self {
    case .setWorkers: "change the workers of"
    case .setMiniBatchSize: "change the mini-batch size of"
    case .setMemoryLimit: "change the memory limit of"
    case .pause: "pause"
    case .goOn: "continue"
    case .cancel: "cancel"
    case .stopWorker: "stop a worker of"
    case .skipMiniBatch: "skip a mini-batch of"
    case .restart(let restart): restart.infinitive
    case .exportFailures: "export the failed files of"
    }
  }

  /// Said when the runner has taken it.
  func acceptance(job: String) -> String {
    switch self {
    case .setWorkers(let count): "workers: \(count) asked"
    case .setMiniBatchSize(let count): "mini-batch size: \(count) asked"
    case .setMemoryLimit(let bytes):
      "memory limit: \(bytes.map(Format.bytes) ?? "none")"
    case .pause: "\(job) pauses after the running mini-batches"
    case .goOn: "\(job) goes on"
    case .cancel(let now):
      "\(job) stops \(now ? "now" : "when the running mini-batches are done")."
    case .stopWorker(let slot): "worker \(slot) is replaced"
    case .skipMiniBatch(let slot): "the mini-batch of worker \(slot) is skipped"
    case .restart(let restart): restart.acceptance(job: job)
    case .exportFailures(let path): "written to \(path)"
    }
  }

  /// Exact, in the largest unit that allows it: `2GiB`, `1536MiB`, `1000`.
  static func size(_ bytes: Int) -> String {
    for (unit, power) in [("GiB", 30), ("MiB", 20), ("KiB", 10)]
    where bytes > 0 && bytes % (1 << power) == 0 {
      return "\(bytes >> power)\(unit)"
    }
    return "\(bytes)"
  }
}

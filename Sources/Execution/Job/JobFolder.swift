/// The files of one job.
package struct JobFolder: Sendable, Equatable {
  /// `jobs/JOB` in the home.
  package let path: String

  package var ledgerPath: String { path + "/ledger.sqlite" }
  /// Locked as long as a runner lives; holds its pid.
  package var lockPath: String { path + "/runner.lock" }
  package var controlSocketPath: String { path + "/control.sock" }
  /// Where the named output `score` goes unless the operator named another folder.
  package var scorePath: String { path + "/outputs/score" }
  /// `AZUREML_MODEL_DIR` of a model that the registry does not hold: it alone, under its own name.
  package var modelPath: String { path + "/model" }
  /// One private folder per worker process: its working directory.
  package var workPath: String { path + "/work" }
  package var logsPath: String { path + "/logs" }
  /// The runner's own log.
  package var runnerLogPath: String { path + "/logs/sys/master_role.txt" }

  /// Azure's layout: `logs/user/KIND/NODE/processNNN.KIND.txt`.
  package func workerLogFolder(_ stream: LogStream) -> String {
    "\(path)/logs/user/\(stream.rawValue)/\(Self.node)"
  }

  package var entryScriptLogFolder: String { "\(path)/logs/user/entry_script_log/\(Self.node)" }

  /// What a worker process answers when it is asked for its stacks.
  func stackPath(process number: Int) -> String {
    "\(path)/logs/sys/node/\(Self.node)/\(Self.processName(number)).stack.txt"
  }

  package enum LogStream: String, CaseIterable, Sendable {
    case stdout, stderr
  }

  /// What stands for the compute node's name in Azure's layout.
  package static let node = "localhost"

  /// `process000`, and so on: the worker processes of a job in the order they started.
  package static func processName(_ number: Int) -> String {
    let digits = String(number)
    return "process" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }
}

import Glibc

/// What the execution core could not do: facts; `description` has the words.
package enum ExecutionError: Error, Equatable, Sendable {
  /// None of `BATCHDECK_HOME`, `XDG_DATA_HOME` and `HOME` is an absolute path.
  case noHome
  /// `BATCHDECK_HOME` is relative, and the runner's working directory is not the operator's.
  case homeNotAbsolute(path: String)
  /// A system call failed. `activity` is a verb as in "cannot open".
  case io(path: String, activity: String, errno: Int32)
  case inputMissing(path: String)
  case inputEmpty(path: String)
  /// Another scheme than `file:///`, or a host.
  case inputRemote(uri: String)
  case outputExists(path: String)
  /// What is written there would be scored as well.
  case outputInInput(output: String, input: String)
  /// No rows can be written there; `reason` is a clause.
  case outputUnfit(path: String, reason: String)
  /// The rows that are recorded are not in the file.
  case outputLost(path: String)
  /// Another process writes rows there.
  case outputBusy(path: String)
  case pythonMissing(name: String)
  /// The interpreter did not answer a question about itself.
  case pythonUnusable(path: String, reason: String)
  /// The scoring script cannot be what a batch deployment needs; `message` begins with the place.
  case scriptUnfit(message: String)
  case jobNameTaken(name: String)
  case jobNameUnfit(name: String)
  case jobUnknown(name: String, nearest: String?)
  case jobAlreadyRuns(name: String, pid: Int)
  case jobAlreadyCompleted(name: String)
  /// The job would end before it tried anything; `reason` is a clause.
  case resumeFutile(job: String, reason: String)
  /// What the job works on is not what it was; `changes` are sentences without a full stop.
  case changedSince(job: String, changes: [String])
  /// The job's runner is not there to be asked.
  case jobNotRunning(name: String)
  /// It is there, and says nothing.
  case runnerSilent(name: String, seconds: Int)
  /// The runner ended before it could be reached.
  case runnerDidNotStart(name: String, reason: String)
  /// The runner answered a request with an error.
  case refused(message: String)
  case ledgerUnreadable(path: String, reason: String)
}

extension ExecutionError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noHome:
      "There is nowhere to keep jobs: set BATCHDECK_HOME to an absolute path."
    case .homeNotAbsolute(let path):
      "BATCHDECK_HOME is \"\(path)\"; it must be an absolute path."
    case .io(let path, let activity, let code):
      "\(path): cannot \(activity): \(String(cString: strerror(code)))."
    case .inputMissing(let path):
      "--input \(path): there is no such file or folder."
    case .inputEmpty(let path):
      "--input \(path): the folder holds no files; name one that does."
    case .inputRemote(let uri):
      "--input \(uri): only local files and folders, file:/// URIs and registered data "
        + "(azureml:NAME:VERSION) can be scored here."
    case .outputExists(let path):
      "\(path) already exists; name another folder with --output-path, or move the file away."
    case .outputInInput(let output, let input):
      "--output-path \(output) lies in the input \(input), where its files would be scored as well; "
        + "name a folder outside."
    case .outputUnfit(let path, let reason):
      "--output-path \(path): \(reason); name another folder."
    case .outputLost(let path):
      "\(path) is not as the job has written it: somebody removed, replaced or changed it; put it back "
        + "and resume the job, or begin a new one."
    case .outputBusy(let path):
      "\(path): another job writes its rows there; wait for its end, or cancel it."
    case .pythonMissing(let name):
      "\(name): no such Python interpreter; name one with --python PATH."
    case .pythonUnusable(let path, let reason):
      "\(path) does not run as a Python interpreter: \(reason)"
    case .scriptUnfit(let message): message
    case .jobNameTaken(let name):
      "There is a job \"\(name)\" already; give this one another name."
    case .jobNameUnfit(let name):
      "A job cannot be named \"\(name)\"; a name is letters, digits, \"-\" and \"_\", beginning with a "
        + "letter or digit, 255 at most."
    case .jobUnknown(let name, let nearest?):
      "There is no job \"\(name)\"; did you mean \"\(nearest)\"?"
    case .jobUnknown(let name, nil):
      "There is no job \"\(name)\"; see: batchdeck job list"
    case .jobAlreadyRuns(let name, let pid):
      "Job \(name) is already running (runner process \(pid)); watch it with: "
        + "batchdeck job stream -n \(name)"
    case .jobAlreadyCompleted(let name):
      "Job \(name) is completed; there is nothing to resume."
    case .resumeFutile(let job, let reason):
      "Job \(job): \(reason), so it would end before it tried a file; retry the failed files: "
        + "batchdeck job retry-failed -n \(job)"
    case .changedSince(let job, let changes):
      "Job \(job): \(changes.joined(separator: "; ")). Go on all the same with --accept-changes."
    case .runnerSilent(let name, let seconds):
      "The runner of job \(name) has not answered for \(seconds) s; what it was asked to do it may "
        + "still do. See: batchdeck job show -n \(name)"
    case .jobNotRunning(let name):
      "Job \(name) is not running."
    case .runnerDidNotStart(let name, let reason):
      "The runner of job \(name) ended before it began: \(reason)"
    case .refused(let message): message
    case .ledgerUnreadable(let path, let reason):
      "\(path): the job's ledger cannot be read: \(reason)"
    }
  }
}

extension ExecutionError {
  static func outputUnfit(path: String, errno code: Int32) -> Self {
    .outputUnfit(path: path, reason: String(cString: strerror(code)))
  }
}

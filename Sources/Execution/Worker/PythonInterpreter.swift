import BatchEndpoints
import Foundation
import Glibc

/// The interpreter that will run a deployment's workers.
package struct PythonInterpreter: Sendable, Equatable {
  /// Absolute, behind any version manager's shim.
  package let path: String
  /// Such as `3.11.2`.
  package let version: String

  /// How long an interpreter may take to say who it is; a cold disk takes a second.
  private static let deadline = Duration.seconds(20)

  /// Finds the interpreter and asks it whether `script` can be a scoring script.
  ///
  /// Both questions go to one process, because starting it is what takes the time; and to none when this
  /// interpreter has passed this very script before. `name` is a path or a name to look up in `PATH`,
  /// `script` an absolute path that messages show as `displayName`, `codeFolder` what it belongs to where
  /// that is another folder than its own.
  ///
  /// - Throws: `ExecutionError.pythonMissing`, `.pythonUnusable` or `.scriptUnfit`.
  package static func resolve(
    _ name: String, checking script: String, in codeFolder: String? = nil, displayName: String,
    workerFiles: String, environment: [String: String]
  ) throws -> PythonInterpreter {
    guard let path = find(name, environment: environment) else {
      throw ExecutionError.pythonMissing(name: name)
    }
    let codeFolder = codeFolder ?? parentFolder(of: script)
    let checked = CheckedScript(
      script: script, codeFolder: codeFolder, interpreter: path, workerFiles: workerFiles)
    if let version = checked?.version { return PythonInterpreter(path: path, version: version) }
    let finished: CapturedCommand.Finished
    do {
      finished = try CapturedCommand(
        path: path, arguments: ["-E", "-s", workerFiles + "/check_script.py", script, codeFolder],
        environment: environment, deadline: deadline
      ).run()
    } catch ExecutionError.io(_, _, let code) {
      throw ExecutionError.pythonUnusable(path: path, reason: String(cString: strerror(code)) + ".")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard finished.exitCode == 0,
      let answer = try? decoder.decode(Answer.self, from: Data(finished.output.utf8))
    else {
      let line = finished.errors.split(separator: "\n").last.map(String.init)
      throw ExecutionError.pythonUnusable(
        path: path,
        reason: line ?? finished.exitCode.map { "it ended with exit code \($0)." }
          ?? "it did not answer within \(deadline / .seconds(1)) s.")
    }
    if let problem = answer.problem {
      if problem.namesFile == true { throw ExecutionError.scriptUnfit(message: problem.message) }
      let place = problem.line.map { ":\($0)" } ?? ""
      let column = problem.column.map { ":\($0)" } ?? ""
      throw ExecutionError.scriptUnfit(
        message: "\(displayName)\(place)\(problem.line == nil ? "" : column): \(problem.message)")
    }
    // A version manager's shim may be another interpreter tomorrow.
    if answer.executable == path { checked?.passed(version: answer.version) }
    return PythonInterpreter(path: answer.executable, version: answer.version)
  }

  private struct Answer: Decodable {
    var executable: String
    var version: String
    var problem: Problem?

    struct Problem: Decodable {
      var line: Int?
      var column: Int?
      var message: String
      var namesFile: Bool?
    }
  }

  private static func find(_ name: String, environment: [String: String]) -> String? {
    guard name.contains("/") else { return Programs(environment: environment).find(name) }
    let path = ManifestPath.absolute(name, in: FileManager.default.currentDirectoryPath)
    return Programs.isProgram(path) ? path : nil
  }
}
